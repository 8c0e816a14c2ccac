import { useTranslation } from 'react-i18next';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { isOpen } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { useRecords } from '#ui/wire/desk.tsx';
import { ContactPointList } from './contact-point-list.tsx';
import styles from './customer.module.css';
import { CustomerPicture } from './customer-picture.tsx';
import { InteractionHistory } from './interaction-history.tsx';

export interface CustomerPanelProps {
  readonly customerId: CustomerId;
  /** Chosen in the list: its place in the timeline is wanted. */
  readonly onShowInteraction: (interactionId: InteractionId) => void;
}

/** Who this is, how they can be reached, what was before. */
export function CustomerPanel({ customerId, onShowInteraction }: CustomerPanelProps) {
  const { t } = useTranslation('customer');
  const format = useFormat();
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const interactions = useRecords(({ records }) =>
    [...records.interaction.values()]
      .filter((one) => one.customerId === customerId)
      .toSorted((a, b) => (a.arrivedAt < b.arrivedAt ? 1 : -1)),
  );
  if (customer === undefined) {
    return (
      <section className={styles['panel']} aria-label={t('title')}>
        <p className={styles['empty']}>{t('gone')}</p>
      </section>
    );
  }
  const reading = format.reading(customer.name);
  const open = interactions.filter(({ state }) => isOpen(state));
  const past = interactions.filter(({ state }) => !isOpen(state));
  return (
    <section className={styles['panel']} aria-label={t('title')}>
      <header className={styles['who']}>
        {customer.picture !== undefined && <CustomerPicture picture={customer.picture} />}
        <h2 className={styles['name']}>
          <bdi>{format.addressed(customer)}</bdi>
        </h2>
        {customer.name?.isUnverified === true && <p className={styles['reading']}>{t('name_unverified')}</p>}
        {reading !== null && (
          <p className={styles['reading']} title={t('reading')}>
            <bdi>{reading}</bdi>
          </p>
        )}
        <p className={styles['facts']}>
          {customer.locale !== null && <span title={t('language')}>{t(`languages.${customer.locale}`)}</span>}
          <span title={format.full(customer.createdAt)}>{t('since', { date: format.day(customer.createdAt, 0) })}</span>
        </p>
      </header>
      <ContactPointList contactPoints={customer.contactPoints} />
      {open.length > 0 && <InteractionHistory title={t('now')} interactions={open} onShow={onShowInteraction} />}
      <InteractionHistory title={t('past')} interactions={past} onShow={onShowInteraction} empty={t('none_past')} />
    </section>
  );
}
