import { toInstant } from '#shared/domain/clock';
import type { Instant } from '#shared/domain/clock';
import type { AgentId, DispositionId, SegmentId } from '#shared/domain/ids';
import type { AssignedHow, Disposition, Interaction } from '#shared/domain/interaction';
import type { DeclineReason, Reservation } from '#shared/domain/reservation';
import { customerScope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { endHandover, leave, type Leaving } from './leaving.ts';

export interface Wish {
  readonly agentId: AgentId;
  /** Milliseconds on the hub's clock. */
  readonly now: number;
}

export interface Assigning {
  readonly interaction: Interaction;
  /** The one that becomes this agent's, where an offer led to it. */
  readonly segmentId: SegmentId;
  /** The agent was given this customer before. */
  readonly holdsCustomer: boolean;
}

export function decideAccept(known: Assigning & { reservation: Reservation }, wish: Wish): DomainEvent[] {
  const { reservation, interaction } = known;
  mustStillRing(reservation, wish);
  if (interaction.state.is !== 'offered' || interaction.state.reservationId !== reservation.id) {
    throw new Failure('conflict', 'the work is no longer offered');
  }
  return assign(known, reservation, 'accepted', wish);
}

export function decideDecline(reservation: Reservation, reason: DeclineReason, { now }: Wish): DomainEvent[] {
  mustBePending(reservation);
  const { id, interactionId } = reservation;
  return [{ type: 'reservation.ended', body: { reservationId: id, interactionId, outcome: 'declined', reason, at: toInstant(now) } }];
}

/** By hand, from the queue. Work that is offered to another is taken from the offer; one's own offer is accepted by it. */
export function decideTake(known: Assigning & { offer: Reservation | undefined }, wish: Wish): DomainEvent[] {
  const { interaction, offer } = known;
  switch (interaction.state.is) {
    case 'queued':
      return assign(known, null, 'taken', wish);
    case 'offered': {
      if (offer === undefined || offer.agentId === wish.agentId) return assign(known, offer ?? null, 'taken', wish);
      return [
        {
          type: 'reservation.ended',
          body: { reservationId: offer.id, interactionId: interaction.id, outcome: 'rescinded', reason: null, at: toInstant(wish.now) },
        },
        ...assign(known, null, 'taken', wish),
      ];
    }
    case 'handling':
    case 'wrap_up':
      throw new Failure(
        'conflict',
        interaction.state.agentId === wish.agentId ? 'this work is yours already' : 'a colleague has this work',
      );
    case 'closed':
      throw new Failure('conflict', 'this work is closed');
  }
}

export function assign(
  { interaction, segmentId, holdsCustomer }: Assigning,
  offer: Reservation | null,
  how: AssignedHow,
  wish: Wish,
  from?: { readonly agentId: AgentId; readonly segmentId: SegmentId },
  byId?: AgentId,
): DomainEvent[] {
  const { agentId } = wish;
  const at = toInstant(wish.now);
  const assigned: DomainEvent = {
    type: 'interaction.assigned',
    body: {
      interactionId: interaction.id,
      agentId,
      segmentId,
      reservationId: offer?.id ?? null,
      customerId: interaction.customerId,
      queueId: interaction.queueId,
      how,
      ...(from === undefined ? {} : { from }),
      ...(byId === undefined ? {} : { byId }),
      at,
    },
  };
  // The owner sees the whole person, whatever queue the rest was in.
  const granted: DomainEvent = { type: 'scope.granted', body: { agentId, scope: customerScope(interaction.customerId), at } };
  return holdsCustomer ? [assigned] : [assigned, granted];
}

export function decideStartWrapUp(interaction: Interaction, { now }: Wish): DomainEvent[] {
  switch (interaction.state.is) {
    case 'handling':
      return [
        ...endHandover(interaction, 'rescinded', now),
        {
          type: 'wrap_up.started',
          body: { interactionId: interaction.id, segmentId: interaction.state.segmentId, endedBy: 'agent', at: toInstant(now) },
        },
      ];
    // The customer ended it a moment before: what was wished is so.
    case 'wrap_up':
      return [];
    case 'queued':
    case 'offered':
    case 'closed':
      throw new Failure('conflict', 'this work is not in hand');
  }
}

interface Completing extends Leaving {
  /** Where it may be chosen. */
  readonly disposition: Disposition | undefined;
}

export function decideCompleteWrapUp(known: Completing, dispositionId: DispositionId, { agentId, now }: Wish): DomainEvent[] {
  const { interaction, disposition } = known;
  if (interaction.state.is !== 'wrap_up') {
    throw new Failure('conflict', interaction.state.is === 'closed' ? 'this work is closed already' : 'the talk is not over yet');
  }
  if (disposition === undefined) {
    throw new Failure('invalid', 'this disposition cannot end work', { field: 'dispositionId' });
  }
  const at: Instant = toInstant(now);
  const completed: DomainEvent = {
    type: 'wrap_up.completed',
    body: { interactionId: interaction.id, segmentId: interaction.state.segmentId, dispositionId, at },
  };
  return [completed, ...leave(known, agentId, now)];
}

export function mustStillRing(reservation: Reservation, { now }: Wish): void {
  mustBePending(reservation);
  if (reservation.expiresAt <= toInstant(now)) throw new Failure('conflict', 'the offer has run out');
}

export function mustBePending({ outcome }: Reservation): void {
  switch (outcome) {
    case 'pending':
      return;
    case 'accepted':
      throw new Failure('conflict', 'the offer was accepted already');
    case 'declined':
      throw new Failure('conflict', 'the offer was declined already');
    case 'timed_out':
      throw new Failure('conflict', 'the offer has run out');
    case 'customer_left':
      throw new Failure('conflict', 'the customer has left');
    case 'rescinded':
      throw new Failure('conflict', 'the offer was taken back');
    case 'desk_lost':
      throw new Failure('conflict', 'the offer ended when the desk lost its line');
  }
}
