import * as z from 'zod';
import type { AgentId, CustomerId, QueueId } from './ids.ts';

/** Who may see something, as data. What belongs to a scope never changes; who holds a scope does, and that is in the log. */
export const Scope = z
  .string()
  .regex(/^(customer:cus|queue:que|agent:agt)_[0-9A-Za-z-]{1,64}$|^team:all$/, 'must be customer:…, queue:…, agent:… or team:all')
  .brand<'scope'>();
export type Scope = z.infer<typeof Scope>;

export function customerScope(id: CustomerId): Scope {
  return Scope.parse(`customer:${id}`);
}

export function queueScope(id: QueueId): Scope {
  return Scope.parse(`queue:${id}`);
}

export function agentScope(id: AgentId): Scope {
  return Scope.parse(`agent:${id}`);
}

/** Everybody who works here: colleagues, queues, dispositions. */
export const TEAM_SCOPE = Scope.parse('team:all');
