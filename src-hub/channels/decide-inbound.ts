import type { InboundMessage } from '#shared/contracts/channel';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { Channel, Conversation } from '#shared/domain/conversation';
import type { AccountId, AgentId, CustomerId, Ids, QueueId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Attachment } from '#shared/domain/message';
import { woken } from '#hub/interactions/decide-snooze';
import { endHandover } from '#hub/interactions/leaving';
import type { DomainEvent } from '#shared/events/index';
import { decideHeard } from './decide-block.ts';

/** What is known of the sender, under the lanes that keep it so. */
export interface Known {
  readonly customerId: CustomerId | undefined;
  readonly conversation: Conversation | undefined;
  /** The work of the thread in which the talk goes on: during wrap-up it is over, and what comes then is new work. */
  readonly talk: Interaction | undefined;
  /** Who handled the last work in the thread, where that was not long ago. */
  readonly formerAgentId: AgentId | undefined;
}

interface Arrival {
  readonly message: InboundMessage;
  readonly attachments: readonly Attachment[];
  readonly account: { readonly accountId: AccountId; readonly channel: Channel; readonly queueId: QueueId };
  readonly now: number;
}

/** A customer wrote: who it is, in which thread, as part of which work. */
export function decideInbound(known: Known, { message, attachments, account, now }: Arrival, ids: Ids): readonly DomainEvent[] {
  const events: DomainEvent[] = [];
  const receivedAt = toInstant(now);
  // The channel's own time, so that a late arrival stands where it belongs; a clock that runs ahead of ours is not believed.
  const at = message.at === null ? receivedAt : toInstant(Math.min(fromInstant(message.at), now));

  const customerId = known.customerId ?? ids.customer();
  if (known.customerId === undefined) {
    const { name, locale, from } = message;
    // Born into the queue of the work that follows, so that its desks hear of the person at once and need not ask.
    const customer = { id: customerId, name, locale, contactPoints: [from], queueIds: [account.queueId], createdAt: receivedAt };
    events.push({ type: 'customer.added', body: { customer } });
  }

  const conversationId = known.conversation?.id ?? ids.conversation();
  if (known.conversation === undefined) {
    const { accountId, channel } = account;
    const thread = { customerId, channel, accountId, contactPoint: message.from, queueIds: [account.queueId], openedAt: receivedAt };
    events.push({ type: 'conversation.opened', body: { conversation: { id: conversationId, ...thread } } });
  }

  const interactionId = known.talk?.id ?? ids.interaction();
  const queueId = known.talk?.queueId ?? account.queueId;
  if (known.talk === undefined) {
    const interaction: Interaction = {
      id: interactionId,
      customerId,
      conversationId,
      channel: account.channel,
      queueId,
      arrivedAt: at,
      state: { is: 'queued' },
      waitingSince: null,
      firstResponseAt: null,
      lastLine: null,
      ...(known.formerAgentId === undefined ? {} : { formerAgentId: known.formerAgentId }),
    };
    events.push({ type: 'interaction.queued', body: { interaction } });
  }

  events.push({
    type: 'message.received',
    body: {
      message: {
        id: ids.message(),
        customerId,
        conversationId,
        interactionId,
        queueId,
        channel: account.channel,
        author: { by: 'customer' },
        text: message.text,
        attachments: [...attachments],
        ...(message.parts === undefined ? {} : { parts: message.parts }),
        at,
        receivedAt,
        delivery: null,
        externalId: message.externalId,
      },
    },
  });
  if (known.talk?.snoozedUntil !== undefined) events.push(woken(known.talk, 'customer_wrote', now));
  const { replyToken } = message;
  if (replyToken !== undefined) {
    events.push({ type: 'conversation.free_reply_changed', body: { conversationId, until: replyToken.until, at: receivedAt } });
  }
  return [...events, ...decideHeard(known.conversation, at)];
}

/** The customer closed the talk: whoever handles it has the work after it; whoever still waited is gone. */
export function decideEnd(talk: Interaction | undefined, now: number): readonly DomainEvent[] {
  if (talk === undefined) return [];
  const at = toInstant(now);
  const interactionId = talk.id;
  switch (talk.state.is) {
    case 'handling':
      return [
        ...endHandover(talk, 'customer_left', now),
        { type: 'wrap_up.started', body: { interactionId, segmentId: talk.state.segmentId, endedBy: 'customer', at } },
      ];
    case 'offered': {
      const { reservationId } = talk.state;
      return [
        { type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'customer_left', reason: null, at } },
        { type: 'interaction.abandoned', body: { interactionId, at } },
      ];
    }
    case 'queued':
      return [{ type: 'interaction.abandoned', body: { interactionId, at } }];
    case 'wrap_up':
    case 'closed':
      return [];
  }
}
