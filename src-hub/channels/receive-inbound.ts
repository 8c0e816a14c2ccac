import { ChannelSignal, type InboundBlock, type InboundEnd, type InboundMessage, type InboundWithdrawal } from '#shared/contracts/channel';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { ContactPoint } from '#shared/domain/customer';
import type { AccountId, AgentId, ConversationId, CustomerId, Ids } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Message } from '#shared/domain/message';
import type { MessageBody } from '#shared/events/conversation-events';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { customerOfContact } from '#hub/customers/identify-customer';
import type { Db } from '#hub/db/db';
import type { EventLog, Writer } from '#hub/log/event-log';
import { contactLane, customerLane } from '#hub/log/lanes';
import { answeredTimer } from '#hub/interactions/snooze-timers';
import { claiming, usableUploads, visitorsUse } from '#hub/files/uploads';
import { conversationOfContact, storedWhere } from '#hub/log/records';
import type { Receipts } from '#hub/messages/receipts';
import { keepReplyToken } from '#hub/messages/reply-tokens';
import type { Timers } from '#hub/timers/timers';
import { awaitFiles, forgetFiles, pendingFiles } from './awaited-files.ts';
import { decideBlock } from './decide-block.ts';
import { decideEnd, decideInbound, type Known } from './decide-inbound.ts';
import { profileTimer } from './profiles.ts';
import type { ChannelAccount, Channels } from './registry.ts';

export interface ReceiveInbound {
  /** All of it is stored when this returns; Failure('not_found') for an account that is not configured. */
  (accountId: AccountId, signals: readonly ChannelSignal[]): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Pick<Timers, 'set' | 'cancel'>;
  readonly ids: Ids;
  readonly channels: Channels;
  readonly receipts: Receipts;
}

/** A customer who writes again within this is offered to the same agent first. */
const AFFINITY_MS = 24 * 3_600_000;

/** What channels bring becomes facts: at least once from them, once in the log. */
export function createReceiveInbound({ db, log, timers, ids, channels, receipts }: Deps): ReceiveInbound {
  return async (accountId, signals) => {
    const account = channels.account(accountId);
    if (account === undefined) throw new Failure('not_found', 'there is no such channel account');
    // One after the other: within one request the sender's order is the order.
    for (const signal of signals) await receive(account, ChannelSignal.parse(signal));
  };

  async function receive(account: ChannelAccount, signal: ChannelSignal): Promise<void> {
    switch (signal.is) {
      case 'message':
        return receiveMessage(account, signal);
      case 'receipt':
        return receipts.apply(account.accountId, signal);
      case 'ended':
        return receiveEnd(account, signal);
      case 'withdrawn':
        return receiveWithdrawal(account, signal);
      case 'block':
        return receiveBlock(account, signal);
    }
  }

  async function receiveMessage(account: ChannelAccount, message: InboundMessage): Promise<void> {
    const { accountId, queueId, connector } = account;
    await underSendersLanes(accountId, message.from, message.vouched?.contactPoints ?? [], async (writer, known) => {
      if (known.conversation !== undefined && (await isKnown(writer.tx, accountId, message))) return [];
      const brought = await usableUploads(writer.tx, [visitorsUse(accountId, message.from.value)], message.uploaded ?? []);
      for (const claim of claiming(brought)) await writer.tx.all(claim);
      const attachments = [...pendingFiles(ids, message.attachments), ...brought];
      const own = await withoutOthersPoints(writer.tx, message, known.customerId);
      const arrival = { message: own, attachments, account: { accountId, queueId, channel: connector.channel }, now: writer.now };
      // In the middle of a talk, nothing of who it is can change by mere words.
      const isAsked = known.customerId !== undefined && (known.talk === undefined || !isSilent(own));
      const person = isAsked ? await writer.record('customer', known.customerId) : undefined;
      const isBlocked = person?.blocked !== undefined;
      const events = decideInbound({ ...known, customer: isSilent(own) ? undefined : person, isBlocked }, arrival, ids);
      const received = messageIn(events);
      const { conversationId } = received;
      await awaitFiles(writer.tx, timers, received, message.attachments, writer.now);
      if (known.talk?.snoozedUntil !== undefined) await timers.set(writer.tx, answeredTimer(known.talk.id, writer.now));
      if (message.replyToken !== undefined) await keepReplyToken(writer.tx, conversationId, message.replyToken, writer.now);
      if (known.conversation === undefined && connector.fetchProfile !== undefined) {
        await timers.set(writer.tx, profileTimer(conversationId, writer.now));
      }
      return events;
    });
  }

  async function receiveBlock({ accountId }: ChannelAccount, block: InboundBlock): Promise<void> {
    await underSendersLanes(accountId, block.from, [], (_writer, { conversation }) => Promise.resolve(decideBlock(conversation, block)));
  }

  async function receiveWithdrawal({ accountId }: ChannelAccount, { from, channelMessageId }: InboundWithdrawal): Promise<void> {
    await underSendersLanes(accountId, from, [], async (writer, { conversation }) => {
      const message = conversation === undefined ? undefined : await messageOfChannel(writer.tx, conversation.id, channelMessageId);
      // Nobody has it, or it was taken back before: LINE tells more than once.
      if (message === undefined || message.parts?.[0]?.is === 'withdrawn') return [];
      await forgetFiles(writer.tx, timers, message.id);
      const { id: messageId, seq: messageSeq, interactionId } = message;
      return [{ type: 'message.withdrawn', body: { messageId, messageSeq, interactionId, at: toInstant(writer.now) } }];
    });
  }

  async function receiveEnd({ accountId }: ChannelAccount, { from }: InboundEnd): Promise<void> {
    await underSendersLanes(accountId, from, [], (writer, { talk }) => Promise.resolve(decideEnd(talk, writer.now)));
  }

  /**
   * Runs a decision while nobody else writes for this sender. Who that is is looked up before, to know which lane to lock, and
   * again under the lanes: two first messages of one stranger, at whichever hubs, become one customer. `vouched` are further points that
   * are proved to be the sender's: whose they are, the sender is.
   */
  async function underSendersLanes(
    accountId: AccountId,
    from: ContactPoint,
    vouched: readonly ContactPoint[],
    decide: (writer: Writer, known: Omit<Known, 'customer' | 'isBlocked'>) => Promise<ReturnType<typeof decideInbound>>,
  ): Promise<void> {
    for (;;) {
      const expected = await senderOf(db, accountId, from, vouched);
      const lanes = [from, ...vouched].map(contactLane).concat(expected === undefined ? [] : [customerLane(expected)]);
      const { result: isDone } = await log.append(lanes, async (writer) => {
        const conversation = await conversationOfContact(writer.tx, accountId, from);
        const customerId = conversation?.customerId ?? (await customerOfPoints(writer.tx, [from, ...vouched]));
        if (customerId !== expected) return { events: [], result: false };
        const talk = conversation === undefined ? undefined : await talkOf(writer.tx, conversation.id);
        const formerAgentId = conversation === undefined ? undefined : await formerAgentOf(writer.tx, conversation.id, writer.now);
        return { events: await decide(writer, { customerId, conversation, talk, formerAgentId }), result: true };
      });
      if (isDone) return;
    }
  }
}

