import { ChannelSignal, type InboundBlock, type InboundEnd, type InboundMessage } from '#shared/contracts/channel';
import { fromInstant } from '#shared/domain/clock';
import type { AccountId, AgentId, ConversationId, CustomerId, Ids } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { MessageBody } from '#shared/events/conversation-events';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { customerOfContact } from '#hub/customers/identify-customer';
import type { Db } from '#hub/db/db';
import type { EventLog, Writer } from '#hub/log/event-log';
import { contactLane, customerLane } from '#hub/log/lanes';
import { answeredTimer } from '#hub/interactions/snooze-timers';
import { conversationOfContact, storedWhere } from '#hub/log/records';
import type { Receipts } from '#hub/messages/receipts';
import { keepReplyToken } from '#hub/messages/reply-tokens';
import type { Timers } from '#hub/timers/timers';
import { awaitFiles, pendingFiles } from './awaited-files.ts';
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
  readonly timers: Pick<Timers, 'set'>;
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
      case 'block':
        return receiveBlock(account, signal);
    }
  }

  async function receiveMessage(account: ChannelAccount, message: InboundMessage): Promise<void> {
    const { accountId, queueId, connector } = account;
    await underSendersLanes(accountId, message.from, async (writer, known) => {
      if (known.conversation !== undefined && (await isKnown(writer.tx, accountId, message))) return [];
      const attachments = pendingFiles(ids, message.attachments);
      const arrival = { message, attachments, account: { accountId, queueId, channel: connector.channel }, now: writer.now };
      const events = decideInbound(known, arrival, ids);
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
    await underSendersLanes(accountId, block.from, (_writer, { conversation }) => Promise.resolve(decideBlock(conversation, block)));
  }

  async function receiveEnd({ accountId }: ChannelAccount, { from }: InboundEnd): Promise<void> {
    await underSendersLanes(accountId, from, (writer, { talk }) => Promise.resolve(decideEnd(talk, writer.now)));
  }

  /**
   * Runs a decision while nobody else writes for this sender. Who that is is looked up before, to know which lane to lock, and
   * again under the lanes: two first messages of one stranger, at whichever hubs, become one customer.
   */
  async function underSendersLanes(
    accountId: AccountId,
    from: InboundMessage['from'],
    decide: (writer: Writer, known: Known) => Promise<ReturnType<typeof decideInbound>>,
  ): Promise<void> {
    for (;;) {
      const expected = await senderOf(db, accountId, from);
      const lanes = [contactLane(from), ...(expected === undefined ? [] : [customerLane(expected)])];
      const { result: isDone } = await log.append(lanes, async (writer) => {
        const conversation = await conversationOfContact(writer.tx, accountId, from);
        const customerId = conversation?.customerId ?? (await customerOfContact(writer.tx, from));
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

async function senderOf(db: Db, accountId: AccountId, from: InboundMessage['from']): Promise<CustomerId | undefined> {
  return (await conversationOfContact(db, accountId, from))?.customerId ?? (await customerOfContact(db, from));
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

/** A repeat of what is stored: channels deliver at least once. */
async function isKnown(db: Db, accountId: AccountId, { externalId, from }: InboundMessage): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM message JOIN conversation ON conversation.id = message.conversation_id
        WHERE conversation.account_id = ${accountId} AND conversation.contact_kind = ${from.kind}
          AND conversation.contact_value = ${from.value} AND message.external_id = ${externalId}`,
  );
  return rows.length > 0;
}
