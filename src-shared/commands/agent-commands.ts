import * as z from 'zod';
import { Intent } from '../domain/agent.ts';
import { AgentId, QueueId } from '../domain/ids.ts';

export const agentCommands = {
  'agent.set_intent': z.object({ intent: Intent }),
  /** Give a person queues, or take them away. */
  'agent.set_queues': z.object({ agentId: AgentId, queueIds: z.array(QueueId).max(200) }),
} as const;
