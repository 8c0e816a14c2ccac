import * as z from 'zod';
import { Instant } from './clock.ts';
import { AgentId, CustomerId, InteractionId, QueueId, ReservationId } from './ids.ts';

/** How an offer ended without being accepted; each is shown as what it was (pain 18). */
export const OfferEnd = z.enum(['declined', 'timed_out', 'customer_left', 'rescinded', 'desk_lost']);
export type OfferEnd = z.infer<typeof OfferEnd>;

export const DeclineReason = z.enum(['busy', 'wrong_skill', 'break', 'other']);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** An agent's capacity held for an interaction; the offer is what the agent sees of it. */
export const Reservation = z.object({
  id: ReservationId,
  interactionId: InteractionId,
  customerId: CustomerId,
  queueId: QueueId,
  agentId: AgentId,
  offeredAt: Instant,
  /** On the hub's clock; after this an accept is refused. */
  expiresAt: Instant,
  outcome: z.union([z.literal('pending'), z.literal('accepted'), OfferEnd]),
  endedAt: Instant.nullable(),
  reason: DeclineReason.nullable(),
  /** Where a colleague offers the work, who owns it until it is accepted, and what the colleague says of it. */
  handover: z.object({ fromId: AgentId, note: z.string() }).optional(),
});
export type Reservation = z.infer<typeof Reservation>;
