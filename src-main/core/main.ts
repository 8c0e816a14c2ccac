// The core as a process of its own, started by a shell that has a window: Electron, or `npm run dev`.
import { Failure } from '#shared/rpc/failure';
import { parseDeskConfig } from './config.ts';
import type { DeskCore } from './create-desk-core.ts';
import { openLog } from './open-log.ts';
import { linkShell } from './shell-link.ts';
import { startCore } from './start-core.ts';

const state: { core: Promise<DeskCore> | null } = { core: null };

const tell = linkShell({
  onStart(vaultKey, isKeyFile) {
    state.core ??= start(vaultKey === null ? null : Buffer.from(vaultKey, 'base64'), isKeyFile);
    state.core.then(() => tell({ is: 'ready' }), fail);
  },
  onPage(port) {
    withCore((core) => core.connect(port));
  },
  onWake: () => withCore((core) => core.wake()),
  onStop: () => void stop(),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

async function start(sealKey: Buffer | null, isKeyFile: boolean): Promise<DeskCore> {
  const config = parseDeskConfig(process.argv.slice(2), process.env);
  return startCore({ config, sealKey, isKeyFile, log: openLog(config) });
}

function withCore(use: (core: DeskCore) => void): void {
  // Why it could not start has been said.
  state.core?.then(use, () => undefined);
}

async function stop(): Promise<void> {
  // One that could not start has said so.
  await state.core?.then((core) => core.close()).catch(() => undefined);
  process.exit();
}

/** A Failure is one line for a person. Anything else is a fault of ours, and ends the process as such. */
function fail(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
  tell({ is: 'failed', message: error.message });
  process.exitCode = 1;
}
