import * as z from 'zod';
import { Instant } from './clock.ts';
import { ConversationId } from './ids.ts';
import { TEXT_LIMIT } from './text.ts';

export const ComposerMode = z.enum(['reply', 'note']);
export type ComposerMode = z.infer<typeof ComposerMode>;

/**
 * What an agent is typing: one replaceable row per agent, conversation and mode, kept on every desk of the agent and on the hub.
 * The higher revision wins; an empty text is a deletion. Sending consumes it in the transaction of the send.
 */
export const Draft = z.object({
  conversationId: ConversationId,
  mode: ComposerMode,
  text: z.string().max(TEXT_LIMIT),
  revision: z.number().int().nonnegative(),
  updatedAt: Instant,
});
export type Draft = z.infer<typeof Draft>;
