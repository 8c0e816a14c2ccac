import * as z from 'zod';
import { BlockReason } from '../domain/abuse.ts';
import { AgentId, ConversationId, InteractionId } from '../domain/ids.ts';

const WORK = { interactionId: InteractionId, conversationId: ConversationId };

export const abuseCommands = {
  /** カスハラ: leads are told, and the words are kept. */
  'abuse.flag': z.object(WORK),
  'abuse.withdraw': z.object(WORK),
  'abuse.acknowledge': z.object(WORK),
  /** Out of flagged work: it goes back to its queue and does not come again. */
  'abuse.step_out': z.object(WORK),
  /** `fromId`: who has it in hand as it was seen; refused where it is another by now. */
  'interaction.close_as_spam': z.object({ ...WORK, fromId: AgentId.nullable() }),
  /** By way of work of theirs, which says who may. */
  'customer.block': z.object({ ...WORK, reason: BlockReason, note: z.string().trim().max(500) }),
  'customer.unblock': z.object(WORK),
} as const;
