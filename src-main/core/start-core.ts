import { randomBytes } from 'node:crypto';
import { createIds } from '#shared/domain/ids';
import { openCacheInWorkers } from './cache/open-cache.ts';
import type { DeskConfig } from './config.ts';
import { createDeskCore, type DeskCore } from './create-desk-core.ts';
import { goThroughProxyOf } from './sync/hub-agent.ts';
import { lockFolder } from './folder-lock.ts';
import { openVault } from './key-vault.ts';
import type { Log } from './log.ts';
import { systemClock } from './system-clock.ts';

export interface StartOptions {
  /** Its data folder is there: `openLog` has made it. */
  readonly config: DeskConfig;
  /** The key from the system's vault; null: a key file is made. */
  readonly sealKey: Buffer | null;
  readonly isKeyFile: boolean;
  readonly log: Log;
}

/** The core on the real machine: its clock, its chance, its files, which it holds for itself alone. */
export async function startCore({ config, sealKey, isKeyFile, log }: StartOptions): Promise<DeskCore> {
  const { dataFolder, hubUrls } = config;
  const release = lockFolder(dataFolder);
  goThroughProxyOf(process.env);
  const core = await createDeskCore({
    hubUrls,
    dataFolder,
    clock: systemClock,
    steady: () => performance.now(),
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
