import { eventsAfter } from '#hub/log/read-events';
import { storedWhere } from '#hub/log/records';
import type { Db } from '#hub/db/db';
import { KINDS, scopesOf, type Change } from '#shared/records/records';
import { sql } from '#shared/sql';
import { recordsInMemory } from './random-log.ts';

/**
 * Whether a store is what its log says: no gap in the seqs, every event with its body, and every table exactly the log folded.
 * Answers what is wrong, in words; nothing where all is well.
 */
export function faultsOfStore(store: Db): Promise<readonly string[]> {
  return store.transaction(async (tx) => {
    // One picture, while hubs go on writing.
    await tx.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    return faultsIn(tx);
  });
}

async function faultsIn(db: Db): Promise<readonly string[]> {
  const [state] = await db.all<{ head: number }>(sql`SELECT head FROM log_state`);
  const events = await eventsAfter(db, 0, Number.MAX_SAFE_INTEGER);
  const faults: string[] = [];
  if (state?.head !== events.length) faults.push(`head is ${state?.head} and there are ${events.length} events`);
  const folded = recordsInMemory();
  events.forEach((event, index) => {
    if (event.seq !== index + 1) faults.push(`seq ${index + 1} is missing before ${event.seq}`);
    if (event.body === null) faults.push(`event ${event.seq} has no body`);
    folded.apply(event);
  });
  const left = new Map(folded.all());
  for (const kind of KINDS) {
    for (const { id, rev, body } of await storedWhere(db, kind, sql`true`)) {
      const expected = left.get(`${kind} ${id}`);
      left.delete(`${kind} ${id}`);
      if (expected === undefined) faults.push(`${kind} ${id} is stored and was never born`);
      else if (expected.rev !== rev || inOrder(expected.body) !== inOrder(body)) faults.push(`${kind} ${id} is not what the log says`);
    }
    const wrong = await db.all<{ id: string; body: Change['body']; scopes: string[] }>(sql`SELECT id, body, scopes FROM ${sql.id(kind)}`);
    for (const { id, body, scopes } of wrong) {
      // Table and kind are the same word, so the body is that kind's.
      if (scopesOf({ kind, id, body } as Change).join(' ') !== scopes.join(' '))
        faults.push(`${kind} ${id} has other scopes than its body`);
    }
  }
  for (const name of left.keys()) faults.push(`${name} is in the log and not stored`);
  return faults;
}

/** The database keeps the fields of JSON in an order of its own. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
