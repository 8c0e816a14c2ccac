import type { Clock } from '#shared/domain/clock';

export const MINUTE_MS = 60_000;

/** Runs with the number of the minute, from the first on; answers how to stop. */
export function eachMinute(clock: Clock, run: (minute: number) => void): () => void {
  const timer = { stop: (): void => {} };
  const next = (minute: number): void => {
    timer.stop = clock.setTimer(MINUTE_MS, () => {
      next(minute + 1);
      run(minute);
    });
  };
  next(1);
  return () => timer.stop();
}
