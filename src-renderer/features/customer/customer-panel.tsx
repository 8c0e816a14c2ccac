import { useTranslation } from 'react-i18next';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { isOpen } from '#shared/domain/interaction';
import { can } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { useMe, useRecords } from '#ui/wire/desk.tsx';
import { ContactPointList } from './contact-point-list.tsx';
import { CustomerLanguage } from './customer-language.tsx';
import styles from './customer.module.css';
import { CustomerName } from './customer-name.tsx';
import { CustomerPicture } from './customer-picture.tsx';
import { InteractionHistory } from './interaction-history.tsx';
import { RefusedEdits } from './refused-edits.tsx';
import { WriteFirst } from './write-first.tsx';

export interface CustomerPanelProps {
  readonly customerId: CustomerId;
  /** Chosen in the list: its place in the timeline is wanted. */
  readonly onShowInteraction: (interactionId: InteractionId) => void;
  /** Work to go on with: its composer is wanted. */
  readonly onOpenWork: (interactionId: InteractionId) => void;
  readonly onOpenCustomer: (customerId: CustomerId) => void;
}

/** Who this is, how they can be reached, what was before. */
export function CustomerPanel({ customerId, onShowInteraction, onOpenWork, onOpenCustomer }: CustomerPanelProps) {
  const { t } = useTranslation('customer');
  const format = useFormat();
  const me = useMe();
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
  // Whoever sees the person may correct what is known; the hub has the last word.
  const mayEdit = can(me.role, 'customer.edit') && customer.joinedInto === undefined;
  const open = interactions.filter(({ state }) => isOpen(state));
  const past = interactions.filter(({ state }) => !isOpen(state));
  return (
    <section className={styles['panel']} aria-label={t('title')}>
      <header className={styles['who']}>
        {customer.picture !== undefined && <CustomerPicture picture={customer.picture} />}
        <CustomerName key={customerId} customer={customer} mayEdit={mayEdit} />
        <div className={styles['facts']}>
          {mayEdit && <CustomerLanguage customer={customer} />}
          {!mayEdit && customer.locale !== null && <span title={t('language')}>{t(`languages.${customer.locale}`)}</span>}
          <span title={format.full(customer.createdAt)}>{t('since', { date: format.day(customer.createdAt, 0) })}</span>
        </div>
      </header>
      <RefusedEdits customerId={customerId} onOpenWork={onOpenWork} onOpenCustomer={onOpenCustomer} />
      <ContactPointList key={customerId} customer={customer} mayEdit={mayEdit} />
      {mayEdit && <WriteFirst key={`write ${customerId}`} customer={customer} onOpenWork={onOpenWork} />}
      {open.length > 0 && <InteractionHistory title={t('now')} interactions={open} onShow={onShowInteraction} />}
      <InteractionHistory title={t('past')} interactions={past} onShow={onShowInteraction} empty={t('none_past')} />
    </section>
  );
}
