import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { AgentId, CustomerId, DispositionId, InteractionId, QueueId, ReservationId, SegmentId } from '../domain/ids.ts';
import { AssignedHow, EndedBy, Interaction, RequeueReason } from '../domain/interaction.ts';
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
  /** An agent is the owner now: by accepting an offer, or by taking it, from the queue or from a colleague. */
  'interaction.assigned': z.looseObject({
    interactionId: InteractionId,
    agentId: AgentId,
    segmentId: SegmentId,
    reservationId: ReservationId.nullable(),
    /** Whose work it was at that moment: two people may be joined later. */
    customerId: CustomerId.optional(),
    /** The queue it came from: work may go on to another one, and the segment stays of this one. */
    queueId: QueueId.optional(),
    how: AssignedHow,
    /** The owner before, and the segment that ends with this. */
    from: z.object({ agentId: AgentId, segmentId: SegmentId }).optional(),
    /** The lead who assigned it. */
    byId: AgentId.optional(),
    at: Instant,
  }),
  /** Back in a queue, perhaps another one, whose desks may never have heard of it: hence whole, as it stands now. The original wait stays. */
  'interaction.requeued': z.looseObject({
    interaction: Interaction,
    /** The segment that ends with this; absent where nobody had it in hand. */
    segmentId: SegmentId.optional(),
    reason: RequeueReason,
    /** The lead who moved it, or opened it again. */
    byId: AgentId.optional(),
    at: Instant,
  }),
  /** Closed by a lead, whoever had it. */
  'interaction.closed': z.looseObject({
    interactionId: InteractionId,
    segmentId: SegmentId.nullable(),
    dispositionId: DispositionId,
    byId: AgentId,
    at: Instant,
  }),
  /** Laid aside by its owner until then, or until the customer writes; it stays the owner's. */
  'interaction.snoozed': z.looseObject({ interactionId: InteractionId, until: Instant, at: Instant }),
  'interaction.woken': z.looseObject({ interactionId: InteractionId, why: z.enum(['due', 'customer_wrote', 'owner']), at: Instant }),
  'wrap_up.started': z.looseObject({ interactionId: InteractionId, segmentId: SegmentId, endedBy: EndedBy, at: Instant }),
  /** Closed with its outcome. */
  'wrap_up.completed': z.looseObject({ interactionId: InteractionId, segmentId: SegmentId, dispositionId: DispositionId, at: Instant }),
  /** The customer left before anybody handled it. */
  'interaction.abandoned': z.looseObject({ interactionId: InteractionId, at: Instant }),
} as const;
