import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { HubConfig } from '#hub/config';
import { codeOf, type Db } from './db.ts';
import { openPgliteFolder } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';

/** The store that the settings name, or a Failure that says which of them is wrong. */
export async function openStore(
  { databaseUrl, dataFolder }: Pick<HubConfig, 'databaseUrl' | 'dataFolder'>,
  onConnectionLost: (error: Error) => void,
): Promise<Db> {
  if (databaseUrl === null) return openPgliteFolder(dataFolder);
  const db = openPostgres({ url: databaseUrl, onConnectionLost });
  try {
    await db.all(sql`SELECT 1`);
  } catch (cause) {
    await db.close();
    throw new Failure('offline', `DATABASE_URL: the database cannot be opened (${reasonOf(cause)})`, { cause });
  }
  return db;
}

/** PostgreSQL's own words, which name the database or the person that is wrong, and never a password. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Failure ? error.cause : error;
  return inner instanceof Error && inner.message !== '' ? inner.message : (codeOf(inner) ?? 'unknown reason');
}
