import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a process is given to end by itself: hub and desk promise five seconds. */
const END_WITHIN_MS = 6_000;

export interface Started {
  /** What follows this text in the first line that begins with it; null if the process ends without saying it. */
  waitFor(beginning: string): Promise<string | null>;
  readonly ended: Promise<number | null>;
  end(): Promise<void>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Node's own options, such as --watch. */
  readonly nodeOptions?: readonly string[];
  /** Whether what it says is shown here too. */
  readonly isShown: boolean;
}

/** One of our programs, on the Node that runs this. What it says on stderr is always shown: there it says why it cannot go on. */
export function startNode(
  program: string,
  args: readonly string[],
  { env = process.env, nodeOptions = [], isShown }: StartOptions,
): Started {
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (isShown) console.log(line);
  });
  const ended = new Promise<number | null>((onEnd) => child.once('close', onEnd));
  return {
    waitFor(beginning) {
      const said = new Promise<string>((onSaid) => {
        lines.on('line', (line) => {
          if (line.startsWith(beginning)) onSaid(line.slice(beginning.length).trim());
        });
      });
      return Promise.race([said, ended.then(() => null)]);
    },
    ended,
    end: () => end(child, ended),
  };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
