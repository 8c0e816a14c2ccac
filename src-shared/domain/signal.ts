import * as z from 'zod';
import { AgentId, ConversationId } from './ids.ts';

/** Lossy news that nobody stores: who is typing now. It fades by itself after TYPING_MS. */
export const Signal = z.discriminatedUnion('is', [
  z.object({ is: z.literal('customer_typing'), conversationId: ConversationId, isTyping: z.boolean() }),
  z.object({ is: z.literal('agent_typing'), conversationId: ConversationId, agentId: AgentId, isTyping: z.boolean() }),
]);
export type Signal = z.infer<typeof Signal>;

export const TYPING_MS = 6_000;
