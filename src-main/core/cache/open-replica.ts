import { existsSync, renameSync } from 'node:fs';
import { StoredRecord } from '#shared/records/records';
import { sql } from '#shared/sql';
import { foldLeftovers, wantReadable } from './apply-events.ts';
import { DamagedDatabase, deleteDatabaseFiles, isForeign, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { storeRecord } from './record-rows.ts';
import { createReplicaTables, FORMAT, readMeta } from './replica-tables.ts';

interface ReplicaOptions {
  readonly path: string;
  readonly key: string;
  readonly onSlowQuery: OnSlowQuery;
  /** Another format is being made of a large file: how far that is, in per cent. */
  readonly onRebuilding?: (percent: number) => void;
}

const ROWS_AT_ONCE = 2_000;

/** The replica is disposable: damaged or of another key, it is deleted and pulled again; of another format, rebuilt from its records. */
export function openReplica(options: ReplicaOptions): Database {
  finishRebuild(options.path);
  try {
    const db = openDatabase({ ...options, synchronous: 'NORMAL' });
    try {
      return bringUpToDate(db, options);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DamagedDatabase) && !isForeign(error)) throw error;
    deleteDatabaseFiles(options.path);
    return bringUpToDate(openDatabase({ ...options, synchronous: 'NORMAL' }), options);
  }
}

/** A rebuild that was killed: before its last step the new file is whole, and what is left of the old one is only its log. */
function finishRebuild(path: string): void {
  if (!existsSync(path) && existsSync(`${path}.new`)) {
    deleteDatabaseFiles(path);
    renameSync(`${path}.new`, path);
  }
  deleteDatabaseFiles(`${path}.new`);
}

function bringUpToDate(db: Database, options: ReplicaOptions): Database {
  if (!hasTable(db, 'meta')) {
    db.transaction(() => createReplicaTables(db));
    return db;
  }
  const format = Number(readMeta(db, 'format'));
  if (format !== FORMAT) return rebuild(db, options);
  db.transaction(() => readLeftovers(db));
  return db;
}

/**
 * A new shape is filled from the stored records, beside the old file, which it then replaces: a kill leaves the one or the other. Row by
 * row and in steps, so that a million records need neither the memory nor a log of their own size.
 */
function rebuild(old: Database, options: ReplicaOptions): Database {
  const path = `${options.path}.new`;
  const fresh = openDatabase({ ...options, path, synchronous: 'NORMAL' });
  try {
    fresh.transaction(() => {
      createReplicaTables(fresh);
      copyMeta(old, fresh);
      for (const { name, state, since } of old.all<{ name: string; state: string; since: number }>(
        sql`SELECT name, state, since FROM scope`,
      )) {
        fresh.run(sql`INSERT INTO scope (name, state, since) VALUES (${name}, ${state}, ${since})`);
      }
      for (const { id } of old.all<{ id: string }>(sql`SELECT id FROM wanted_customer`)) {
        fresh.run(sql`INSERT INTO wanted_customer (id) VALUES (${id})`);
      }
    });
    copyRecords(old, fresh, options.onRebuilding);
    fresh.transaction(() => {
      for (const { seq, event } of old.all<{ seq: number; event: string }>(sql`SELECT seq, event FROM unfolded_event`)) {
        fresh.run(sql`INSERT INTO unfolded_event (seq, event) VALUES (${seq}, ${event})`);
      }
      if (hasTable(old, 'unread_record')) copyUnread(old, fresh);
      readLeftovers(fresh);
    });
    fresh.checkpoint();
  } finally {
    fresh.close();
  }
  old.close();
  deleteDatabaseFiles(options.path);
  renameSync(path, options.path);
  return openDatabase({ ...options, synchronous: 'NORMAL' });
}

/** All that is noted beside the records, less what belongs to the shape of the file. */
function copyMeta(old: Database, fresh: Database): void {
  const kept = sql`SELECT name, value FROM meta WHERE name NOT IN ('format', 'spread')`;
  for (const { name, value } of old.all<{ name: string; value: string }>(kept)) {
    fresh.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
  }
}

function readLeftovers(db: Database): void {
  foldLeftovers(db);
  wantReadable(db);
}

function copyUnread(old: Database, fresh: Database): void {
  const rows = old.all<{ scope: string; kind: string; id: string; rev: number; body: string }>(
    sql`SELECT scope, kind, id, rev, body FROM unread_record`,
  );
  for (const { scope, kind, id, rev, body } of rows)
    fresh.run(sql`INSERT INTO unread_record (scope, kind, id, rev, body) VALUES (${scope}, ${kind}, ${id}, ${rev}, ${body})`);
}

function copyRecords(old: Database, fresh: Database, onRebuilding: ReplicaOptions['onRebuilding']): void {
  const total = old.first<{ total: number }>(sql`SELECT count(*) AS total FROM record`)?.total ?? 0;
  let after = -1;
  let done = 0;
  for (;;) {
    const rows = old.all<{ row: number; kind: string; id: string; rev: number; body: string }>(
      sql`SELECT row, kind, id, rev, body FROM record WHERE row > ${after} ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    fresh.transaction(() => {
      for (const { row: _row, body, ...key } of rows) {
        const parsed = StoredRecord.safeParse({ ...key, body: JSON.parse(body) as unknown });
        if (parsed.success) storeRecord(fresh, parsed.data, parsed.data.rev);
        // This version reads a record differently: what the hub has is asked for again.
        else fresh.run(sql`UPDATE scope SET state = 'wanted' WHERE state = 'level'`);
      }
    });
    after = last.row;
    done += rows.length;
    onRebuilding?.(Math.floor((done / total) * 100));
  }
}

function hasTable(db: Database, name: string): boolean {
  return db.first(sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${name}`) !== undefined;
}
