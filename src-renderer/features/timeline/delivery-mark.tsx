import type { ReactNode } from 'react';
import type { OutboxItem } from '#shared/contracts/desk';
import type { MessageId, NoteId } from '#shared/domain/ids';
import type { Delivery } from '#shared/domain/message';
import { outboxItemOf } from '#ui/state/selectors';
import { useRecords, useSession } from '#ui/wire/desk.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';

export type ShownDelivery =
  | 'queued'
  | 'waiting_for_line'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unknown'
  | 'held'
  | 'refused';

/** How far our words got: first through the outbox, then through the channel. */
export function shownDelivery(delivery: Delivery | null, pending: OutboxItem | undefined, isOnline: boolean): ShownDelivery | null {
  switch (pending?.state.is) {
    case 'waiting':
      return isOnline ? 'queued' : 'waiting_for_line';
    case 'sending':
      return 'sending';
    case 'held':
      return 'held';
    case 'refused':
      return 'refused';
    case undefined:
      return delivery === null ? null : delivery.state === 'pending' ? 'queued' : delivery.state;
  }
}

/** Not at the hub, and not on its way there this very moment. */
export function isUnsent(shown: ShownDelivery | null): boolean {
  return shown === 'waiting_for_line' || shown === 'held' || shown === 'refused';
}

/** The wish behind a message or note that the log has not confirmed. */
export function usePending(id: MessageId | NoteId): OutboxItem | undefined {
  return useRecords(({ outbox }) => outboxItemOf(outbox, id));
}

export function useIsOnline(): boolean {
  return useSession(({ connection }) => connection.is === 'connected' || connection.is === 'catching_up');
}

const GLYPHS: Record<ShownDelivery, ReactNode> = {
  queued: <path d="M8 4.500v3.800l2.300 1.400M8 2.200a5.800 5.800 0 1 0 .1 0" />,
  waiting_for_line: <path d="M8 4.500v3.800l2.300 1.400M8 2.200a5.800 5.800 0 1 0 .1 0" />,
  sending: <path d="M2.500 8h10M9 4.500l3.500 3.500-3.500 3.500" />,
  sent: <path d="M3.500 8.500l3 3 6-7" />,
  delivered: <path d="M1.500 8.500l3 3 6-7M7.500 11.300l.3.2 6-7" />,
  read: (
    <path d="M1.500 8c2-3 4-4.300 6.500-4.300s4.500 1.300 6.500 4.300c-2 3-4 4.300-6.500 4.300s-4.500-1.300-6.500-4.300zM8 6.500a1.500 1.500 0 1 0 .1 0" />
  ),
  failed: <path d="M8 2.500l6 11h-12zM8 6.500v3.500M8 11.800v.1" />,
  unknown: <path d="M5 5.800a3 3 0 1 1 4.200 2.800c-.8.4-1.200.9-1.200 1.900M8 13v.200" />,
  held: <path d="M5.500 3.500v9M10.500 3.500v9" />,
  refused: <path d="M8 2.500l6 11h-12zM8 6.500v3.500M8 11.800v.1" />,
};

const NEEDS_A_HAND: readonly ShownDelivery[] = ['failed', 'unknown', 'held', 'refused'];

/** Glyph and word, never colour alone. */
export function DeliveryMark({ shown }: { readonly shown: ShownDelivery }) {
  const { t } = useTimeline();
  return (
    <span className={styles['delivery']} data-delivery={shown} data-alarm={NEEDS_A_HAND.includes(shown)}>
      <svg
        viewBox="0 0 16 16"
        width="0.875rem"
        height="0.875rem"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.500"
        aria-hidden
        focusable="false"
      >
        {GLYPHS[shown]}
      </svg>
      {t(`delivery.${shown}`)}
    </span>
  );
}
