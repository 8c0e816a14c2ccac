import { useEffect, useRef, useState } from 'react';
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

export function Offers({ onAccepted }: { onAccepted(customerId: CustomerId, interactionId: InteractionId): void }) {
  const me = useMe();
  const offers = useRecords(({ records }) => offersOf(records, me.id));
  const ended = useEnded(offers);
  return (
    <div className={styles['stack']}>
      <Announcement offer={offers[0]} />
      {ended.map((reservation) => (
        <EndedCard key={reservation.id} reservation={reservation} />
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

/** Offers that rang on this screen and are over without an accept, for as long as their card says so. */
function useEnded(offers: readonly Reservation[]): readonly Reservation[] {
  const { clock } = useDesk();
  const seen = useRef(new Set<string>());
  const [shown, setShown] = useState<readonly string[]>([]);
  const all = useRecords(({ records }) => records.reservation);
  for (const { id } of offers) seen.current.add(id);
  const over = [...all.values()].filter(({ id, outcome }) => seen.current.has(id) && outcome !== 'pending' && outcome !== 'accepted');

  const overIds = over.map(({ id }) => id).join(' ');
  useEffect(() => {
    const ids = overIds.split(' ').filter((id) => seen.current.has(id));
    if (ids.length === 0) return;
    for (const id of ids) seen.current.delete(id);
    setShown((before) => [...before, ...ids]);
    clock.setTimer(FAREWELL_MS, () => setShown((before) => before.filter((id) => !ids.includes(id))));
  }, [overIds, clock]);

  return [...all.values()].filter(({ id }) => shown.includes(id));
}

function EndedCard({ reservation: { customerId, outcome } }: { readonly reservation: Reservation }) {
  const { t } = useTranslation('offer');
  const format = useFormat();
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  if (outcome === 'pending' || outcome === 'accepted') return null;
  return (
    <section className={styles['card']} data-ended role="status">
      <p className={styles['who']}>
        <strong>{format.addressed(customer)}</strong>
      </p>
      <p>{t(`ended.${outcome}`)}</p>
    </section>
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
