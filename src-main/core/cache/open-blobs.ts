import { sql } from '#shared/sql';
import { createBlobTables } from './blob-rows.ts';
import { DamagedDatabase, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { deleteDatabaseFiles } from './open-database.ts';

/** Of the tables in blob-rows.ts. Another one, and the file is begun anew: all that is in it can be fetched again. */
const FORMAT = 1;

interface BlobsOptions {
  readonly path: string;
  readonly key: string;
  readonly onSlowQuery: OnSlowQuery;
}

/**
 * The files' own database, encrypted with the agent's key as the others are. Pieces in SQLite, not files in a folder: each page is
 * authenticated, a piece is there whole or not at all whatever is killed when, nothing on the disk has a name, and what is deleted is
 * overwritten. It is disposable: damaged, it is deleted.
 */
export function openBlobs(options: BlobsOptions): Database {
  try {
    const db = openDatabase({ ...options, synchronous: 'NORMAL' });
    const format = db.first<{ user_version: number }>(sql`PRAGMA user_version`)?.user_version;
    if (format === FORMAT) return db;
    const isNew = format === 0 && db.first(sql`SELECT 1 FROM sqlite_master`) === undefined;
    if (isNew) return prepared(db);
    db.close();
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
  }
  deleteDatabaseFiles(options.path);
  return prepared(openDatabase({ ...options, synchronous: 'NORMAL' }));
}

function prepared(db: Database): Database {
  db.transaction(() => {
    createBlobTables(db);
    db.script(`PRAGMA user_version = ${FORMAT}`);
  });
  return db;
}
