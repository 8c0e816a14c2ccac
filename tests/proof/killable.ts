import { runProgram, type RunningProgram } from '#tests/support/running-program';

interface Options {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** How the line begins that it says when it is ready. */
  readonly ready: string;
}

/** One of our programs, killed and started again at any moment on the same folder. */
export interface Killable {
  /** What follows the ready line's beginning. Rejects where it is killed, or fails, before it says it. */
  readonly start: () => Promise<string>;
  /** `kill -9`, whatever it is doing. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP: it is there and does nothing, as a machine that swaps or a laptop that is closed. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** SIGTERM; the exit code. */
  readonly end: () => Promise<number | null>;
  readonly kills: () => number;
  /** All it said since its first start, for who looks for the reason of a failure. */
  readonly said: () => readonly string[];
}

export function createKillable({ file, args, env, ready }: Options): Killable {
  const runs: RunningProgram[] = [];
  const state = { kills: 0 };
  return {
    async start() {
      const program = runProgram(file, args, { env });
      runs.push(program);
      return (await program.line(ready)).slice(ready.length).trim();
    },
    async kill() {
      state.kills += 1;
      await runs.at(-1)?.stop('SIGKILL');
    },
    freeze: () => void runs.at(-1)?.stop('SIGSTOP'),
    thaw: () => void runs.at(-1)?.stop('SIGCONT'),
    end: () => runs.at(-1)?.stop('SIGTERM') ?? Promise.resolve(null),
    kills: () => state.kills,
    said: () => runs.flatMap(({ said }) => said),
  };
}
