import { existsSync, renameSync, rmSync } from 'node:fs';
import { StoredRecord } from '#shared/records/records';
import { sql } from '#shared/sql';
import { foldLeftovers, wantReadable } from './apply-events.ts';
import { DamagedDatabase, deleteDatabaseFiles, isForeign, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { storeRecord } from './record-rows.ts';
import { createReplicaTables, FORMAT, putMeta, readMeta } from './replica-tables.ts';

interface ReplicaOptions {
  readonly path: string;
  readonly key: string;
  readonly onSlowQuery: OnSlowQuery;
}

/** The replica is disposable: damaged or of another key, it is deleted and pulled again; of another format, rebuilt from its records. */
export function openReplica(options: ReplicaOptions): Database {
  rmSync(`${options.path}.new`, { force: true });
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

/** A new shape is filled from the stored records, beside the old file, which it then replaces: a crash leaves the one or the other. */
function rebuild(old: Database, options: ReplicaOptions): Database {
  const path = `${options.path}.new`;
  const fresh = openDatabase({ ...options, path, synchronous: 'NORMAL' });
  fresh.transaction(() => {
    createReplicaTables(fresh);
    for (const name of ['epoch', 'cursor'] as const) {
      const value = readMeta(old, name);
      if (value !== undefined) putMeta(fresh, name, value);
    }
    for (const { name, state, since } of old.all<{ name: string; state: string; since: number }>(
      sql`SELECT name, state, since FROM scope`,
    )) {
      fresh.run(sql`INSERT INTO scope (name, state, since) VALUES (${name}, ${state}, ${since})`);
    }
    for (const { id } of old.all<{ id: string }>(sql`SELECT id FROM wanted_customer`)) {
      fresh.run(sql`INSERT INTO wanted_customer (id) VALUES (${id})`);
    }
    copyRecords(old, fresh);
    for (const { seq, event } of old.all<{ seq: number; event: string }>(sql`SELECT seq, event FROM unfolded_event`)) {
      fresh.run(sql`INSERT INTO unfolded_event (seq, event) VALUES (${seq}, ${event})`);
    }
    if (hasTable(old, 'unread_record')) copyUnread(old, fresh);
    readLeftovers(fresh);
  });
  fresh.checkpoint();
  fresh.close();
  old.close();
  deleteDatabaseFiles(options.path);
  if (existsSync(path)) renameSync(path, options.path);
  return openDatabase({ ...options, synchronous: 'NORMAL' });
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

function copyRecords(old: Database, fresh: Database): void {
  const rows = old.all<{ kind: string; id: string; rev: number; body: string }>(sql`SELECT kind, id, rev, body FROM record ORDER BY row`);
  for (const { body, ...row } of rows) {
    const parsed = StoredRecord.safeParse({ ...row, body: JSON.parse(body) as unknown });
    if (parsed.success) storeRecord(fresh, parsed.data, parsed.data.rev);
    // This version reads a record differently: what the hub has is asked for again.
    else fresh.run(sql`UPDATE scope SET state = 'wanted' WHERE state = 'level'`);
  }
}

function hasTable(db: Database, name: string): boolean {
  return db.first(sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${name}`) !== undefined;
}
