import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { CHUNK_SIZE } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import { knownMigrations, migrate, runMigrations } from '#hub/db/migrate';
import type { TableLine } from './archive-format.ts';
import type { Archive } from './read-archive.ts';

/** Bytes of JSON in one statement. */
const BATCH = 1024 * 1024;
const PUT_BACK = 'put back from a backup';

/** Whether a database holds nothing at all yet. */
export async function isEmpty(db: Db): Promise<boolean> {
  const tables = await db.all(sql`SELECT FROM pg_tables WHERE schemaname = current_schema() LIMIT 1`);
  return tables.length === 0;
}

/** What this program does not know cannot be restored by it. */
export async function refuseNewer({ header }: Archive): Promise<void> {
  const known = new Set(await knownMigrations());
  const unknown = header.migrations.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new Failure('conflict', `this backup is of a newer Madoguchi (it has ${unknown}): restore it with that version or a newer one`);
}

/**
 * Fills an empty database, all of it or nothing: its tables as they were when the backup was made, the rows, then what has changed
 * in tables since. The store's mark is nobody's, so the first hub that opens it begins a new epoch and sets aside what was unsent.
 */
export async function restoreBackup(db: Db, archive: Archive): Promise<{ readonly rows: number }> {
  await refuseNewer(archive);
  return db.transaction(async (tx) => {
    if (!(await isEmpty(tx))) throw new Failure('conflict', 'the database is not empty');
    await runMigrations(tx, archive.header.migrations);
    await emptyAll(tx);
    const rows = await load(tx, archive);
    await tx.all(sql`UPDATE log_state SET mark = ${PUT_BACK}`);
    await migrate(tx);
    await cutUploads(tx);
    return { rows };
  });
}

/** A file that was still coming in while the backup was made: pieces were seen that it did not have yet in the snapshot. */
async function cutUploads(tx: Db): Promise<void> {
  await tx.all(
    sql`DELETE FROM blob_chunk USING upload WHERE upload.blob_id = blob_chunk.blob_id AND position * ${CHUNK_SIZE}::bigint >= received`,
  );
}

/** Some migrations bring rows of their own; the backup has them too. */
async function emptyAll(tx: Db): Promise<void> {
  const tables = await tx.all<{ name: string }>(
    sql`SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'migration'`,
  );
  await tx.all(sql`TRUNCATE ${sql.join(tables.map(({ name }) => sql.id(name)))}`);
}

async function load(tx: Db, archive: Archive): Promise<number> {
  let rows = 0;
  let table: TableLine | undefined;
  let batch: string[] = [];
  let size = 0;
  const put = async (): Promise<void> => {
    if (table !== undefined && batch.length > 0) await insert(tx, table, batch);
    rows += batch.length;
    batch = [];
    size = 0;
  };
  for await (const line of archive.lines()) {
    if (line.is === 'table') {
      await put();
      table = line.line;
      continue;
    }
    batch.push(line.json);
    size += line.json.length;
    if (size >= BATCH) await put();
  }
  await put();
  return rows;
}

async function insert(tx: Db, { table, columns }: TableLine, rows: readonly string[]): Promise<void> {
  const name = sql.id(table);
  const list = sql.join(columns.map((column) => sql.id(column)));
  // A file that came while the backup was made: its chunks were seen, and it was not.
  const where = table === 'blob_chunk' ? sql`WHERE EXISTS (SELECT FROM blob WHERE blob.id = blob_id)` : sql``;
  await tx.all(sql`INSERT INTO ${name} (${list})
    SELECT ${list} FROM json_populate_recordset(NULL::${name}, ${`[${rows.join(',')}]`}::text::json) ${where}`);
}