function messageIn(events: ReturnType<typeof decideInbound>): MessageBody {
  for (const event of events) if (event.type === 'message.received') return event.body.message;
  throw new Error('an arrival without a message was decided');
}

async function senderOf(
  db: Db,
  accountId: AccountId,
  from: ContactPoint,
  vouched: readonly ContactPoint[],
): Promise<CustomerId | undefined> {
  return (await conversationOfContact(db, accountId, from))?.customerId ?? (await customerOfPoints(db, [from, ...vouched]));
}

/** The first of them that is anybody's. */
async function customerOfPoints(db: Db, points: readonly ContactPoint[]): Promise<CustomerId | undefined> {
  for (const point of points) {
    const customerId = await customerOfContact(db, point);
    if (customerId !== undefined) return customerId;
  }
  return undefined;
}

/** A point that another customer has proved stays theirs: joining two people is for an agent to decide. */
async function withoutOthersPoints(tx: Db, message: InboundMessage, customerId: CustomerId | undefined): Promise<InboundMessage> {
  const { vouched } = message;
  if (vouched === undefined) return message;
  const holders = await Promise.all(vouched.contactPoints.map((point) => customerOfContact(tx, point)));
  const contactPoints = vouched.contactPoints.filter((_, index) => [undefined, customerId].includes(holders[index]));
  return { ...message, vouched: { ...vouched, contactPoints } };
}

/** Tells nothing of the sender beside the words. */
function isSilent({ vouched, details }: InboundMessage): boolean {
  return vouched === undefined && details === undefined;
}

async function talkOf(tx: Db, conversationId: ConversationId): Promise<Interaction | undefined> {
  const [found] = await storedWhere(
    tx,
    'interaction',
    sql`conversation_id = ${conversationId} AND state IN ('queued', 'offered', 'handling') ORDER BY arrived_at DESC LIMIT 1`,
  );
  return found?.body;
}

/** Who handled the last work of the thread: knows it still, for as long as anybody would. */
async function formerAgentOf(tx: Db, conversationId: ConversationId, now: number): Promise<AgentId | undefined> {
  const [last] = await storedWhere(
    tx,
    'interaction',
    sql`conversation_id = ${conversationId} AND state IN ('wrap_up', 'closed') AND agent_id IS NOT NULL ORDER BY arrived_at DESC LIMIT 1`,
  );
  const state = last?.body.state;
  if (state?.is === 'wrap_up') return state.agentId;
  return state?.is === 'closed' && fromInstant(state.at) > now - AFFINITY_MS ? (state.agentId ?? undefined) : undefined;
}

/** One of this thread's; threads are short enough to be looked through for what is rare. */
async function messageOfChannel(tx: Db, conversationId: ConversationId, channelMessageId: string): Promise<Message | undefined> {
  const [found] = await storedWhere(
    tx,
    'message',
    sql`conversation_id = ${conversationId} AND body ->> 'channelMessageId' = ${channelMessageId} AND author = 'customer'`,
  );
  return found?.body;
}

/** A repeat of what is stored: channels deliver at least once. */
async function isKnown(db: Db, accountId: AccountId, { externalId, from }: InboundMessage): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM message JOIN conversation ON conversation.id = message.conversation_id
        WHERE conversation.account_id = ${accountId} AND conversation.contact_kind = ${from.kind}
          AND conversation.contact_value = ${from.value} AND message.external_id = ${externalId}`,
  );
  return rows.length > 0;
}
