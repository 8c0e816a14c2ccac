import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '#shared/domain/customer';
import type { CustomerId } from '#shared/domain/ids';
import { phoneText } from '#ui/i18n/phone-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useCustomerView, useDesk, useRecords, useSession, useSubmit } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';

interface JoinDialogProps {
  readonly customerId: CustomerId;
  readonly otherId: CustomerId;
  readonly onClose: () => void;
  readonly onJoined: () => void;
}

const LATEST = 3;

/** Are these two one person? Both beside each other, and which name stays: the agent decides, and the hub moves all of the later record. */
export function JoinDialog({ customerId, otherId, onClose, onJoined }: JoinDialogProps) {
  const { t } = useTranslation(['customer-edit', 'common']);
  const submit = useSubmit();
  useCustomerView(otherId);
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const other = useRecords(({ records }) => records.customer.get(otherId));
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  // The name that somebody vouched for is the better guess.
  const [keptId, setKeptId] = useState<CustomerId | null>(null);
  const kept = keptId ?? (customer !== undefined && isNamed(customer) ? customerId : otherId);

  async function join(): Promise<void> {
    if (customer === undefined || other === undefined) return;
    const [into, from] = customer.createdAt <= other.createdAt ? [customer, other] : [other, customer];
    const keepsName = kept === into.id ? 'into' : 'from';
    if (!(await submit({ type: 'customer.join', intoId: into.id, fromId: from.id, keepsName }, 0))) return;
    onClose();
    onJoined();
  }

  return (
    <Dialog title={t('join.title')} isOpen onClose={onClose}>
      <p>{t('join.help')}</p>
      <div className={styles['pairOfPeople']} role="radiogroup" aria-label={t('join.keep_name')}>
        {[customer, other].map((one, index) =>
          one === undefined ? (
            <output key={index === 0 ? customerId : otherId}>{t('join.loading')}</output>
          ) : (
            <Person key={one.id} customer={one} isKept={kept === one.id} onKeep={() => setKeptId(one.id)} />
          ),
        )}
      </div>
      <p className={styles['empty']}>{isConnected ? t('join.older') : t('join.offline')}</p>
      <footer className={styles['buttons']}>
        <Button onPress={onClose}>{t('common:cancel')}</Button>
        <Button look="primary" isDisabled={!isConnected || customer === undefined || other === undefined} onPress={() => void join()}>
          {t('join.confirm')}
        </Button>
      </footer>
    </Dialog>
  );
}

function Person({ customer, isKept, onKeep }: { readonly customer: Customer; readonly isKept: boolean; readonly onKeep: () => void }) {
  const { t } = useTranslation(['customer-edit', 'customer', 'common']);
  const format = useFormat();
  const { ticker } = useDesk();
  const latest = useRecords(({ records }) =>
    [...records.interaction.values()]
      .filter(({ customerId }) => customerId === customer.id)
      .toSorted((a, b) => (a.arrivedAt < b.arrivedAt ? 1 : -1))
      .slice(0, LATEST),
  );
  const reached = customer.contactPoints.filter(({ kind }) => kind === 'phone' || kind === 'email');
  return (
    <section className={styles['person']} data-kept={isKept}>
      <label className={styles['keep']}>
        <input type="radio" name="kept" checked={isKept} onChange={onKeep} />
        <span>
          <strong>
            <bdi>{format.name(customer)}</bdi>
          </strong>
          {customer.name?.isUnverified === true && <span className={styles['unverified']}>{t('customer:unverified')}</span>}
          <span className={styles['reading']}>{format.reading(customer.name)}</span>
        </span>
      </label>
      <p className={styles['reading']}>{t('join.since', { date: format.day(customer.createdAt, 0) })}</p>
      <h3>{t('join.contacts')}</h3>
      <ul>
        {reached.length === 0 && <li>{t('join.none')}</li>}
        {reached.map(({ kind, value, isVerified }) => (
          <li key={`${kind} ${value}`}>
            <bdi className="figures">{kind === 'phone' ? phoneText(value) : value}</bdi>
            {!isVerified && <span className={styles['unverified']}>{t('customer:unverified')}</span>}
          </li>
        ))}
      </ul>
      <h3>{t('join.recent')}</h3>
      <ul>
        {latest.length === 0 && <li>{t('join.none')}</li>}
        {latest.map(({ id, channel, arrivedAt, lastLine }) => (
          <li key={id}>
            {format.when(arrivedAt, ticker.now())} {t(`common:channel.${channel}`)}
            <span className={styles['reading']} dir="auto">
              {' '}
              {lastLine?.text}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isNamed({ name }: Customer): boolean {
  return name !== null && name.isUnverified !== true;
}
