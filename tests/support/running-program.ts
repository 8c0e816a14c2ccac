import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');

export interface RunningProgram {
  /** The first line on stdout that begins so. Rejects with all that was said if the program ends without it. */
  line(beginning: string): Promise<string>;
  /** Everything on stdout and stderr, line by line. */
  readonly said: readonly string[];
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface ProgramOptions {
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** One of our programs, as a person starts it. */
export function runProgram(file: string, args: readonly string[], { root = ROOT, env = {} }: ProgramOptions = {}): RunningProgram {
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      for (const tell of waiting) tell(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    said,
    ended,
    line(beginning) {
      const found = said.find((line) => line.startsWith(beginning));
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        waiting.add((line) => {
          if (line.startsWith(beginning)) resolve(line);
        });
        void ended.then((code) => reject(new Error(`ended with ${code} and never said "${beginning}":\n${said.join('\n')}`)));
      });
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
