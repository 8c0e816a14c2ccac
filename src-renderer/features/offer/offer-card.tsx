import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeclineReason, type Reservation } from '#shared/domain/reservation';
import { fromInstant } from '#shared/domain/clock';
import type { InteractionId } from '#shared/domain/ids';
import { languageOf } from '#shared/domain/text';
import { lineText } from '#ui/i18n/line-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useCannotNow, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './offer.module.css';
import { useCountdown } from './use-countdown.ts';

export interface OfferCardProps {
  readonly reservation: Reservation;
  /** The first of several takes the keys A and D. */
  readonly hasKeys: boolean;
  readonly onAccepted: (interactionId: InteractionId) => void;
}

/** Work that is offered to this agent: whose it is, how long it rings, accept or decline. */
export function OfferCard({ reservation, hasKeys, onAccepted }: OfferCardProps) {
  const { t } = useTranslation(['offer', 'common']);
  const format = useFormat();
  const submit = useSubmit();
  const titleId = useId();
  const [reason, setReason] = useState<DeclineReason>('busy');
  const [answer, setAnswer] = useState<'accept' | 'decline' | null>(null);
  const interaction = useRecords(({ records }) => records.interaction.get(reservation.interactionId));
  const customer = useRecords(({ records }) => records.customer.get(reservation.customerId));
  const queue = useRecords(({ records }) => records.queue.get(reservation.queueId));
  const { handover } = reservation;
  const cannotNow = useCannotNow('reservation.accept');
  const isStill = answer !== null || cannotNow !== null;
  const from = format.agent(useRecords(({ records }) => (handover === undefined ? undefined : records.agent.get(handover.fromId))));

  async function send(kind: 'accept' | 'decline'): Promise<void> {
    setAnswer(kind);
    const reservationId = reservation.id;
    const isKept = await submit(
      kind === 'accept' ? { type: 'reservation.accept', reservationId } : { type: 'reservation.decline', reservationId, reason },
      0,
    );
    if (!isKept) return setAnswer(null);
    if (kind === 'accept') onAccepted(reservation.interactionId);
  }

  const lastLine = interaction?.lastLine ?? null;
  const line = handover?.note ?? (lastLine === null ? undefined : lineText(t, lastLine));
  return (
    <section className={styles['card']} aria-labelledby={titleId}>
      <header className={styles['header']}>
        <h2 id={titleId}>{handover === undefined ? t('title') : t('handover', { name: from })}</h2>
        <Countdown reservation={reservation} />
      </header>
      <p className={styles['who']}>
        {interaction !== undefined && <Icon name={interaction.channel} />}
        <strong>{format.addressed(customer)}</strong>
      </p>
      <p className={styles['facts']}>
        {interaction !== undefined && <span>{t(`common:channel.${interaction.channel}`)}</span>}
        {queue !== undefined && <span>{format.text(queue.name)}</span>}
        {interaction !== undefined && <Waited since={interaction.arrivedAt} />}
      </p>
      {line !== undefined && (
        <p className={styles['line']} dir="auto" lang={languageOf(line) ?? undefined}>
          {line}
        </p>
      )}
      {cannotNow !== null && <output className={styles['cannot']}>{cannotNow}</output>}
      <div className={styles['actions']}>
        <Button onPress={() => send('decline')} isDisabled={isStill} {...(hasKeys ? { 'data-shortcut': 'decline' } : {})}>
          {t('decline')}
        </Button>
        <Button look="primary" onPress={() => send('accept')} isDisabled={isStill} {...(hasKeys ? { 'data-shortcut': 'accept' } : {})}>
          {t('accept')}
        </Button>
      </div>
      <div className={styles['reason']}>
        <span aria-hidden>{t('reason')}</span>
        <Select<DeclineReason>
          label={t('reason')}
          isLabelHidden
          value={reason}
          options={DeclineReason.options.map((id) => ({ id, text: t(`reasons.${id}`) }))}
          onChange={setReason}
        />
      </div>
    </section>
  );
}

function Countdown({ reservation }: { readonly reservation: Reservation }) {
  const { t } = useTranslation('offer');
  const format = useFormat();
  const { leftMs, totalMs } = useCountdown(reservation);
  return (
    <span className={styles['countdown']} data-urgent={leftMs < totalMs / 3}>
      <span className={styles['meter']} aria-hidden>
        <span style={{ width: `${(leftMs / totalMs) * 100}%` }} />
      </span>
      <span className="figures">{t('left', { time: format.duration(Math.ceil(leftMs / 1000) * 1000) })}</span>
    </span>
  );
}

function Waited({ since }: { readonly since: string }) {
  const { t } = useTranslation('offer');
  const format = useFormat();
  const now = useNow();
  return <span className="figures">{t('waited', { time: format.duration(now - fromInstant(since)) })}</span>;
}
