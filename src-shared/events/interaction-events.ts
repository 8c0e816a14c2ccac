import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { AgentId, DispositionId, InteractionId, ReservationId, SegmentId } from '../domain/ids.ts';
import { EndedBy, Interaction } from '../domain/interaction.ts';
import { DeclineReason, OfferEnd, Reservation } from '../domain/reservation.ts';

export const interactionEvents = {
  /** Work arrived: the interaction is born in the queue. */
  'interaction.queued': z.looseObject({ interaction: Interaction }),
  'reservation.offered': z.looseObject({ reservation: Reservation }),
  /** The offer is over without an accept; the interaction waits again, unless it is over too. */
  'reservation.ended': z.looseObject({
    reservationId: ReservationId,
    interactionId: InteractionId,
    outcome: OfferEnd,
    reason: DeclineReason.nullable(),
    at: Instant,
  }),
  /** An agent is the owner now: by accepting an offer, or by taking it from the queue. */
  'interaction.assigned': z.looseObject({
    interactionId: InteractionId,
    agentId: AgentId,
    segmentId: SegmentId,
    reservationId: ReservationId.nullable(),
    how: z.enum(['accepted', 'taken']),
    at: Instant,
  }),
  /** The owner is gone from it (queue lost, desk lost); the original wait stays. */
  'interaction.requeued': z.looseObject({
    interactionId: InteractionId,
    segmentId: SegmentId,
    reason: z.enum(['queue_lost', 'desk_lost']),
    at: Instant,
  }),
  'wrap_up.started': z.looseObject({ interactionId: InteractionId, segmentId: SegmentId, endedBy: EndedBy, at: Instant }),
  /** Closed with its outcome. */
  'wrap_up.completed': z.looseObject({ interactionId: InteractionId, segmentId: SegmentId, dispositionId: DispositionId, at: Instant }),
  /** The customer left before anybody handled it. */
  'interaction.abandoned': z.looseObject({ interactionId: InteractionId, at: Instant }),
} as const;
