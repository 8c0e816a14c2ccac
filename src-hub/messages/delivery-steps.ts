import type { SendReceipt } from '#shared/contracts/channel';
import { fromInstant, toInstant, type Instant } from '#shared/domain/clock';
import type { ConversationId, CustomerId, MessageId } from '#shared/domain/ids';
import { mayFollow, type Delivery, type Message } from '#shared/domain/message';
import type { DomainEvent } from '#shared/events/index';
import type { Db } from '#hub/db/db';
import type { Decision, EventLog, Writer } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import type { Timers } from '#hub/timers/timers';
import type { FileTokens } from '#hub/files/file-tokens';
import { firstUndelivered, outboundOf, type Outbound } from './outbound-queries.ts';
import { receiptLane, takeParked } from './receipts.ts';
import { dropReplyToken, takeReplyToken } from './reply-tokens.ts';

/** A message that this hub has the right to send, or to ask about. */
export interface Claimed extends Outbound {
  readonly customerId: CustomerId;
}

/** What a sending came to; a refused token is dealt with before. */
export type Receipt = Exclude<SendReceipt, { is: 'token_refused' }>;

/** The writes of a delivery, each one transaction. */
export interface DeliverySteps {
  /** pending → sending; undefined where another hub was first, or an older message of the thread is still on its way. */
  claim(message: Message): Promise<Claimed | undefined>;
  /** The claim on a message that is being sent. */
  claimOf(db: Db, message: Message): Promise<Claimed | undefined>;
  lanesOf(messageId: MessageId): Promise<readonly string[]>;
  /** The timer that just went off is set anew: whoever acts on it may die too. */
  keepWatch(writer: Writer, messageId: MessageId): Promise<Decision<void>>;
  /** The same claim, to be sent the way that costs. */
  withoutToken(claimed: Claimed): Promise<Claimed>;
  settle(claimed: Claimed, receipt: Receipt, options?: { readonly isLastWord?: boolean }): Promise<void>;
}

/** Longer than any connector waits for its vendor: a sender that has not answered by then is dead. */
export const CHECK_AFTER_MS = 30_000;
/** How soon the vendor is asked after an unknown outcome. */
export const LOOK_AFTER_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Then the message has failed, and the agent decides. */
export const GIVE_UP_AFTER_MS = 15 * 60_000;

