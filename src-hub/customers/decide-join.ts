import type { Instant } from '#shared/domain/clock';
import type { CommandOf } from '#shared/commands/index';
import { PAGE_SIZE } from '#shared/contracts/hub';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import type { AgentId } from '#shared/domain/ids';
import { customerScope } from '#shared/domain/scope';
import type { MovedRecord } from '#shared/events/customer-events';
import type { DomainEvent } from '#shared/events/index';
import { isSamePoint } from '#shared/records/fold-customer';
import { Failure } from '#shared/rpc/failure';
import { mustBeItself } from './decide-customer.ts';

export interface Joining {
  readonly into: Customer;
  readonly from: Customer;
  /** All that is of `from`, and whoever was joined into `from` before. */
  readonly records: readonly MovedRecord[];
  /** Who was given each of the two. */
  readonly holdersOfInto: readonly AgentId[];
  readonly holdersOfFrom: readonly AgentId[];
}

/**
 * Two records become one person. Whoever was given the one that goes is given the one that stays, and before anything moves: so no
 * desk loses sight of what it has in hand, not even for one event. Members of either's queues go on seeing their queue's part.
 */
export function decideJoin(
  { into, from, records, holdersOfInto, holdersOfFrom }: Joining,
  { keepsName }: CommandOf<'customer.join'>,
  byId: AgentId,
  at: Instant,
): DomainEvent[] {
  if (into.id === from.id) throw new Failure('invalid', 'this is one and the same customer', { field: 'fromId' });
  // Done already, by a colleague or by this agent: what was wished is so.
  if (from.joinedInto === into.id) return [];
  mustBeItself(into);
  mustBeItself(from);
  const newHolders = holdersOfFrom.filter((id) => !holdersOfInto.includes(id));
  const scopeOfInto = customerScope(into.id);
  return [
    ...newHolders.map((agentId): DomainEvent => ({ type: 'scope.granted', body: { agentId, scope: scopeOfInto, at } })),
    { type: 'customer.joined', body: { into: joined(into, from, keepsName), before: { into, from }, byId, at } },
    ...pages(records).map((page): DomainEvent => ({
      type: 'customer.records_moved',
      body: { fromId: from.id, intoId: into.id, records: page, at },
    })),
    ...holdersOfFrom.map((agentId): DomainEvent => ({ type: 'scope.revoked', body: { agentId, scope: customerScope(from.id), at } })),
  ];
}

function joined(into: Customer, from: Customer, keepsName: 'into' | 'from'): Customer {
  const [kept, other] = keepsName === 'into' ? [into, from] : [from, into];
  const picture = kept.picture ?? other.picture;
  // Whoever was blocked is not let in again by another number of theirs.
  const blocked = into.blocked ?? from.blocked;
  return {
    ...into,
    name: kept.name ?? other.name,
    locale: kept.locale ?? other.locale,
    ...(picture === undefined ? {} : { picture }),
    ...(blocked === undefined ? {} : { blocked }),
    contactPoints: union(into.contactPoints, from.contactPoints),
    queueIds: [...new Set([...into.queueIds, ...from.queueIds])],
    createdAt: into.createdAt < from.createdAt ? into.createdAt : from.createdAt,
  };
}

/** What either of them proved is proved. */
function union(points: readonly ContactPoint[], others: readonly ContactPoint[]): ContactPoint[] {
  const mine = points.map((point) => ({
    ...point,
    isVerified: point.isVerified || others.some((other) => other.isVerified && isSamePoint(other, point)),
  }));
  return [...mine, ...others.filter((other) => !points.some((point) => isSamePoint(point, other)))];
}

/** A customer of ten years has thousands: no event, and so no push, is larger than a page. */
function pages(records: readonly MovedRecord[]): readonly MovedRecord[][] {
  const count = Math.ceil(records.length / PAGE_SIZE);
  return Array.from({ length: count }, (_, index) => records.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE));
}
