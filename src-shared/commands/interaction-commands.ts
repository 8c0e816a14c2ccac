import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { AgentId, ConversationId, DispositionId, InteractionId, NoteId, QueueId, ReservationId } from '../domain/ids.ts';
import { DeclineReason } from '../domain/reservation.ts';
import { WrittenText } from '../domain/text.ts';

const WORK = { interactionId: InteractionId, conversationId: ConversationId };
/** What the next one must know; the desk mints the id, so that a repeat is seen to be one. */
const NOTE = { noteId: NoteId, note: WrittenText };

export const interactionCommands = {
  'reservation.accept': z.object({ reservationId: ReservationId }),
  'reservation.decline': z.object({ reservationId: ReservationId, reason: DeclineReason }),
  /** Take waiting work by hand. */
  'interaction.take': z.object({ interactionId: InteractionId }),
  /** Back to its queue, or on to another; the wait stays the original one. */
  'interaction.give_back': z.object({ ...WORK, queueId: QueueId, ...NOTE }),
  /** Offer one's work to a colleague; it stays one's own until the colleague accepts. */
  'interaction.hand_over': z.object({ ...WORK, agentId: AgentId, ...NOTE }),
  /** Take back what one offers to a colleague. */
  'reservation.rescind': z.object({ reservationId: ReservationId }),
  /** Take work out of a colleague's hands; refused where it is no longer in the hands that the agent saw. */
  'interaction.take_over': z.object({ ...WORK, fromId: AgentId }),
  /** Lay one's work aside until then, or until the customer writes. */
  'interaction.snooze': z.object({ ...WORK, until: Instant }),
  'interaction.wake': z.object(WORK),
  // A lead's, over the heads of router and owner. `fromId`: who has it in hand as the lead saw it; refused where it is another by now.
  'interaction.assign': z.object({ ...WORK, fromId: AgentId.nullable(), agentId: AgentId }),
  'interaction.move': z.object({ ...WORK, fromId: AgentId.nullable(), queueId: QueueId }),
  'interaction.close': z.object({ ...WORK, fromId: AgentId.nullable(), dispositionId: DispositionId }),
  /** Closed work waits again where it did, with its original wait. */
  'interaction.reopen': z.object(WORK),
  /** The talk is over; the customer's chat ends here. */
  'wrap_up.start': z.object({ interactionId: InteractionId, conversationId: ConversationId }),
  'wrap_up.complete': z.object({ interactionId: InteractionId, conversationId: ConversationId, dispositionId: DispositionId }),
} as const;
