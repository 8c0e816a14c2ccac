import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { postgresText, type Sql } from '#shared/sql';
import type { Db } from './db.ts';
import { lockFolder } from './folder-lock.ts';

export const STORE_FOLDER = 'store';

/** The embedded PostgreSQL in a data folder, held by a lock file: a second process would corrupt it. */
export async function openPgliteFolder(dataFolder: string): Promise<Db> {
  const unlock = await lockFolder(dataFolder);
  try {
    const db = await openPgliteAt(path.join(dataFolder, STORE_FOLDER));
    return {
      ...db,
      async close() {
        await db.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Whether a hub has ever opened this data folder. */
export function hasStore(dataFolder: string): Promise<boolean> {
  return stat(path.join(dataFolder, STORE_FOLDER, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** The store itself, for who holds its folder already. */
export async function openPgliteAt(folder: string): Promise<Db> {
  await mkdir(folder, { recursive: true });
  // A folder that was copied back from a backup is made of new files.
  const mark = async (): Promise<string> => {
    const { ino, birthtimeMs } = await stat(path.join(folder, 'PG_VERSION'));
    return `${ino}:${birthtimeMs}`;
  };
  const pglite = await PGlite.create(folder);
  return overPglite(pglite, mark, () => pglite.close());
}

/** The embedded PostgreSQL in memory, for tests: gone with the process. */
export async function openPgliteMemory(): Promise<Db> {
  const pglite = await PGlite.create('memory://');
  return overPglite(
    pglite,
    () => Promise.resolve('memory'),
    () => pglite.close(),
  );
}

function overPglite(pglite: PGlite, mark: () => Promise<string>, close: () => Promise<void>): Db {
  return {
    ...overConnection(pglite, mark),
    transaction: (run) =>
      pglite.transaction(async (transaction) => {
        const tx: Db = { ...overConnection(transaction, mark), transaction: (inner) => inner(tx) };
        return run(tx);
      }),
    close,
  };
}

function overConnection(connection: PGlite | Transaction, mark: () => Promise<string>): Db {
  return {
    kind: 'pglite',
    async all<T>(statement: Sql): Promise<T[]> {
      return (await connection.query<T>(postgresText(statement), [...statement.params])).rows;
    },
    async script(text) {
      await connection.exec(text);
    },
    mark,
    transaction: () => Promise.reject(new Error('a transaction needs the connection itself')),
    close: () => Promise.resolve(),
  };
}
