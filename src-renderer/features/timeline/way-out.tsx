import { useState } from 'react';
import type { OutboxItem } from '#shared/contracts/desk';
import type { Message } from '#shared/domain/message';
import { basisOf } from '#ui/state/selectors';
import { takeBackOf } from '#ui/state/take-back';
import { whyNotSend } from '#ui/state/why-not-send';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useMe, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import { channelReason } from './channel-reason.ts';
import type { ShownDelivery } from './delivery-mark.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';

/** What stands below words that did not get through: what happened, what is safe, what can be done. */
export function WayOut({
  shown,
  pending,
  message,
}: {
  readonly shown: ShownDelivery | null;
  readonly pending: OutboxItem | undefined;
  readonly message: Message | null;
}) {
  if (pending !== undefined && (pending.state.is === 'held' || pending.state.is === 'refused')) return <Parked pending={pending} />;
  if (message !== null && pending === undefined && (shown === 'failed' || shown === 'unknown')) return <Unsent message={message} />;
  return null;
}

/** The hub would not do it, or asks again. What cannot go out as it is says why, and is not offered for sending. */
function Parked({ pending }: { readonly pending: OutboxItem }) {
  const { t } = useTimeline();
  const { desk, records, ui } = useDesk();
  const me = useMe();
  const attempt = useAttempt();
  const { command, state } = pending;
  const { commandId, body } = command;
  const cannot = useRecords(({ records }) => whyNotSend(records, me.id, pending));
  const mayEdit = useRecords(({ records }) => takeBackOf(records, me, command) !== null);

  function why(): readonly string[] {
    if (cannot !== null) return [t(`unsent:cannot.${cannot}`)];
    if (state.is === 'held') return state.reasons.map((reason) => t(`held.${reason}`));
    return state.is === 'refused' ? [t(`errors:${state.failure.code}`)] : [];
  }

  function send(): void {
    // What comes after this very moment holds it again.
    const basis = body.type === 'message.send' ? { basis: basisOf(records.getState(), body.interactionId) } : {};
    void attempt(() => desk.call('outbox.retry', { commandId, ...basis }));
  }

  return (
    <div className={styles['wayOut']}>
      <p>{[...why(), t('way_out.still_here')].join(' ')}</p>
      <div className={styles['buttons']}>
        {cannot === null && <Button onPress={send}>{state.is === 'held' ? t('way_out.send_anyway') : t('way_out.retry')}</Button>}
        {mayEdit && (
          <Button onPress={() => ui.setState(takeBackOf(records.getState().records, me, command) ?? {})}>{t('way_out.edit')}</Button>
        )}
        <Discard onDiscard={() => void attempt(() => desk.call('outbox.discard', { commandId }))} />
      </div>
    </div>
  );
}

/** Asks once more: the words are gone after this. */
function Discard({ onDiscard }: { readonly onDiscard: () => void }) {
  const { t } = useTimeline();
  const [isSure, setIsSure] = useState(false);
  return (
    <Button look={isSure ? 'danger' : 'quiet'} onPress={() => (isSure ? onDiscard() : setIsSure(true))} onBlur={() => setIsSure(false)}>
      {isSure ? t('way_out.discard_sure') : t('way_out.discard')}
    </Button>
  );
}

/** The channel did not take it, or nobody knows. */
function Unsent({ message }: { readonly message: Message }) {
  const { t } = useTimeline();
  const submit = useSubmit();
  const { id, conversationId, seq, delivery } = message;
  const lines = [
    ...(delivery?.state === 'unknown' ? [t('way_out.resend_unknown')] : []),
    ...(delivery?.reason === undefined ? [] : [t('way_out.reason', { reason: channelReason(t, delivery.reason) })]),
  ];
  return (
    <div className={styles['wayOut']}>
      {lines.length > 0 && <p>{lines.join(' ')}</p>}
      <div className={styles['buttons']}>
        <Button onPress={() => void submit({ type: 'message.resend', conversationId, messageId: id }, seq)}>{t('way_out.resend')}</Button>
      </div>
    </div>
  );
}
