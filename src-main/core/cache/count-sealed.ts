import { existsSync } from 'node:fs';
import type { LostWork } from '#shared/contracts/wipe';
import type { Log } from '../log.ts';
import { cachePaths } from './cache-files.ts';
import { openDatabase } from './open-database.ts';
import { unsentHere } from './unsent-rows.ts';

/** What was not sent of somebody who is not signed in, read without opening a desk; null: there is no file, or it cannot be read. */
export function countSealed({ folder, key }: { readonly folder: string; readonly key: string }, log: Log): Promise<LostWork | null> {
  const { durable } = cachePaths(folder);
  if (!existsSync(durable)) return Promise.resolve(null);
  try {
    const db = openDatabase({ path: durable, key, synchronous: 'FULL', onSlowQuery: () => {} });
    try {
      return Promise.resolve(unsentHere(db).lost);
    } finally {
      db.close();
    }
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'what was not sent cannot be counted');
    return Promise.resolve(null);
  }
}
