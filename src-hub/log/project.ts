import { agentScope, type Scope } from '#shared/domain/scope';
import type { Instant } from '#shared/domain/clock';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { foldEvent } from '#shared/records/fold-event';
import { scopesOf, type Change } from '#shared/records/records';
import type { Decision } from './event-log.ts';
import { customerLane, laneOf } from './lanes.ts';
import type { WorkingSet } from './working-set.ts';

/** Events as they will stand in the log, and the records as they will stand after them. */
export interface Projected {
  readonly events: readonly LoggedEvent[];
  readonly changes: readonly { readonly change: Change; readonly rev: number }[];
}

interface Projecting {
  readonly decision: Decision<unknown>;
  readonly first: number;
  readonly at: Instant;
  readonly records: WorkingSet;
  readonly lanes: readonly string[];
}

/**
 * Folds decided events one after the other. An event's audience is nobody's to name: it is everybody who may see a record that
 * it changes, before or after.
 */
export function project({ decision, first, at, records, lanes }: Projecting): Projected {
  const last = new Map<string, { change: Change; rev: number }>();
  const allowed = new Set([...lanes, ...bornLanes(decision.events)]);
  const causedBy = decision.causedBy ?? null;
  const events = decision.events.map(({ type, body }, index) => {
    const seq = first + index;
    const event = { seq, at, type, scopes: [], causedBy, body: storable(body) };
    const changes = foldEvent(event, records);
    if (changes === 'unknown') throw new Error(`a decision made an event that does not fit its own schema: ${type}`);
    const scopes = new Set<Scope>(ownScopes({ type, body } as DomainEvent));
    for (const change of changes) {
      const before = { kind: change.kind, id: change.id, body: records.get(change.kind, change.id)?.body ?? null } as Change;
      for (const side of [before, change]) {
        mustBeAllowed(side, allowed, type);
        for (const scope of scopesOf(side)) scopes.add(scope);
      }
      records.put(change, seq);
      last.set(`${change.kind} ${change.id}`, { change, rev: seq });
    }
    return { ...event, scopes: [...scopes] };
  });
  return { events, changes: [...last.values()] };
}

/** The few events that change no record and still have somebody to tell. */
function ownScopes(event: DomainEvent): readonly Scope[] {
  return event.type === 'scope.cleared' || event.type === 'desk.purged' ? [agentScope(event.body.agentId)] : [];
}

/** Nobody can know a customer who is born in this very append. */
function bornLanes(events: readonly DomainEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'customer.added' ? [customerLane(event.body.customer.id)] : []));
}

/** A record that is to change stands under a lane which the writer does not hold: another writer could undo it. */
export class OutsideLane extends Error {
  readonly lane: string;

  constructor(lane: string, message: string) {
    super(message);
    this.name = 'OutsideLane';
    this.lane = lane;
  }
}

function mustBeAllowed(change: Change, allowed: ReadonlySet<string>, type: string): void {
  const lane = laneOf(change);
  if (lane !== null && !allowed.has(lane)) {
    throw new OutsideLane(lane, `${type} changes ${change.kind} ${change.id} outside its lane ${lane}: another writer could undo it`);
  }
}

/** PostgreSQL's JSON holds no NUL and no lone surrogate; both come only from broken senders, and neither may stop the log. */
function storable<T extends object>(body: T): Record<string, unknown> {
  const text = JSON.stringify(body);
  // Event bodies are objects by their schemas, and so is what JSON makes of them.
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return body as Record<string, unknown>;
  const cleaned = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value;
  return JSON.parse(JSON.stringify(body, cleaned)) as Record<string, unknown>;
}
