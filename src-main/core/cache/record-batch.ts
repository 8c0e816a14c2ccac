import type { Current } from '#shared/records/fold-event';
import { scopesOf, type Bodies, type Change, type Kind } from '#shared/records/records';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { recordIn, storeRecord } from './record-rows.ts';
import { nameOf } from './shown-records.ts';

/**
 * The records of one batch of events, in memory: each is read once and written once, however many events change it. A message that is
 * written, sent and delivered within a batch is one row and one entry of the index.
 */
export interface RecordBatch {
  /** As they stand after the events so far. */
  readonly current: Current;
  put(change: Change, rev: number): void;
  /** Writes what was put; due at the end, and before anything else changes records or which scopes are held. */
  flush(): void;
}

type Stored = { readonly rev: number; readonly body: Bodies[Kind] } | undefined;

export function createRecordBatch(db: Database): RecordBatch {
  const known = new Map<string, Stored>();
  const due = new Map<string, { readonly change: Change; readonly rev: number }>();
  const held = new Map<string, boolean>();

  function isHeld(scope: string): boolean {
    const asked = held.get(scope);
    if (asked !== undefined) return asked;
    const found = db.first(sql`SELECT 1 FROM scope WHERE name = ${scope} AND state <> 'cleared'`) !== undefined;
    held.set(scope, found);
    return found;
  }

  return {
    current: {
      get: (kind, id) => {
        const name = nameOf({ kind, id });
        if (!known.has(name)) known.set(name, recordIn(db, kind, id));
        // The name holds the kind.
        return known.get(name) as { rev: number; body: Bodies[typeof kind] } | undefined;
      },
    },
    put(change, rev) {
      const name = nameOf(change);
      due.set(name, { change, rev });
      known.set(name, change.body !== null && scopesOf(change).some(isHeld) ? { rev, body: change.body } : undefined);
    },
    flush() {
      for (const { change, rev } of due.values()) storeRecord(db, change, rev);
      due.clear();
      known.clear();
      held.clear();
    },
  };
}
