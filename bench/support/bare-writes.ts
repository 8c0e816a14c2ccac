import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database } from '#core/cache/open-database';
import { sqliteText } from '#shared/sql';

/** Every write of one transaction, as it was given to SQLite. */
export type BareBatch = readonly { readonly text: string; readonly params: readonly unknown[] }[];

/** Passes everything on and keeps what is written. */
export function recordWrites(db: Database): { readonly db: Database; taken(): BareBatch } {
  let batch: { text: string; params: readonly unknown[] }[] = [];
  return {
    db: {
      ...db,
      run(statement) {
        const done = db.run(statement);
        // What changed nothing was no write.
        if (done.changes > 0) batch.push({ text: sqliteText(statement), params: statement.params });
        return done;
      },
    },
    taken() {
      const taken = batch;
      batch = [];
      return taken;
    },
  };
}

export interface BareFile {
  write(batch: BareBatch): void;
  close(): { readonly megabytes: number };
}

/** The same tables without the desk around them: prepared statements, one transaction a batch. `key: null`: not encrypted. */
export function openBareFile(folder: string, key: string | null, createTables: (script: (text: string) => void) => void): BareFile {
  const path = join(folder, key === null ? 'plain.db' : 'sealed.db');
  const db = new Sqlite(path);
  if (key !== null) {
    db.pragma("cipher = 'sqlcipher'");
    db.pragma('legacy = 4');
    db.pragma(`key = "x'${key}'"`);
  }
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('secure_delete = ON');
  createTables((text) => db.exec(text));
  const prepared = new Map<string, Sqlite.Statement<unknown[]>>();
  const statement = (text: string): Sqlite.Statement<unknown[]> => {
    const known = prepared.get(text) ?? db.prepare<unknown[]>(text);
    prepared.set(text, known);
    return known;
  };
  return {
    write(batch) {
      db.transaction(() => {
        for (const { text, params } of batch) statement(text).run(...params);
      }).immediate();
    },
    close() {
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      return { megabytes: statSync(path).size / 1e6 };
    },
  };
}
