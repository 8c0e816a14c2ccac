import * as z from 'zod';
import { Intent } from '../domain/agent.ts';
import { Instant } from '../domain/clock.ts';
import { PurgeReceipt } from '../domain/desk-state.ts';
import { AgentId, DeskId, QueueId } from '../domain/ids.ts';
import { Scope } from '../domain/scope.ts';

export const agentEvents = {
  'agent.intent_set': z.looseObject({ agentId: AgentId, intent: Intent, at: Instant }),
  'agent.connected': z.looseObject({ agentId: AgentId, at: Instant }),
  'agent.disconnected': z.looseObject({ agentId: AgentId, at: Instant }),
  'agent.queues_set': z.looseObject({ agentId: AgentId, queueIds: z.array(QueueId), at: Instant }),
  'scope.granted': z.looseObject({ agentId: AgentId, scope: Scope, at: Instant }),
  'scope.revoked': z.looseObject({ agentId: AgentId, scope: Scope, at: Instant }),
  /** A desk's receipt: nothing of a revoked scope is left on it. */
  'scope.cleared': z.looseObject({ agentId: AgentId, deskId: DeskId, scope: Scope, at: Instant }),
  /** A desk's receipt: how much left it, and why; never what. `before`: of the past, the moment before which it was over. */
  'desk.purged': z.looseObject({
    agentId: AgentId,
    deskId: DeskId,
    reason: PurgeReceipt.shape.reason,
    records: z.number().int(),
    files: z.number().int(),
    before: Instant.nullable(),
    at: Instant,
  }),
} as const;
