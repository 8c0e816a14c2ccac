import type { Agent, Intent } from '#shared/domain/agent';
import type { Instant } from '#shared/domain/clock';
import type { Customer } from '#shared/domain/customer';
import type { AgentId, CustomerId, QueueId } from '#shared/domain/ids';
import { agentScope, customerScope, queueScope, TEAM_SCOPE, type Scope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';

export function decideIntent(agent: Agent, intent: Intent, at: Instant): DomainEvent[] {
  const isSame = JSON.stringify(agent.intent) === JSON.stringify(intent);
  return isSame ? [] : [{ type: 'agent.intent_set', body: { agentId: agent.id, intent, at } }];
}

/** A person as the administrator sets it up, with the scopes that follow from it. `held`: what was granted before. */
export function decideConfigureAgent(agent: Agent, held: readonly Scope[], at: Instant): DomainEvent[] {
  const due = agent.isActive ? [TEAM_SCOPE, agentScope(agent.id), ...agent.queueIds.map(queueScope)] : [];
  // Who leaves sees nothing more; who stays keeps the customers in hand.
  const lost = held.filter((scope) => !due.includes(scope) && (!agent.isActive || isQueue(scope)));
  return [{ type: 'agent.configured', body: { agent } }, ...grants(agent.id, minus(due, held), at), ...revocations(agent.id, lost, at)];
}

interface QueueChange {
  readonly agent: Agent;
  readonly held: readonly Scope[];
  readonly known: ReadonlySet<QueueId>;
  /** Of the customers whom the agent was given. */
  readonly customers: readonly Pick<Customer, 'id' | 'queueIds'>[];
  /** Customers of work that the agent has in hand. */
  readonly inHand: ReadonlySet<CustomerId>;
}

/**
 * Gained queues are granted; lost ones are revoked, and with them every customer of theirs whom no work in hand justifies.
 * Offers that ring from a lost queue are the router's to take back.
 */
export function decideQueues(change: QueueChange, wished: readonly QueueId[], at: Instant): DomainEvent[] {
  const { agent, held, known, customers, inHand } = change;
  const queueIds = [...new Set(wished)];
  const unknown = queueIds.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Failure('invalid', `there is no queue ${unknown}`, { field: 'queueIds' });
  const due = queueIds.map(queueScope);
  const lost = held.filter((scope) => isQueue(scope) && !due.includes(scope));
  const lostCustomers = customers.filter(
    ({ id, queueIds: theirs }) => !inHand.has(id) && theirs.map(queueScope).some((scope) => lost.includes(scope)),
  );
  const isSame = queueIds.length === agent.queueIds.length && queueIds.every((id) => agent.queueIds.includes(id));
  return [
    ...(isSame ? [] : [{ type: 'agent.queues_set' as const, body: { agentId: agent.id, queueIds, at } }]),
    ...grants(agent.id, minus(due, held), at),
    ...revocations(agent.id, [...lost, ...lostCustomers.map(({ id }) => customerScope(id))], at),
  ];
}

function grants(agentId: AgentId, scopes: readonly Scope[], at: Instant): DomainEvent[] {
  return scopes.map((scope) => ({ type: 'scope.granted', body: { agentId, scope, at } }));
}

function revocations(agentId: AgentId, scopes: readonly Scope[], at: Instant): DomainEvent[] {
  return scopes.map((scope) => ({ type: 'scope.revoked', body: { agentId, scope, at } }));
}

function minus(scopes: readonly Scope[], held: readonly Scope[]): Scope[] {
  return scopes.filter((scope) => !held.includes(scope));
}

function isQueue(scope: Scope): boolean {
  return scope.startsWith('queue:');
}
