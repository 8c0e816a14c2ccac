import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { fromInstant } from '#shared/domain/clock';
import type { Reservation } from '#shared/domain/reservation';
import { useFormat } from '#ui/i18n/use-format';
import { offersOf } from '#ui/state/selectors';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { OfferCard } from './offer-card.tsx';
import styles from './offer.module.css';

/** How long a card stays to say why it is over. */
const FAREWELL_MS = 6_000;

export function Offers({ onAccepted }: { readonly onAccepted: (customerId: CustomerId, interactionId: InteractionId) => void }) {
  const me = useMe();
  const offers = useRecords(({ records }) => offersOf(records, me.id));
  const all = useRecords(({ records }) => records.reservation);
  // Those that rang on this screen: only they say why they are over.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  if (offers.some(({ id }) => !seen.has(id))) setSeen(new Set([...seen, ...offers.map(({ id }) => id)]));
  const ended = [...all.values()].filter(({ id, outcome }) => seen.has(id) && outcome !== 'pending' && outcome !== 'accepted');
  const forget = useCallback((gone: string) => setSeen((before) => new Set([...before].filter((id) => id !== gone))), []);
  return (
    <div className={styles['stack']}>
      <Announcement offer={offers[0]} />
      {ended.map((reservation) => (
        <EndedCard key={reservation.id} reservation={reservation} onSaid={forget} />
      ))}
      {offers.map((reservation, index) => (
        <OfferCard
          key={reservation.id}
          reservation={reservation}
          hasKeys={index === 0}
          onAccepted={(interactionId) => onAccepted(reservation.customerId, interactionId)}
        />
      ))}
    </div>
  );
}

/** Why it is over, for a moment. */
function EndedCard({ reservation, onSaid }: { readonly reservation: Reservation; readonly onSaid: (id: string) => void }) {
  const { t } = useTranslation('offer');
  const format = useFormat();
  const { clock } = useDesk();
  const { id, customerId, outcome, handover } = reservation;
  const from = format.agent(useRecords(({ records }) => (handover === undefined ? undefined : records.agent.get(handover.fromId))));
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  useEffect(() => clock.setTimer(FAREWELL_MS, () => onSaid(id)), [clock, id, onSaid]);
  if (outcome === 'pending' || outcome === 'accepted') return null;
  return (
    <output className={styles['card']} data-ended>
      <span className={styles['who']}>
        <strong>{format.addressed(customer)}</strong>
      </span>
      <span>{handover === undefined ? t(`ended.${outcome}`) : t(`endedHandover.${outcome}`, { name: from })}</span>
    </output>
  );
}

/** Read out at once, with all that is needed to decide; the running countdown is not. */
function Announcement({ offer }: { readonly offer: Reservation | undefined }) {
  const { t } = useTranslation(['offer', 'common']);
  const format = useFormat();
  const interaction = useRecords(({ records }) => (offer === undefined ? undefined : records.interaction.get(offer.interactionId)));
  const customer = useRecords(({ records }) => (offer === undefined ? undefined : records.customer.get(offer.customerId)));
  const queue = useRecords(({ records }) => (offer === undefined ? undefined : records.queue.get(offer.queueId)));
  const text =
    offer === undefined
      ? ''
      : t('announce', {
          name: format.addressed(customer),
          channel: interaction === undefined ? '' : t(`common:channel.${interaction.channel}`),
          queue: queue === undefined ? '' : format.text(queue.name),
          count: Math.round((fromInstant(offer.expiresAt) - fromInstant(offer.offeredAt)) / 1000),
        });
  return (
    <div className="visually-hidden" aria-live="assertive">
      {text}
    </div>
  );
}
