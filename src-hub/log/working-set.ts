import { touchedBy, type Current } from '#shared/records/fold-event';
import type { DomainEvent } from '#shared/events/index';
import type { Bodies, Change, Key, Kind } from '#shared/records/records';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

interface Stored {
  readonly rev: number;
  readonly body: Change['body'];
}

/** The records of one append: each is read once, folded here, and saved at the end. */
export interface WorkingSet extends Current {
  body<K extends Kind>(kind: K, id: string): Promise<Bodies[K] | undefined>;
  load(keys: readonly Key[]): Promise<void>;
  put(change: Change, rev: number): void;
}

export function createWorkingSet(tx: Db): WorkingSet {
  const read = new Map<string, Stored | null>();

  async function load(keys: readonly Key[]): Promise<void> {
    const wanted = new Map<Kind, string[]>();
    for (const { kind, id } of keys) {
      if (read.has(nameOf(kind, id))) continue;
      read.set(nameOf(kind, id), null);
      wanted.set(kind, [...(wanted.get(kind) ?? []), id]);
    }
    if (wanted.size === 0) return;
    const questions = [...wanted].map(
      ([kind, ids]) => sql`SELECT ${kind}::text AS kind, id, rev, body FROM ${sql.id(kind)} WHERE id = ANY(${ids}::text[])`,
    );
    const rows = await tx.all<Stored & { kind: Kind; id: string }>(sql.join(questions, ' UNION ALL '));
    for (const { kind, id, rev, body } of rows) read.set(nameOf(kind, id), { rev, body });
  }

  return {
    load,
    get<K extends Kind>(kind: K, id: string) {
      const found = read.get(nameOf(kind, id));
      if (found === undefined) throw new Error(`${kind} ${id} was folded without being loaded: touchedBy forgot it`);
      // Table and kind are the same word, so the body is that kind's.
      return found === null || found.body === null ? undefined : { rev: found.rev, body: found.body as Bodies[K] };
    },
    async body<K extends Kind>(kind: K, id: string) {
      const found = read.get(nameOf(kind, id));
      // `Key` is the union over kinds; TypeScript does not build a member of it from an open K.
      if (found === undefined) await load([{ kind, id } as Key]);
      return this.get(kind, id)?.body;
    },
    put({ kind, id, body }, rev) {
      read.set(nameOf(kind, id), { rev, body });
    },
  };
}

/** What these events may read or change. */
export function keysOfEvents(events: readonly DomainEvent[]): readonly Key[] {
  const before = { seq: 0, at: '', scopes: [], causedBy: null };
  return events.flatMap((event) => touchedBy({ ...before, type: event.type, body: event.body }));
}

function nameOf(kind: Kind, id: string): string {
  return `${kind} ${id}`;
}
