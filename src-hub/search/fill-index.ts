import { sql } from '#shared/sql';
import { TERMS_VERSION } from '#shared/search/terms';
import type { Db } from '#hub/db/db';
import { storedWhere } from '#hub/log/records';
import { SEARCHED_KINDS, writeEntries } from './entries.ts';

const AT_ONCE = 200;

/**
 * Brings records that were written before there was an index, or with other terms, or put back from a backup, into it: in small pieces,
 * while the hub works. What is written meanwhile is in it by itself, and is newer.
 */
export async function fillIndex(db: Db, isStopped: () => boolean): Promise<void> {
  for (const kind of SEARCHED_KINDS) {
    await begin(db, kind);
    while (!isStopped() && (await fillPiece(db, kind)));
  }
}

/** Entries of other terms are of no use: they go, all of the kind. */
async function begin(db: Db, kind: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [known] = await tx.all<{ version: number }>(sql`SELECT version FROM search_fill WHERE kind = ${kind} FOR UPDATE`);
    if (known?.version === TERMS_VERSION) return;
    if (known !== undefined) await tx.all(sql`DELETE FROM search_entry WHERE kind = ${kind}`);
    await tx.all(sql`INSERT INTO search_fill (kind, version, up_to, is_done) VALUES (${kind}, ${TERMS_VERSION}, '', false)
      ON CONFLICT (kind) DO UPDATE SET version = excluded.version, up_to = '', is_done = false`);
  });
}

/** Answers whether there is more to do. Two hubs that start at once take turns, or do a piece twice. */
async function fillPiece(db: Db, kind: (typeof SEARCHED_KINDS)[number]): Promise<boolean> {
  const [state] = await db.all<{ upTo: string; isDone: boolean }>(
    sql`SELECT up_to AS "upTo", is_done AS "isDone" FROM search_fill WHERE kind = ${kind}`,
  );
  if (state === undefined || state.isDone) return false;
  const records = await storedWhere(db, kind, sql`id > ${state.upTo} ORDER BY id LIMIT ${AT_ONCE}`);
  const last = records.at(-1);
  const writes = [
    ...writeEntries(records, { isNewer: false }),
    sql`UPDATE search_fill SET up_to = ${last?.id ?? state.upTo}, is_done = ${records.length < AT_ONCE} WHERE kind = ${kind}`,
  ];
  await db.transaction(async (tx) => {
    for (const write of writes) await tx.all(write);
  });
  return records.length === AT_ONCE;
}
