import type { Instant } from '#shared/domain/clock';
import { ConfigChange, type ConfigKind } from '#shared/domain/config-change';
import type { AgentId, ConfigChangeId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';

/** One record of the set-up, as it stands and as it is wished. */
export interface Wished {
  readonly kind: ConfigKind;
  readonly recordId: string;
  readonly before: object | undefined;
  readonly after: object;
}

/** Who wishes it, when, and the id that the note of it gets. */
export interface Configuring {
  readonly id: ConfigChangeId;
  readonly byId: AgentId;
  readonly at: Instant;
  readonly undoes?: ConfigChangeId;
}

/** The facts of a change with the note of who made it; none where everything is so already. */
export function decideConfigure(wished: Wished, facts: readonly DomainEvent[], { id, byId, at, undoes }: Configuring): DomainEvent[] {
  const { kind, recordId, before = null, after } = wished;
  if (before !== null && isSame(before, after)) return [];
  const change = ConfigChange.parse({ id, at, byId, kind, recordId, before, after, ...(undoes === undefined ? {} : { undoes }) });
  return [...facts, { type: 'config.changed', body: { change } }];
}

/** Alike in what is there; the order of names says nothing (PostgreSQL's JSON has one of its own). */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, ordered(part)]),
  );
}
