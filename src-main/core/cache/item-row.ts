import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { putMeta, readMeta } from './replica-tables.ts';

// Rows of messages and notes are numbered by their second, so that the newest are found first without sorting all that match, and a span
// of time is a span of rows. Where a second is taken, a free row near it is used, always a later one: what comes late finds room.

/** Below it are the rows of all other records. */
export const FIRST_ITEM_ROW = 2 ** 24;
const SECOND_0 = Date.UTC(2000) / 1000;
const LAST_SECOND = 2 ** 32;
const SPREADS = [1, 16, 256, 4096, 2 ** 16, 2 ** 20, 2 ** 26];

/** The first row of what happened at this time or later. */
export function rowAt(at: string): number {
  const second = Math.floor(Date.parse(at) / 1000) - SECOND_0;
  return FIRST_ITEM_ROW + Math.min(Math.max(0, second), LAST_SECOND);
}

/** The last row of what happened at this time or before. */
export function lastRowAt(db: Database, at: string): number {
  return rowAt(at) + spreadOf(db);
}

export function spreadOf(db: Database): number {
  return Number(readMeta(db, 'spread') ?? 0);
}

export function freeItemRow(db: Database, id: string, at: string): number {
  const base = rowAt(at);
  const scatter = hashOf(id);
  for (const spread of SPREADS) {
    const row = base + (scatter % spread);
    if (db.first(sql`SELECT 1 FROM record WHERE row = ${row}`) !== undefined) continue;
    if (spread > 1 && spread > spreadOf(db)) putMeta(db, 'spread', String(spread));
    return row;
  }
  throw new Error('no row is free near the time of an item');
}

export function freeRow(db: Database): number {
  const last = db.first<{ row: number | null }>(sql`SELECT max(row) AS row FROM record WHERE row < ${FIRST_ITEM_ROW}`);
  return (last?.row ?? 0) + 1;
}

/** Spreads ids that differ in their last letters only (FNV-1a). */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
