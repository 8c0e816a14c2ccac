import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { rowsOf, tablesToKeep, type Table } from './tables.ts';
import { writeArchive, type ArchiveWriter } from './write-archive.ts';

interface NewBackup {
  readonly db: Db;
  readonly file: string;
  readonly madeAt: string;
  /** Null: not encrypted, readable by the file's owner only. */
  readonly passphrase: string | null;
}

export interface BackupMade {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Rows of these are written once and never changed, and they are most of a store. They are read after the snapshot, up to where the
 * log stood in it, so that the embedded database, which has one connection, is held only while the small rest is read.
 */
const NEVER_CHANGED = new Set(['event_envelope', 'event_body', 'blob_chunk']);
const PAGE = 500;
/** A chunk of a file is a quarter of a megabyte. */
const PAGE_OF_FILES = 8;

/** A whole store in one file, as it stood at one moment, while the hub goes on working. */
export async function writeBackup({ db, file, madeAt, passphrase }: NewBackup): Promise<BackupMade> {
  const migrations = await db.all<{ name: string }>(sql`SELECT name FROM migration ORDER BY name`);
  const made = await writeArchive({
    file,
    madeAt,
    migrations: migrations.map(({ name }) => name),
    passphrase,
    async fill(writer) {
      const tables = await tablesToKeep(db);
      const head = await db.transaction(async (tx) => {
        await tx.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        for (const table of tables) if (!NEVER_CHANGED.has(table.name)) await copy(tx, table, writer);
        const [log] = await tx.all<{ head: number }>(sql`SELECT head FROM log_state`);
        return log?.head ?? 0;
      });
      for (const table of tables) if (NEVER_CHANGED.has(table.name)) await copy(db, table, writer, head);
    },
  });
  return { file, ...made };
}

async function copy(db: Db, table: Table, writer: ArchiveWriter, head?: number): Promise<void> {
  await writer.table({ table: table.name, columns: [...table.columns] });
  // A file that came after the snapshot is passed over by whoever restores: its `blob` row is not there.
  const where = head !== undefined && table.columns.includes('seq') ? sql`seq <= ${head}` : sql`true`;
  const page = table.name === 'blob_chunk' ? PAGE_OF_FILES : PAGE;
  for await (const row of rowsOf(db, table, { where, page })) await writer.row(row);
}
