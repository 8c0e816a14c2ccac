import type { InboundReceipt } from '#shared/contracts/channel';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { mayFollow, type Delivery, type Message } from '#shared/domain/message';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { messageOfExternalId } from './outbound-queries.ts';

/** A vendor reports for some days; what nobody claimed until then is of nobody. */
const PARKED_FOR_MS = 7 * 24 * 60 * 60_000;

export interface Receipts {
  /** News of a message of ours; kept until the message is known, if it comes before the answer to its sending. */
  apply(accountId: AccountId, receipt: InboundReceipt): Promise<void>;
}

/** Held by whoever binds a vendor's id to a message and by whoever parks news of one, so that neither can miss the other. */
export function receiptLane(accountId: AccountId, externalId: string): string {
  return `receipt:${accountId}:${externalId}`;
}

export function createReceipts({ db, log, clock }: { readonly db: Db; readonly log: EventLog; readonly clock: Clock }): Receipts {
  return {
    async apply(accountId, receipt) {
      for (;;) {
        const message = await subjectOf(accountId, receipt);
        if (message === undefined) {
          if (await park(accountId, receipt)) return;
        } else {
          return change(message, receipt);
        }
      }
    },
  };

  async function subjectOf(accountId: AccountId, { externalId, messageId }: InboundReceipt): Promise<Message | undefined> {
    const known = await messageOfExternalId(db, accountId, externalId);
    if (known !== undefined || messageId === undefined) return known;
    const ours = await recordById(db, 'message', messageId);
    const conversation = ours === undefined ? undefined : await recordById(db, 'conversation', ours.conversationId);
    return conversation?.accountId === accountId ? ours : undefined;
  }

  async function change({ id, customerId }: Message, receipt: InboundReceipt): Promise<void> {
    await log.append([customerLane(customerId)], async (writer) => {
      const delivery = (await writer.record('message', id))?.delivery ?? null;
      const events = delivery === null ? [] : eventsOf(id, delivery, receipt, writer.now);
      return { events, result: undefined };
    });
  }

  /** False where the message got its id in the meantime. */
  async function park(accountId: AccountId, { externalId, state, reason }: InboundReceipt): Promise<boolean> {
    const { result } = await log.append([receiptLane(accountId, externalId)], async (writer) => {
      if ((await messageOfExternalId(writer.tx, accountId, externalId)) !== undefined) return { events: [], result: false };
      await writer.tx.all(sql`DELETE FROM parked_receipt WHERE received_at < ${toInstant(clock.now() - PARKED_FOR_MS)}`);
      await writer.tx.all(
        sql`INSERT INTO parked_receipt (account_id, external_id, state, reason, received_at)
            VALUES (${accountId}, ${externalId}, ${state}, ${reason ?? null}, ${toInstant(clock.now())}) ON CONFLICT DO NOTHING`,
      );
      return { events: [], result: true };
    });
    return result;
  }
}

/** Parked news of a message that just got its vendor's id, taken out, in the order of its life. */
export async function takeParked(tx: Db, accountId: AccountId, externalId: string): Promise<readonly InboundReceipt[]> {
  const rows = await tx.all<{ state: InboundReceipt['state']; reason: string | null }>(
    sql`DELETE FROM parked_receipt WHERE account_id = ${accountId} AND external_id = ${externalId} RETURNING state, reason`,
  );
  return rows
    .toSorted((a, b) => (mayFollow(a.state, b.state) ? -1 : 1))
    .map(({ state, reason }) => ({ is: 'receipt', externalId, state, ...(reason === null ? {} : { reason }) }));
}

function eventsOf(
  messageId: Message['id'],
  delivery: Delivery,
  { externalId, state, reason }: InboundReceipt,
  now: number,
): readonly DomainEvent[] {
  const isOfAnotherSending = delivery.externalId !== undefined && delivery.externalId !== externalId;
  // Asked to send again: that the last sending failed is why, and no news.
  const isWhy = state === 'failed' && delivery.state === 'pending';
  if (isOfAnotherSending || isWhy || !mayFollow(delivery.state, state)) return [];
  const at = toInstant(now);
  return [{ type: 'message.delivery_changed', body: { messageId, state, at, externalId, ...(reason === undefined ? {} : { reason }) } }];
}
