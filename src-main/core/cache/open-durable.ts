import { existsSync, renameSync, statSync } from 'node:fs';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { dropUnfinished } from './file-rows.ts';
import { DamagedDatabase, deleteDatabaseFiles, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { salvageDurable, type Salvaged } from './salvage-durable.ts';

/** Each runs once, in order, and is never changed afterwards: here lies the only thing that nobody else has. */
const MIGRATIONS = [
  `CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    command_id TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    -- JSON: why it waits for the agent (held or refused); NULL while it is on its way.
    parked TEXT,
    -- 1: the hub has stored an outcome under this command id, so asking again with the same id would get the same answer.
    is_answered INTEGER NOT NULL DEFAULT 0,
    -- Done, says the hub, by events up to this seq; the row goes when they are folded.
    done_seq INTEGER
  ) STRICT;
  CREATE TABLE draft (
    conversation_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    text TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    -- When a send consumed it: what was typed before that never comes back.
    consumed_at TEXT,
    is_synced INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, mode)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE settings (row INTEGER PRIMARY KEY CHECK (row = 1), body TEXT NOT NULL) STRICT;`,
  `CREATE TABLE file (
    blob_id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    received INTEGER NOT NULL,
    -- JSON: how far it is on its way to the hub.
    state TEXT NOT NULL,
    -- 1: it goes with words that are in the outbox.
    is_sent INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE file_piece (
    blob_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (blob_id, position)
  ) STRICT;`,
] as const;

const NEWER =
  'this folder was last used by a newer version of the desk: install the newest version and start it again; what was not sent is kept';

interface DurableOptions {
  readonly path: string;
  readonly key: string;
  readonly onSlowQuery: OnSlowQuery;
  /** Names a damaged file when it is set aside. */
  readonly stamp: string;
  /** Somebody has worked here before: a file without a single byte was emptied by others. */
  readonly isKnown?: boolean;
}

/** A damaged file under its new name, and what of it is in use again; null: nothing could be read. */
export interface SetAside {
  readonly file: string;
  readonly saved: Salvaged | null;
}

/**
 * Opens what is durable: outbox, drafts and their files, settings. A file that cannot be read whole is set aside under a name, never
 * emptied, and what it still gives is copied into a fresh one. Dying in between leaves both: the copy is made beside its final place.
 */
export function openDurable(options: DurableOptions): { readonly db: Database; readonly setAside: SetAside | null } {
  // Of a rescue that was not finished: the copy was whole before the damaged file was moved.
  if (!existsSync(options.path) && existsSync(`${options.path}.new`)) renameSync(`${options.path}.new`, options.path);
  deleteDatabaseFiles(`${options.path}.new`);
  try {
    if (options.isKnown === true && isEmptied(options.path)) throw new DamagedDatabase(options.path, 'no bytes');
    return { db: openMigrated(options), setAside: null };
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
    const fresh = openMigrated({ ...options, path: `${options.path}.new` });
    const saved = salvageDurable(options, fresh);
    fresh.checkpoint();
    fresh.close();
    const file = `${options.path}.damaged-${options.stamp}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(options.path + suffix)) renameSync(options.path + suffix, file + suffix);
    }
    renameSync(`${options.path}.new`, options.path);
    return { db: openMigrated(options), setAside: { file, saved } };
  }
}

function isEmptied(path: string): boolean {
  return existsSync(path) && statSync(path).size === 0;
}

function openMigrated(options: DurableOptions): Database {
  const db = openDatabase({ ...options, synchronous: 'FULL' });
  try {
    // It is small, and every page's seal is checked as it is read.
    const verdict = db.all<{ quick_check: string }>(sql`PRAGMA quick_check`);
    if (verdict[0]?.quick_check !== 'ok') throw new DamagedDatabase(options.path, verdict);
    const version = db.first<{ user_version: number }>(sql`PRAGMA user_version`)?.user_version ?? 0;
    if (version > MIGRATIONS.length) throw new Failure('conflict', NEWER);
    MIGRATIONS.slice(version).forEach((migration, index) => {
      db.transaction(() => {
        db.script(migration);
        db.script(`PRAGMA user_version = ${version + index + 1}`);
      });
    });
    dropUnfinished(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
