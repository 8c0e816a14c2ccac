import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '#hub/simulator/random';
import { Failure } from '#shared/rpc/failure';
import type { Desk } from './desk.ts';
import type { DeskWindow } from './desk-window.ts';
import { pause } from './pause.ts';

/** Something that is done again and again, with a pause of between so and so many milliseconds. */
export interface Work {
  readonly act: () => Promise<void>;
  readonly pace: readonly [number, number];
}

export interface Traffic {
  /** Rejects where somebody met what should not be; else it ends with the traffic. */
  readonly failed: Promise<void>;
  /** Everybody finishes what they are at. */
  stop(): Promise<void>;
}

/** Whoever waits for an answer that never comes is the failure that is looked for. */
const FINISHED_WITHIN_MS = 90_000;

export function keepWorking(works: readonly Work[], random: Random): Traffic {
  const state = { isOver: false };
  const keepAt = async ({ act, pace }: Work): Promise<void> => {
    while (!state.isOver) {
      await act();
      await pause(random.between(...pace));
    }
  };
  const all = Promise.all(works.map(keepAt)).then(() => undefined);
  return {
    failed: all,
    async stop() {
      state.isOver = true;
      const late = sleep(FINISHED_WITHIN_MS, undefined, { ref: false }).then(() => {
        throw new Error(`somebody was still at it ${FINISHED_WITHIN_MS} ms after the end of the traffic`);
      });
      await Promise.race([all, late]);
      late.catch(() => undefined);
    },
  };
}

/** What a hand does while the core lives; killed in the middle of it, it does something else next time. */
export function atDesk(desk: Desk, act: (window: DeskWindow) => Promise<void>): () => Promise<void> {
  return async () => {
    const window = desk.window();
    if (window?.isOpen() === true) await act(window).catch(ignoreLostCore);
  };
}

/** The core was killed in the middle, or what was parked went by itself. */
function ignoreLostCore(error: unknown): void {
  const isExpected = error instanceof Failure && ['offline', 'not_found', 'conflict'].includes(error.code);
  if (!isExpected) throw error;
}
