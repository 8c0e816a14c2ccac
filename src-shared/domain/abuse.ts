import * as z from 'zod';
import { Instant } from './clock.ts';
import { AgentId, MessageId } from './ids.ts';

/** カスハラ: a customer who harasses, as the agent who had to read it said. */
export const Abuse = z.object({
  byId: AgentId,
  at: Instant,
  /** The customer's newest words when it was said: to be kept, whatever else is deleted. */
  evidence: z.array(MessageId).max(50),
  /** The lead who has seen it. */
  acknowledgedById: AgentId.optional(),
  /** Who stepped out of it: they are not offered this work again. */
  steppedOutIds: z.array(AgentId),
});
export type Abuse = z.infer<typeof Abuse>;

export const BlockReason = z.enum(['spam', 'abuse', 'other']);
export type BlockReason = z.infer<typeof BlockReason>;

/** We do not answer this person any more: what they write is kept, and becomes nobody's work. */
export const CustomerBlock = z.object({ byId: AgentId, at: Instant, reason: BlockReason, note: z.string().max(500) });
export type CustomerBlock = z.infer<typeof CustomerBlock>;
