import * as z from 'zod';
import { ConversationId, DispositionId, InteractionId, ReservationId } from '../domain/ids.ts';
import { DeclineReason } from '../domain/reservation.ts';

export const interactionCommands = {
  'reservation.accept': z.object({ reservationId: ReservationId }),
  'reservation.decline': z.object({ reservationId: ReservationId, reason: DeclineReason }),
  /** Take waiting work by hand. */
  'interaction.take': z.object({ interactionId: InteractionId }),
  /** The talk is over; the customer's chat ends here. */
  'wrap_up.start': z.object({ interactionId: InteractionId, conversationId: ConversationId }),
  'wrap_up.complete': z.object({ interactionId: InteractionId, conversationId: ConversationId, dispositionId: DispositionId }),
} as const;
