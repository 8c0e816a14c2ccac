import type { Clock } from '#shared/domain/clock';

export const MINUTE_MS = 60_000;

/**
 * Runs with the number of the minute, from the first on; answers how to stop. Minutes that pass while a run has not ended are not
 * made up for: gone through at once, each would be taken for a minute of its own.
 */
export function eachMinute(clock: Clock, run: (minute: number) => Promise<void>): () => void {
  const state = { stop: (): void => {}, isRunning: false };
  const next = (minute: number): void => {
    state.stop = clock.setTimer(MINUTE_MS, () => {
      next(minute + 1);
      if (state.isRunning) return;
      state.isRunning = true;
      void run(minute).finally(() => {
        state.isRunning = false;
      });
    });
  };
  next(1);
  return () => state.stop();
}
