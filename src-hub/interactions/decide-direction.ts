import type { CommandOf } from '#shared/commands/index';
import type { Agent } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import { ownerOf, type Disposition, type Interaction } from '#shared/domain/interaction';
import { can } from '#shared/domain/permissions';
import type { Queue } from '#shared/domain/queue';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { assign, type Assigning, type Wish } from './decide-interaction.ts';
import { inQueue } from './decide-ownership.ts';
import { endHandover, leave, type Leaving } from './leaving.ts';

// What a lead decides over the heads of router and owner. Each wish names the owner that the lead saw, and is refused where the work
// has changed hands since: whoever wanted it from one colleague did not say so about the next.

/** `owner`: null where nobody has it in hand. */
interface Directed {
  readonly interaction: Interaction;
  readonly owner: Leaving | null;
}

export function decideAssign(
  known: Directed & Assigning & { readonly receiver: Agent },
  { fromId }: CommandOf<'interaction.assign'>,
  wish: Wish,
): DomainEvent[] {
  const { interaction, receiver } = known;
  mustBeAsSeen(interaction, fromId);
  if (interaction.state.is === 'wrap_up') throw new Failure('conflict', 'the talk is over: this work is in wrap-up');
  if (receiver.id === fromId) throw new Failure('invalid', 'the colleague has this work already', { field: 'agentId' });
  if (!receiver.isActive || !can(receiver.role, 'interaction.handle') || !receiver.queueIds.includes(interaction.queueId)) {
    throw new Failure('invalid', 'the colleague does not serve this queue', { field: 'agentId' });
  }
  const { state } = interaction;
  const from = state.is === 'handling' ? { agentId: state.agentId, segmentId: state.segmentId } : undefined;
  return [
    ...endOffer(interaction, wish.now),
    ...assign(known, null, 'assigned', { ...wish, agentId: receiver.id }, from, wish.agentId),
    ...leaveOwner(known, wish.now),
  ];
}

export function decideMove(
  known: Directed & { readonly queue: Queue | undefined },
  { fromId }: CommandOf<'interaction.move'>,
  { now, agentId: byId }: Wish,
): DomainEvent[] {
  const { interaction, queue } = known;
  const { state } = interaction;
  mustBeAsSeen(interaction, fromId);
  if (state.is === 'wrap_up') throw new Failure('conflict', 'the talk is over: this work is in wrap-up');
  if (queue === undefined || queue.isRetired === true) throw new Failure('invalid', 'there is no such queue', { field: 'queueId' });
  if (state.is !== 'handling' && queue.id === interaction.queueId) {
    throw new Failure('invalid', 'this work waits there already', { field: 'queueId' });
  }
  const segment = state.is === 'handling' ? { segmentId: state.segmentId } : {};
  const at = toInstant(now);
  return [
    ...endOffer(interaction, now),
    { type: 'interaction.requeued', body: { interaction: inQueue(interaction, queue.id), ...segment, reason: 'moved', byId, at } },
    ...leaveOwner(known, now),
  ];
}

export function decideClose(
  known: Directed & { readonly disposition: Disposition | undefined },
  { fromId, dispositionId }: CommandOf<'interaction.close'>,
  { now, agentId: byId }: Wish,
): DomainEvent[] {
  const { interaction, disposition } = known;
  mustBeAsSeen(interaction, fromId);
  if (disposition === undefined) {
    throw new Failure('invalid', 'this disposition cannot end work', { field: 'dispositionId' });
  }
  const { state } = interaction;
  const segmentId = state.is === 'handling' || state.is === 'wrap_up' ? state.segmentId : null;
  return [
    ...endOffer(interaction, now),
    { type: 'interaction.closed', body: { interactionId: interaction.id, segmentId, dispositionId, byId, at: toInstant(now) } },
    ...leaveOwner(known, now),
  ];
}

/** Back where it waited, as if it had never been closed. `hasSuccessor`: the thread has newer work. */
export function decideReopen(interaction: Interaction, hasSuccessor: boolean, { now, agentId: byId }: Wish): DomainEvent[] {
  if (interaction.state.is !== 'closed') throw new Failure('conflict', 'this work is not closed');
  if (hasSuccessor) throw new Failure('conflict', 'newer work of this conversation is open');
  const { lastLine } = interaction;
  const waitingSince = lastLine?.by === 'customer' ? lastLine.at : null;
  const reopened: Interaction = { ...interaction, state: { is: 'queued' }, waitingSince };
  return [{ type: 'interaction.requeued', body: { interaction: reopened, reason: 'reopened', byId, at: toInstant(now) } }];
}

export function mustBeAsSeen({ state }: Interaction, fromId: AgentId | null): void {
  if (state.is === 'closed') throw new Failure('conflict', 'this work is closed');
  if (ownerOf(state) !== fromId) throw new Failure('conflict', 'this work has changed hands in the meantime');
}

export function endOffer(interaction: Interaction, now: number): DomainEvent[] {
  const { id: interactionId, state } = interaction;
  if (state.is !== 'offered') return endHandover(interaction, 'rescinded', now);
  const { reservationId } = state;
  return [{ type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'rescinded', reason: null, at: toInstant(now) } }];
}

function leaveOwner({ owner, interaction }: Directed, now: number): DomainEvent[] {
  const ownerId = ownerOf(interaction.state);
  return owner === null || ownerId === null ? [] : leave(owner, ownerId, now);
}
