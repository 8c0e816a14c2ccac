import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DeskConfig } from '#core/config';

/** `ended`: it ran, or said itself why it did not. `broken`: it died before there was a window. */
export type ElectronRun = { readonly is: 'ended'; readonly code: number } | { readonly is: 'broken' };

const ENDED_WITH_A_REASON = [0, 1];

/** Runs the window until it is closed, and passes on what it says. */
export function runElectron(binary: string, root: string, { dataFolder, hubUrls }: DeskConfig): Promise<ElectronRun> {
  const child = spawn(binary, [root, '--data', dataFolder, '--hub', hubUrls.join(',')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Terminals inside Electron apps set it, and it would make a plain Node of this one.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  const state = { isReady: false };
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('desk ready')) state.isReady = true;
    process.stdout.write(`${line}\n`);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', () => resolve({ is: 'broken' }));
    child.once('exit', (code) => {
      const isReasoned = state.isReady || ENDED_WITH_A_REASON.includes(code ?? -1);
      resolve(isReasoned ? { is: 'ended', code: code ?? 0 } : { is: 'broken' });
    });
  });
}
