import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '#shared/rpc/failure';
import { openArchive, type Archive } from '#hub/backup/read-archive';
import { isEmpty, refuseNewer, restoreBackup } from '#hub/backup/restore-backup';
import { parseConfig } from '#hub/config';
import type { Db } from '#hub/db/db';
import { lockFolder } from '#hub/db/folder-lock';
import { openPgliteAt, STORE_FOLDER } from '#hub/db/open-pglite';
import { openStore } from '#hub/db/open-store';
import type { Io } from './io.ts';
import { askPassphrase } from './passphrase.ts';

/** madoguchi restore FILE: into an empty folder or database, whole or not at all. */
export async function restore(args: readonly string[], io: Io): Promise<number> {
  const { file, data } = parseOptions(args);
  const config = parseConfig(data === undefined ? [] : ['--data', data], io.env);
  const archive = await openArchive(file, () => askPassphrase(io));
  await refuseNewer(archive);
  const { rows } = await (config.databaseUrl === null ? intoFolder(config.dataFolder, archive) : intoDatabase());
  io.say(`restored ${rows} rows of ${archive.header.madeAt} into ${config.databaseUrl === null ? config.dataFolder : 'the database'}`);
  io.say('Everybody signs in again. What had not been sent when the backup was made is shown as "perhaps sent", and an agent decides.');
  return 0;

  async function intoDatabase(): Promise<{ rows: number }> {
    const db = await openStore(config, () => undefined);
    return closing(db, async () => {
      if (!(await isEmpty(db))) throw new Failure('conflict', 'the database of DATABASE_URL is not empty: make a new one and name that');
      return restoreBackup(db, archive);
    });
  }
}

async function intoFolder(dataFolder: string, archive: Archive): Promise<{ rows: number }> {
  const unlock = await lockFolder(dataFolder);
  try {
    const store = path.join(dataFolder, STORE_FOLDER);
    const there = await readdir(store).catch(() => []);
    if (there.length > 0) throw new Failure('conflict', `${dataFolder} is not empty: choose another folder with --data DIR`);
    // Beside its place until it is whole: a machine that goes down in between leaves no half of a centre.
    const half = `${store}.restoring`;
    await rm(half, { recursive: true, force: true });
    const db = await openPgliteAt(half);
    try {
      const restored = await closing(db, () => restoreBackup(db, archive));
      await rm(store, { recursive: true, force: true });
      await rename(half, store);
      return restored;
    } catch (error) {
      await rm(half, { recursive: true, force: true });
      throw error;
    }
  } finally {
    await unlock();
  }
}

async function closing<T>(db: Db, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    await db.close();
  }
}

function parseOptions(args: readonly string[]): { file: string; data?: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { data: { type: 'string' } } });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error('one file');
    return { file: path.resolve(file), ...values };
  } catch (cause) {
    throw new Failure('invalid', 'say which backup: madoguchi restore FILE [--data DIR]', { cause });
  }
}
