import { readdir, readFile } from 'node:fs/promises';
import { sql } from '#shared/sql';
import type { Db } from './db.ts';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const NAME = /^\d{4}-[a-z0-9-]+\.sql$/;
/** Any number that nothing else locks; several hubs may start at once. */
const MIGRATION_LOCK = 7_046_030_001;

/** Runs each numbered file once, in order, all or none. */
export async function migrate(db: Db, folder: URL = MIGRATIONS): Promise<readonly string[]> {
  return db.transaction(async (tx) => {
    await tx.all(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    await tx.script('CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())');
    const due = await dueMigrations(tx, folder);
    for (const name of due) {
      await tx.script(await readFile(new URL(name, folder), 'utf8'));
      await tx.all(sql`INSERT INTO migration (name) VALUES (${name})`);
    }
    return due;
  });
}

/** What this program knows and the database has not seen. */
export async function dueMigrations(db: Db, folder: URL = MIGRATIONS): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((name) => NAME.test(name)).toSorted();
  const done = new Set((await db.all<{ name: string }>(sql`SELECT name FROM migration`)).map(({ name }) => name));
  return files.filter((name) => !done.has(name));
}
