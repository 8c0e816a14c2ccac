import { readdir, readFile } from 'node:fs/promises';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Db } from './db.ts';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const NAME = /^\d{4}-[a-z0-9-]+\.sql$/;
/** Any number that nothing else locks; several hubs may start at once. */
const MIGRATION_LOCK = 7_046_030_001;
const OWN_TABLE = 'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())';

/** Runs each numbered file once, in order, all or none. A database that a newer program has changed is refused. */
export async function migrate(db: Db, folder: URL = MIGRATIONS): Promise<readonly string[]> {
  return db.transaction(async (tx) => {
    await tx.all(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    await tx.script(OWN_TABLE);
    await refuseNewer(tx, folder);
    const due = await dueMigrations(tx, folder);
    await runMigrations(tx, due, folder);
    return due;
  });
}

/** These files, whatever else there is: for a backup, whose rows are of the tables as they were then. */
export async function runMigrations(tx: Db, names: readonly string[], folder: URL = MIGRATIONS): Promise<void> {
  await tx.script(OWN_TABLE);
  for (const name of names) {
    await tx.script(await readFile(new URL(name, folder), 'utf8'));
    await tx.all(sql`INSERT INTO migration (name) VALUES (${name})`);
  }
}

/** What this program knows and the database has not seen. */
export async function dueMigrations(db: Db, folder: URL = MIGRATIONS): Promise<readonly string[]> {
  const done = new Set(await doneMigrations(db));
  return (await knownMigrations(folder)).filter((name) => !done.has(name));
}

export async function knownMigrations(folder: URL = MIGRATIONS): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => NAME.test(name)).toSorted();
}

/** Whether a program has put its tables here before. */
export async function hasBeenMigrated(db: Db): Promise<boolean> {
  const [found] = await db.all<{ is_there: boolean }>(sql`SELECT to_regclass('migration') IS NOT NULL AS is_there`);
  return found?.is_there === true && (await doneMigrations(db)).length > 0;
}

async function doneMigrations(db: Db): Promise<readonly string[]> {
  return (await db.all<{ name: string }>(sql`SELECT name FROM migration`)).map(({ name }) => name);
}

/** What a newer program did to this database, if one did. */
export async function newerMigration(db: Db, folder: URL = MIGRATIONS): Promise<string | undefined> {
  const known = new Set(await knownMigrations(folder));
  return (await doneMigrations(db)).find((name) => !known.has(name));
}

async function refuseNewer(tx: Db, folder: URL): Promise<void> {
  const unknown = await newerMigration(tx, folder);
  if (unknown === undefined) return;
  throw new Failure(
    'conflict',
    `this data was last used by a newer Madoguchi (it has ${unknown}): start that version or a newer one, or restore an older backup into an empty folder`,
  );
}
