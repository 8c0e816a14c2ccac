import { randomBytes } from 'node:crypto';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

/** Where the log stood when it was last looked at. */
export interface LogState {
  epoch: string;
  head: number;
}

/**
 * Reads the epoch, or gives the first one. The store's mark tells whether this is still the store that the epoch was given to: a
 * dump that was read back, a cluster recovered to a point in time, a folder copied from a backup have another mark, and with it
 * begins a new epoch, so that no desk goes on from a cursor of the future that never was. (A disk set back bit by bit has the same
 * mark: the hub notices a head below the one it knew, desks are told when their cursor is above head, and `newEpoch` says it by hand.)
 */
export async function openEpoch(db: Db): Promise<LogState> {
  const mark = await db.mark();
  const state = await db.transaction(async (tx) => {
    await tx.all(sql`INSERT INTO log_state (epoch, mark) VALUES (${freshEpoch()}, ${mark}) ON CONFLICT DO NOTHING`);
    await tx.all(sql`UPDATE log_state SET epoch = ${freshEpoch()}, mark = ${mark}, has_doubtful_unsent = true WHERE mark <> ${mark}`);
    return readLogState(tx);
  });
  return { ...state };
}

export async function renewEpoch(db: Db): Promise<void> {
  await db.all(sql`UPDATE log_state SET epoch = ${freshEpoch()}, mark = ${await db.mark()}, has_doubtful_unsent = true`);
}

export async function readLogState(db: Db): Promise<LogState> {
  const [row] = await db.all<LogState>(sql`SELECT epoch, head FROM log_state`);
  if (row === undefined) throw new Error('the log was never opened: log_state is empty');
  return row;
}

function freshEpoch(): string {
  return randomBytes(16).toString('hex');
}
