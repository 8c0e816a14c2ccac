import type { CommandOf } from '#shared/commands/index';
import type { ChannelAccount } from '#shared/domain/channel-account';
import type { Instant } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import type { Agent } from '#shared/domain/agent';
import type { ConversationId, SegmentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { customerScope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { isSamePoint } from '#shared/records/fold-customer';
import { Failure } from '#shared/rpc/failure';

export interface Starting {
  readonly agent: Agent;
  readonly customer: Customer;
  readonly account: ChannelAccount | undefined;
  /** The thread of this contact point on this account, whosever it is. */
  readonly conversation: Conversation | undefined;
  /** The talk that goes on in it. */
  readonly talk: Interaction | undefined;
  /** A piece of work that has the desk's id already. */
  readonly known: Interaction | undefined;
  readonly holdsCustomer: boolean;
  readonly fresh: { readonly conversationId: ConversationId; readonly segmentId: SegmentId };
}

/** We write first: work that nobody waited for, owned from the start by the agent who wants to write. */
export function decideStart(known: Starting, command: CommandOf<'interaction.start'>, at: Instant): DomainEvent[] {
  const { agent, customer, holdsCustomer, fresh } = known;
  if (known.known !== undefined) return mustBeRepeat(known.known, customer);
  const account = mustCarry(known, command);
  const point = mustReach(known, account, command);
  mustBeFree(known);
  const { queueId, channel, id: accountId } = account;
  const conversationId = known.conversation?.id ?? fresh.conversationId;
  const work = { interactionId: command.interactionId, agentId: agent.id, segmentId: fresh.segmentId, queueId, at };
  const interaction: Interaction = {
    id: command.interactionId,
    customerId: customer.id,
    conversationId,
    channel,
    queueId,
    arrivedAt: at,
    state: { is: 'queued' },
    waitingSince: null,
    firstResponseAt: null,
    lastLine: null,
    isOutbound: true,
  };
  const opened: Conversation = {
    id: conversationId,
    customerId: customer.id,
    channel,
    accountId,
    contactPoint: point,
    queueIds: [queueId],
    openedAt: at,
  };
  return [
    ...(known.conversation === undefined ? [{ type: 'conversation.opened' as const, body: { conversation: opened } }] : []),
    { type: 'interaction.queued', body: { interaction } },
    { type: 'interaction.assigned', body: { ...work, customerId: customer.id, reservationId: null, how: 'started' } },
    ...(holdsCustomer ? [] : [{ type: 'scope.granted' as const, body: { agentId: agent.id, scope: customerScope(customer.id), at } }]),
  ];
}

function mustBeRepeat(interaction: Interaction, customer: Customer): DomainEvent[] {
  if (interaction.customerId === customer.id && interaction.isOutbound === true) return [];
  throw new Failure('conflict', 'another piece of work has this id already');
}

/** Only SMS and LINE are written to first: a web chat ends with the page it is in. */
function mustCarry({ account, agent }: Starting, { to }: CommandOf<'interaction.start'>): ChannelAccount {
  if (account === undefined || !account.isActive) throw new Failure('conflict', 'this account is not in use', { field: 'accountId' });
  if (!agent.queueIds.includes(account.queueId)) {
    throw new Failure('denied', 'this account is of a queue that the agent does not serve', { field: 'accountId' });
  }
  if (KIND_OF[account.channel] !== to.kind)
    throw new Failure('invalid', 'this account does not reach such a contact point', { field: 'to' });
  return account;
}

const KIND_OF: Partial<Record<ChannelAccount['channel'], ContactPoint['kind']>> = { sms: 'phone', line: 'line' };

/** A number that somebody proved or an agent vouched for; on LINE, a person who is or was a friend of this very account. */
function mustReach({ customer, conversation }: Starting, account: ChannelAccount, { to }: CommandOf<'interaction.start'>): ContactPoint {
  if (customer.joinedInto !== undefined) {
    throw new Failure('conflict', 'this customer was joined with another', { about: customer.joinedInto });
  }
  if (customer.blocked !== undefined) throw new Failure('conflict', 'this customer is blocked', { field: 'to' });
  const point = customer.contactPoints.find((one) => isSamePoint(one, to));
  if (point === undefined) throw new Failure('conflict', 'this contact point is no longer there', { field: 'to' });
  if (!point.isVerified) throw new Failure('conflict', 'this contact point is not confirmed', { field: 'to' });
  if (conversation !== undefined && conversation.customerId !== customer.id) {
    throw new Failure('conflict', 'this contact point writes to us as another customer', { field: 'to' });
  }
  if (account.channel === 'line' && conversation === undefined) {
    throw new Failure('conflict', 'this person is no friend of that account', { field: 'accountId' });
  }
  if (conversation?.block?.isBlocked === true) throw new Failure('conflict', 'the customer has blocked us', { field: 'to' });
  return point;
}

function mustBeFree({ talk, agent }: Starting): void {
  if (talk === undefined) return;
  const isOwn = talk.state.is === 'handling' && talk.state.agentId === agent.id;
  const what = isOwn ? 'this talk is yours already' : 'a talk goes on in this thread already';
  throw new Failure('conflict', what, { about: talk.id });
}