export function createDeliverySteps({
  db,
  log,
  timers,
  files,
}: {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly files: Pick<FileTokens, 'path'>;
}): DeliverySteps {
  async function claimedOf(from: Db, message: Message): Promise<Claimed | undefined> {
    const found = await outboundOf(from, files, message);
    return found === undefined ? undefined : { customerId: message.customerId, ...found };
  }

  return {
    async claim({ id, conversationId, customerId }) {
      const { result } = await log.append([customerLane(customerId)], async (writer) => {
        const first = await firstUndelivered(writer.tx, conversationId);
        if (first?.id !== id || first.delivery?.state !== 'pending') return { events: [], result: undefined };
        const delivery: Delivery = { state: 'sending', at: toInstant(writer.now) };
        const token = await takeReplyToken(writer.tx, first, writer.now);
        const claimed = await claimedOf(writer.tx, { ...first, delivery });
        if (claimed === undefined) return { events: [], result: undefined };
        await timers.set(writer.tx, { kind: 'delivery.check', subjectId: id, dueAt: writer.now + CHECK_AFTER_MS });
        const freeReply = token === undefined ? [] : [freeReplyUntil(conversationId, token.nextUntil, delivery.at)];
        return { events: [changed(id, delivery), ...freeReply], result: claimed };
      });
      return result;
    },

    async claimOf(from, message) {
      return message.delivery?.state === 'sending' ? claimedOf(from, message) : undefined;
    },

    async lanesOf(messageId) {
      const message = await recordById(db, 'message', messageId);
      return message === undefined ? [] : [customerLane(message.customerId)];
    },

    async keepWatch(writer, messageId) {
      if ((await writer.record('message', messageId))?.delivery?.state === 'sending') {
        await timers.set(writer.tx, { kind: 'delivery.check', subjectId: messageId, dueAt: writer.now + CHECK_AFTER_MS });
      }
      return { events: [], result: undefined };
    },

    async withoutToken({ outbound: { replyToken: _spent, ...outbound }, ...claimed }) {
      await log.append([customerLane(claimed.customerId)], async (writer) => {
        await dropReplyToken(writer.tx, outbound.messageId);
        return { events: [], result: undefined };
      });
      return { ...claimed, outbound };
    },

    async settle({ customerId, accountId, outbound }, receipt, { isLastWord = false } = {}) {
      const { messageId, since } = outbound;
      const lanes = [customerLane(customerId), ...(receipt.is === 'accepted' ? [receiptLane(accountId, receipt.externalId)] : [])];
      await log.append(lanes, async (writer) => {
        const delivery = (await writer.record('message', messageId))?.delivery ?? null;
        const isOurs = delivery?.state === 'sending' && delivery.at === since;
        // A late "yes" still counts: whatever was believed meanwhile, the customer has the message.
        const isNews = delivery !== null && (isOurs || (receipt.is === 'accepted' && delivery.externalId === undefined));
        if (!isNews) return { events: [], result: undefined };
        const verdict = verdictOf(receipt, { since: fromInstant(since), now: writer.now, isLastWord });
        if (verdict.is === 'wait') {
          await timers.cancel(writer.tx, 'delivery.check', messageId);
          await timers.set(writer.tx, { kind: verdict.timer, subjectId: messageId, dueAt: verdict.until });
          return { events: [], result: undefined };
        }
        await timers.cancel(writer.tx, 'delivery.check', messageId);
        await timers.cancel(writer.tx, 'delivery.retry', messageId);
        const parked = receipt.is === 'accepted' ? await takeParked(writer.tx, accountId, receipt.externalId) : [];
        const at = toInstant(writer.now);
        const news = [
          verdict.delivery,
          ...parked.map(({ state, externalId, reason }) => ({ state, externalId, ...(reason === undefined ? {} : { reason }) })),
        ];
        return {
          events: eventsOf(
            messageId,
            delivery,
            news.map((one) => ({ ...one, at })),
          ),
          result: undefined,
        };
      });
    },
  };
}

type Verdict =
  | { readonly is: 'wait'; readonly timer: 'delivery.check' | 'delivery.retry'; readonly until: number }
  | { readonly is: 'settled'; readonly delivery: Omit<Delivery, 'at'> };

function verdictOf(receipt: Receipt, { since, now, isLastWord }: { since: number; now: number; isLastWord: boolean }): Verdict {
  const age = now - since;
  switch (receipt.is) {
    case 'accepted':
      return { is: 'settled', delivery: { state: receipt.state, externalId: receipt.externalId } };
    case 'refused':
      return { is: 'settled', delivery: { state: 'failed', reason: receipt.reason } };
    case 'retry':
      if (age >= GIVE_UP_AFTER_MS) return { is: 'settled', delivery: { state: 'failed', reason: receipt.reason } };
      // As long again as it has waited already: 1 s, 2 s, 4 s … and never a minute's silence.
      return { is: 'wait', timer: 'delivery.retry', until: now + Math.min(Math.max(age, FIRST_RETRY_MS), LONGEST_RETRY_MS) };
    case 'unknown':
      return isLastWord
        ? { is: 'settled', delivery: { state: 'unknown' } }
        : { is: 'wait', timer: 'delivery.check', until: now + LOOK_AFTER_MS };
  }
}

/** One event for each step forward; a step that is none is left out, as the fold would. */
function eventsOf(messageId: MessageId, from: Delivery, news: readonly Delivery[]): readonly DomainEvent[] {
  const events: DomainEvent[] = [];
  let state = from.state;
  for (const delivery of news) {
    if (!mayFollow(state, delivery.state)) continue;
    state = delivery.state;
    events.push(changed(messageId, delivery));
  }
  return events;
}

function freeReplyUntil(conversationId: ConversationId, until: Instant | null, at: Instant): DomainEvent {
  return { type: 'conversation.free_reply_changed', body: { conversationId, until, at } };
}

function changed(messageId: MessageId, delivery: Delivery): DomainEvent {
  return { type: 'message.delivery_changed', body: { messageId, ...delivery } };
}
