import type { InboundMessage } from '#shared/contracts/channel';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { Channel, Conversation } from '#shared/domain/conversation';
import type { ContactPoint, Customer, PersonName } from '#shared/domain/customer';
import type { AccountId, AgentId, CustomerId, Ids, QueueId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Attachment } from '#shared/domain/message';
import { woken } from '#hub/interactions/decide-snooze';
import { endHandover } from '#hub/interactions/leaving';
import type { DomainEvent } from '#shared/events/index';
import { isSamePoint } from '#shared/records/fold-customer';
import { decideHeard } from './decide-block.ts';

/** What is known of the sender, under the lanes that keep it so. */
export interface Known {
  readonly customerId: CustomerId | undefined;
  /** Undefined too where nothing about them can change by what arrives. */
  readonly customer: Customer | undefined;
  readonly conversation: Conversation | undefined;
  /** The work of the thread in which the talk goes on: during wrap-up it is over, and what comes then is new work. */
  readonly talk: Interaction | undefined;
  /** Nobody answers this person any more: their words are kept, and become nobody's work. */
  readonly isBlocked: boolean;
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
    const { locale, from } = message;
    const contactPoints = [from, ...toldPoints(message)];
    // Born into the queue of the work that follows, so that its desks hear of the person at once and need not ask.
    const customer = { id: customerId, name: toldName(message), locale, contactPoints, queueIds: [account.queueId], createdAt: receivedAt };
    events.push({ type: 'customer.added', body: { customer } });
  } else if (known.customer !== undefined) {
    events.push(...learnt(known.customer, message, receivedAt));
  }

  const conversationId = known.conversation?.id ?? ids.conversation();
  if (known.conversation === undefined) {
    const { accountId, channel } = account;
    const thread = { customerId, channel, accountId, contactPoint: message.from, queueIds: [account.queueId], openedAt: receivedAt };
    events.push({ type: 'conversation.opened', body: { conversation: { id: conversationId, ...thread } } });
  }

  const interactionId = known.talk?.id ?? (known.isBlocked ? null : ids.interaction());
  const queueId = known.talk?.queueId ?? account.queueId;
  if (known.talk === undefined && interactionId !== null) {
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
        ...(message.details === undefined ? {} : { details: message.details }),
        at,
        receivedAt,
        delivery: null,
        externalId: message.externalId,
        ...(message.channelMessageId === undefined ? {} : { channelMessageId: message.channelMessageId }),
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

/** The points that come with a message beside the one it was sent from; a point that was proved is not also one that was typed. */
function toldPoints({ vouched, details }: Pick<InboundMessage, 'vouched' | 'details'>): readonly ContactPoint[] {
  const proved = vouched?.contactPoints ?? [];
  const typed: ContactPoint[] = [];
  if (details?.email !== undefined) typed.push({ kind: 'email', value: details.email, isVerified: false });
  if (details?.phone?.startsWith('+') === true) typed.push({ kind: 'phone', value: details.phone, isVerified: false });
  return [...proved, ...typed.filter((point) => !proved.some((one) => isSamePoint(one, point)))];
}

function toldName({ name, vouched, details }: InboundMessage): PersonName | null {
  return vouched?.name ?? name ?? (details?.name === undefined ? null : { given: details.name, isUnverified: true });
}

/** What the message tells of a person we know: a name where there is none, points that are new, or now proved. */
function learnt(customer: Customer, message: InboundMessage, at: string): readonly DomainEvent[] {
  const name = toldName(message);
  const news = toldPoints(message).filter(
    (point) => !customer.contactPoints.some((one) => isSamePoint(one, point) && (one.isVerified || !point.isVerified)),
  );
  return [
    ...(name === null || customer.name !== null
      ? []
      : [{ type: 'customer.profile_fetched', body: { customerId: customer.id, name, locale: null, picture: null, at } } as const]),
    ...news.map((contactPoint) => ({ type: 'customer.contact_point_added', body: { customerId: customer.id, contactPoint } }) as const),
  ];
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
