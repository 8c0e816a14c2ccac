import type { CommandOf } from '#shared/commands/index';
import { toInstant } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import type { QueueId, ReservationId, SegmentId } from '#shared/domain/ids';
import type { Interaction, InteractionState } from '#shared/domain/interaction';
import type { Note } from '#shared/domain/message';
import { can } from '#shared/domain/permissions';
import type { Queue } from '#shared/domain/queue';
import type { Reservation } from '#shared/domain/reservation';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { assign, mustBePending, mustStillRing, type Assigning, type Wish } from './decide-interaction.ts';
import { endHandover, leave, type Leaving } from './leaving.ts';

/** Longer than a queue's offer rings: the colleague may be in the middle of a sentence to somebody else. */
export const HANDOVER_RING_MS = 60_000;

interface Noted {
  readonly note: Note | undefined;
  readonly writtenAt: string;
}

export function decideGiveBack(
  known: Leaving & Noted & { queue: Queue | undefined },
  command: CommandOf<'interaction.give_back'>,
  wish: Wish,
): DomainEvent[] {
  const { interaction } = known;
  const { queueId } = command;
  const { segmentId } = mustBeHandled(interaction, command);
  // What came there before it was retired may go on waiting there.
  if (known.queue === undefined || (known.queue.isRetired === true && queueId !== interaction.queueId)) {
    throw new Failure('invalid', 'there is no such queue', { field: 'queueId' });
  }
  const at = toInstant(wish.now);
  return [
    noteAdded(known, command, queueId, wish),
    ...endHandover(interaction, 'rescinded', wish.now),
    { type: 'interaction.requeued', body: { interaction: inQueue(interaction, queueId), segmentId, reason: 'given_back', at } },
    ...leave(known, wish.agentId, wish.now),
  ];
}

/** The work as it waits again: nothing of its owner is left on it, and the wait is the original one. */
export function inQueue({ handover: _handover, snoozedUntil: _until, ...interaction }: Interaction, queueId: QueueId): Interaction {
  return { ...interaction, queueId, state: { is: 'queued' } };
}

export function decideHandOver(
  known: Noted & { interaction: Interaction; receiver: Agent; reservationId: ReservationId },
  command: CommandOf<'interaction.hand_over'>,
  wish: Wish,
): DomainEvent[] {
  const { interaction, receiver } = known;
  mustBeHandled(interaction, command);
  if (interaction.handover !== undefined) throw new Failure('conflict', 'this work is being offered to a colleague already');
  if (receiver.id === wish.agentId) throw new Failure('invalid', 'this work is yours already', { field: 'agentId' });
  if (!receiver.isActive || !receiver.isConnected) throw new Failure('conflict', 'the colleague is away');
  if (!can(receiver.role, 'interaction.handle') || !receiver.queueIds.includes(interaction.queueId)) {
    throw new Failure('invalid', 'the colleague does not serve this queue', { field: 'agentId' });
  }
  const reservation: Reservation = {
    id: known.reservationId,
    interactionId: interaction.id,
    customerId: interaction.customerId,
    queueId: interaction.queueId,
    agentId: receiver.id,
    offeredAt: toInstant(wish.now),
    expiresAt: toInstant(wish.now + HANDOVER_RING_MS),
    outcome: 'pending',
    endedAt: null,
    reason: null,
    handover: { fromId: wish.agentId, note: command.note },
  };
  return [noteAdded(known, command, interaction.queueId, wish), { type: 'reservation.offered', body: { reservation } }];
}

export function decideRescind(reservation: Reservation, { now }: Wish): DomainEvent[] {
  mustBePending(reservation);
  const { id: reservationId, interactionId } = reservation;
  return [{ type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'rescinded', reason: null, at: toInstant(now) } }];
}

/** The colleague accepts: only now does the work change hands. */
export function decideAcceptHandover(known: Assigning & { reservation: Reservation; sender: Leaving }, wish: Wish): DomainEvent[] {
  const { interaction, reservation } = known;
  const { state, handover } = interaction;
  mustStillRing(reservation, wish);
  if (state.is !== 'handling' || handover?.reservationId !== reservation.id) {
    throw new Failure('conflict', 'the work is no longer offered');
  }
  const from = { agentId: state.agentId, segmentId: state.segmentId };
  return [...assign(known, reservation, 'handed_over', wish, from), ...leave(known.sender, state.agentId, wish.now)];
}

export function decideTakeOver(
  known: Assigning & { owner: Leaving },
  { fromId, conversationId }: CommandOf<'interaction.take_over'>,
  wish: Wish,
): DomainEvent[] {
  const { interaction } = known;
  if (fromId === wish.agentId) throw new Failure('invalid', 'this work is yours already', { field: 'fromId' });
  const state = mustBeHandled(interaction, { conversationId });
  // What was seen counts: whoever wanted it from one colleague did not say so about the next.
  if (state.agentId !== fromId) throw new Failure('conflict', 'this work has changed hands in the meantime');
  const from = { agentId: state.agentId, segmentId: state.segmentId };
  return [
    ...endHandover(interaction, 'rescinded', wish.now),
    ...assign(known, null, 'taken_over', wish, from),
    ...leave(known.owner, fromId, wish.now),
  ];
}

export function mustBeHandled(
  { conversationId, state }: Interaction,
  command: { readonly conversationId: string },
): Extract<InteractionState, { is: 'handling' }> & { readonly segmentId: SegmentId } {
  if (conversationId !== command.conversationId) {
    throw new Failure('invalid', 'the interaction belongs to another conversation', { field: 'conversationId' });
  }
  switch (state.is) {
    case 'handling':
      return state;
    case 'wrap_up':
      throw new Failure('conflict', 'the talk is over: this work is in wrap-up');
    case 'closed':
      throw new Failure('conflict', 'this work is closed');
    case 'queued':
    case 'offered':
      throw new Failure('conflict', 'this work is not in hand');
  }
}

interface NoteCommand {
  readonly noteId: Note['id'];
  readonly note: string;
}

/** The words stay with the work: members of the queue that it goes to read them before anybody takes it. */
function noteAdded(
  known: Noted & { readonly interaction: Interaction },
  { noteId, note: text }: NoteCommand,
  queueId: QueueId,
  { agentId, now }: Wish,
): DomainEvent {
  if (known.note !== undefined) throw new Failure('conflict', 'another note has this id already');
  const { id: interactionId, customerId, conversationId } = known.interaction;
  const written = { authorId: agentId, text, at: toInstant(now), writtenAt: known.writtenAt };
  return { type: 'note.added', body: { note: { id: noteId, customerId, conversationId, interactionId, queueId, ...written } } };
}
