// The core as a process of its own, started by a shell that has a window: Electron, or `npm run dev`.
import { Failure } from '#shared/rpc/failure';
import { parseDeskConfig } from './config.ts';
import type { DeskCore } from './create-desk-core.ts';
import { openLog } from './open-log.ts';
import { linkShell } from './shell-link.ts';
import { startCore } from './start-core.ts';

const state: { starting: Promise<void> | null; core: DeskCore | null; isStopping: boolean } = {
  starting: null,
  core: null,
  isStopping: false,
};

const tell = linkShell({
  onStart(vaultKey, isKeyFile) {
    state.starting ??= start(vaultKey === null ? null : Buffer.from(vaultKey, 'base64'), isKeyFile).catch(fail);
  },
  // At once, because the page's first frame may be the very next message. No page is opened before `ready`.
  onPage: (port) => state.core?.connect(port),
  onWake: () => state.core?.wake(),
  onStop: () => void stop(),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

async function start(sealKey: Buffer | null, isKeyFile: boolean): Promise<void> {
  const config = parseDeskConfig(process.argv.slice(2), process.env);
  state.core = await startCore({ config, sealKey, isKeyFile, log: openLog(config) });
  tell({ is: 'ready' });
}

async function stop(): Promise<void> {
  // Ctrl-C reaches every process of a terminal, and the shell asks as well.
  if (state.isStopping) return;
  state.isStopping = true;
  await state.starting;
  await state.core?.close();
  process.exit();
}

/** A Failure is one line for a person. Anything else is a fault of ours, and ends the process as such. */
function fail(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
  tell({ is: 'failed', message: error.message });
  process.exitCode = 1;
}
