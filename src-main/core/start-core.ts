import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createIds } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { openCacheInWorkers } from './cache/open-cache.ts';
import type { DeskConfig } from './config.ts';
import { createDeskCore, type DeskCore } from './create-desk-core.ts';
import { lockFolder } from './folder-lock.ts';
import { openVault } from './key-vault.ts';
import type { Log } from './log.ts';
import { systemClock } from './system-clock.ts';

export interface StartOptions {
  readonly config: DeskConfig;
  /** The key from the system's vault; null: a key file is made. */
  readonly sealKey: Buffer | null;
  readonly isKeyFile: boolean;
  readonly log: Log;
}

/** The core on the real machine: its clock, its chance, its files, which it holds for itself alone. */
export async function startCore({ config, sealKey, isKeyFile, log }: StartOptions): Promise<DeskCore> {
  const { dataFolder, hubUrls } = config;
  makeFolder(dataFolder);
  const release = lockFolder(dataFolder);
  const core = await createDeskCore({
    hubUrls,
    dataFolder,
    clock: systemClock,
    ids: createIds(() => systemClock.now(), randomBytes),
    random: Math.random,
    vault: await openVault({ folder: dataFolder, sealKey, isKeyFile, log }),
    log,
    openCache: openCacheInWorkers,
  });
  return {
    ...core,
    async close() {
      await core.close();
      release();
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure('denied', `the data folder ${folder} cannot be made: choose another with --data`, { cause: error });
  }
}
