import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sqliteText, type Sql } from '#shared/sql';

/** Told of a statement over SLOW_QUERY_MS: its text without parameters, which may be a customer's words. */
export type OnSlowQuery = (query: { readonly text: string; readonly ms: number }) => void;

export interface Database {
  readonly path: string;
  /** The caller names the columns that its own statement selects. */
  all<T>(statement: Sql): T[];
  first<T>(statement: Sql): T | undefined;
  /** How many rows it changed, and the rowid of the last one inserted. */
  run(statement: Sql): { readonly changes: number; readonly rowid: number };
  script(text: string): void;
  transaction<T>(work: () => T): T;
  /** Writes the log into the file and empties it, so that nothing removed is left beside it. */
  checkpoint(): void;
  close(): void;
}

interface OpenOptions {
  readonly path: string;
  /** 64 hexadecimal digits: the key itself, so no key is derived at each start. */
  readonly key: string;
  readonly isReadOnly?: boolean;
  /** FULL: what is committed survives the power going. NORMAL: it may be lost, but the file stays whole. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly onSlowQuery: OnSlowQuery;
}

const SLOW_QUERY_MS = 40;
const BUSY_TIMEOUT_MS = 5_000;
const OWNER_ONLY = 0o600;

/** An encrypted SQLite file (SQLCipher's format, version 4). Throws DamagedDatabase at once where key or file are wrong. */
export function openDatabase({ path, key, isReadOnly = false, synchronous, onSlowQuery }: OpenOptions): Database {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error('a database key has 64 hexadecimal digits');
  if (!isReadOnly) createOwnerOnly(path);
  const db = new Sqlite(path, { readonly: isReadOnly, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw isDamage(error) ? new DamagedDatabase(path, error) : error;
    }
  };
  try {
    guarded(() => {
      prepareConnection(db, { key, isReadOnly, synchronous });
    });
  } catch (error) {
    db.close();
    throw error;
  }

  const prepared = new Map<string, Sqlite.Statement<unknown[]>>();
  const prepare = (text: string): Sqlite.Statement<unknown[]> => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = db.prepare<unknown[]>(text);
    prepared.set(text, statement);
    return statement;
  };
  const timed = <T>(statement: Sql, run: (prepared: Sqlite.Statement<unknown[]>) => T): T => {
    const text = sqliteText(statement);
    const startedAt = performance.now();
    const result = guarded(() => run(prepare(text)));
    const ms = performance.now() - startedAt;
    if (ms >= SLOW_QUERY_MS) onSlowQuery({ text, ms: Math.round(ms) });
    return result;
  };

  return {
    path,
    // The columns are those of the caller's own statement.
    all: <T>(statement: Sql) => timed(statement, (query) => query.all(...statement.params) as T[]),
    first: <T>(statement: Sql) => timed(statement, (query) => query.get(...statement.params) as T | undefined),
    run: (statement) =>
      timed(statement, (query) => {
        const { changes, lastInsertRowid } = query.run(...statement.params);
        return { changes, rowid: Number(lastInsertRowid) };
      }),
    script: (text) => {
      guarded(() => db.exec(text));
    },
    // A reading connection may not ask for the write lock.
    transaction: (work) => guarded(() => (isReadOnly ? db.transaction(work).deferred() : db.transaction(work).immediate())),
    checkpoint: () => {
      guarded(() => db.pragma('wal_checkpoint(TRUNCATE)'));
    },
    close: () => {
      db.close();
    },
  };
}

function prepareConnection(
  db: Sqlite.Database,
  { key, isReadOnly, synchronous }: Pick<OpenOptions, 'key' | 'isReadOnly' | 'synchronous'>,
): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  db.pragma(`key = "x'${key}'"`);
  // Large sorts spill into memory: a temporary file would hold customers' words in the clear.
  db.pragma('temp_store = MEMORY');
  // The first read proves the key.
  db.prepare('SELECT count(*) FROM sqlite_master').get();
  if (isReadOnly === true) return;
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  // What is deleted is overwritten: a revoked record must not stay readable in a free page.
  db.pragma('secure_delete = ON');
}

const DAMAGE = /^SQLITE_(?:NOTADB|CORRUPT|FORMAT|IOERR_(?:READ|SHORT_READ|DATA|CORRUPTFS|AUTH))/;

/** The file cannot be read: wrong key, cut short, overwritten; as opposed to a fault of ours. */
export class DamagedDatabase extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super('a database file cannot be read: it is damaged, or the key is another', { cause });
    this.name = 'DamagedDatabase';
    this.path = path;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && DAMAGE.test(error.code);
}

/** It can be read, and is not what we made: a table or column is missing. */
export function isForeign(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_ERROR';
}

/** SQLite gives its -wal and -shm files the mode of the file they belong to. */
function createOwnerOnly(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', OWNER_ONLY));
}

export function deleteDatabaseFiles(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Holds a file as only SQLite's own locks do on every system: they end with the process. Null: another holds it. */
export function holdFile(path: string): (() => void) | null {
  createOwnerOnly(path);
  const db = new Sqlite(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return () => {
      db.close();
    };
  } catch (error) {
    db.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
