import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '#tests/support/running-program';

/** What a bench has opened; closed in the opposite order, whatever happened. */
export interface Opened {
  readonly later: (close: () => Promise<unknown>) => void;
  readonly folder: (name: string) => Promise<string>;
  /** Starts a program and answers what follows `beginning` in its ready line. */
  readonly program: (file: string, args: readonly string[], beginning: string, env?: NodeJS.ProcessEnv) => Promise<string>;
}

export async function withOpened<T>(run: (opened: Opened) => Promise<T>): Promise<T> {
  const closers: (() => Promise<unknown>)[] = [];
  const later: Opened['later'] = (close) => void closers.push(close);
  const opened: Opened = {
    later,
    async folder(name) {
      const path = await mkdtemp(join(tmpdir(), `madoguchi-bench-${name}-`));
      later(() => rm(path, { recursive: true, force: true }));
      return path;
    },
    async program(file, args, beginning, env) {
      const program = runProgram(file, args, { env: { ...env } });
      later(() => program.stop());
      return (await program.line(beginning)).slice(beginning.length).trim();
    },
  };
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void closeAll().finally(() => process.exit(1)));
  try {
    return await run(opened);
  } finally {
    await closeAll();
  }
}
