import type { Agent, AgentProfile, Intent } from '#shared/domain/agent';
import type { Instant } from '#shared/domain/clock';
import type { Customer } from '#shared/domain/customer';
import type { AgentId, CustomerId, QueueId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { ADMIN_SCOPE, agentScope, customerScope, queueScope, TEAM_SCOPE, type Scope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';

export function decideIntent(agent: Agent, intent: Intent, at: Instant): DomainEvent[] {
  const isSame = JSON.stringify(agent.intent) === JSON.stringify(intent);
  return isSame ? [] : [{ type: 'agent.intent_set', body: { agentId: agent.id, intent, at } }];
}

/** A person as the administrator sets it up, with the scopes that follow from it. `held`: what was granted before. */
export function decideConfigureAgent(agent: Agent, held: readonly Scope[], at: Instant): DomainEvent[] {
  const due = scopesDue(agent);
  // Who leaves sees nothing more; who stays keeps the customers in hand.
  const lost = held.filter((scope) => !due.includes(scope) && (!agent.isActive || !isCustomer(scope)));
  return [{ type: 'agent.configured', body: { agent } }, ...grants(agent.id, minus(due, held), at), ...revocations(agent.id, lost, at)];
}

/** A person as an administrator wishes: new, or changed with all that is lost by it. Failure('invalid') names the field. */
export function decideProfile(change: QueueChange | null, profile: AgentProfile, known: ReadonlySet<QueueId>, at: Instant): DomainEvent[] {
  mustKnow(known, profile.queueIds);
  if (change === null) return decideConfigureAgent(newcomer(profile, at), [], at);
  const agent: Agent = { ...change.agent, ...profile };
  const lost = minus(change.held.filter(isQueue), profile.queueIds.map(queueScope));
  const customers = agent.isActive ? lostCustomers(change, lost) : [];
  return [...decideConfigureAgent(agent, change.held, at), ...revocations(agent.id, customers, at)];
}

/** A centre that nobody administers could be set up anew by whoever reads its console. `others`: administrators beside this one. */
export function mustKeepAdministrator(before: AgentProfile | undefined, after: AgentProfile, others: number): void {
  const isAdministrator = (one: AgentProfile): boolean => one.isActive && can(one.role, 'centre.configure');
  if (before === undefined || !isAdministrator(before) || isAdministrator(after) || others > 0) return;
  const field = after.isActive ? 'role' : 'isActive';
  throw new Failure('conflict', 'this is the last administrator: make somebody else one first', { field });
}

function newcomer(profile: AgentProfile, at: Instant): Agent {
  const intent: Intent = { is: 'not_ready', reason: 'signed_out' };
  return { ...profile, intent, intentSince: at, isConnected: false, connectionSince: at };
}

function scopesDue(agent: AgentProfile): Scope[] {
  if (!agent.isActive) return [];
  const admin = can(agent.role, 'centre.configure') ? [ADMIN_SCOPE] : [];
  return [TEAM_SCOPE, agentScope(agent.id), ...admin, ...agent.queueIds.map(queueScope)];
}

export interface QueueChange {
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
  const { agent, held, known } = change;
  const queueIds = [...new Set(wished)];
  mustKnow(known, queueIds);
  const due = queueIds.map(queueScope);
  const lost = held.filter((scope) => isQueue(scope) && !due.includes(scope));
  const isSame = queueIds.length === agent.queueIds.length && queueIds.every((id) => agent.queueIds.includes(id));
  return [
    ...(isSame ? [] : [{ type: 'agent.queues_set' as const, body: { agentId: agent.id, queueIds, at } }]),
    ...grants(agent.id, minus(due, held), at),
    ...revocations(agent.id, [...lost, ...lostCustomers(change, lost)], at),
  ];
}

function mustKnow(known: ReadonlySet<QueueId>, queueIds: readonly QueueId[]): void {
  const unknown = queueIds.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Failure('invalid', `there is no queue ${unknown}`, { field: 'queueIds' });
}

function lostCustomers({ customers, inHand }: QueueChange, lost: readonly Scope[]): Scope[] {
  return customers
    .filter(({ id, queueIds }) => !inHand.has(id) && queueIds.map(queueScope).some((scope) => lost.includes(scope)))
    .map(({ id }) => customerScope(id));
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

function isCustomer(scope: Scope): boolean {
  return scope.startsWith('customer:');
}

function isQueue(scope: Scope): boolean {
  return scope.startsWith('queue:');
}
