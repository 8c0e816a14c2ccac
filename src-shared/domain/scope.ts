import * as z from 'zod';
import type { AgentId, CustomerId, QueueId } from './ids.ts';

/**
 * Who may see something, as data. What belongs to a scope never changes; who holds a scope does, and that is in the log.
 * Any kind of scope is read, so that a desk can pass over one that only a newer hub knows.
 */
export const Scope = z
  .string()
  .regex(/^[a-z][a-z_]{0,31}:[0-9A-Za-z_-]{1,80}$/, 'must look like customer:…, queue:…, agent:… or team:all')
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

/** Who sets up the centre: what was changed, by whom. */
export const ADMIN_SCOPE = Scope.parse('team:admin');
