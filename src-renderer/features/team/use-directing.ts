import { useRef, useState } from 'react';
import type { CommandBody } from '#shared/commands/index';
import type { Interaction } from '#shared/domain/interaction';
import type { FailureBody } from '#shared/rpc/failure';
import { useOutcome } from './use-outcome.ts';

export interface Job {
  readonly interaction: Interaction;
  /** One after the other; the first that is refused ends it. */
  readonly steps: readonly CommandBody[];
}

export interface Refused {
  readonly interaction: Interaction;
  readonly failure: FailureBody;
}

export interface Progress {
  readonly total: number;
  readonly done: readonly Interaction[];
  readonly refused: readonly Refused[];
  readonly isRunning: boolean;
}

export interface Directing {
  /** Null before the first run. */
  readonly progress: Progress | null;
  run(jobs: readonly Job[]): Promise<void>;
  /** After the one that is under way. */
  stop(): void;
}

/** Many pieces of work, one after the other, with what became of each. */
export function useDirecting(): Directing {
  const outcome = useOutcome();
  const [progress, setProgress] = useState<Progress | null>(null);
  const isStopped = useRef(false);

  async function refusalOf(steps: readonly CommandBody[]): Promise<FailureBody | null> {
    for (const step of steps) {
      const failure = await outcome(step);
      if (failure !== null) return failure;
    }
    return null;
  }

  return {
    progress,
    async run(jobs) {
      isStopped.current = false;
      const done: Interaction[] = [];
      const refused: Refused[] = [];
      const tell = (isRunning: boolean): void => setProgress({ total: jobs.length, done: [...done], refused: [...refused], isRunning });
      tell(true);
      for (const { interaction, steps } of jobs) {
        if (isStopped.current) break;
        const failure = await refusalOf(steps);
        if (failure === null) done.push(interaction);
        else refused.push({ interaction, failure });
        tell(true);
      }
      tell(false);
    },
    stop() {
      isStopped.current = true;
    },
  };
}
