import type { Clock } from '#shared/domain/clock';

export interface FakeClock extends Clock {
  /** Moves time on, running every timer that falls due at its own moment, in order. */
  advance(ms: number): Promise<void>;
}

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when the test says so. */
export function createFakeClock(start: string | number = '2026-11-20T01:00:00.000Z'): FakeClock {
  const pending = new Set<Pending>();
  let now = typeof start === 'number' ? start : Date.parse(start);
  let order = 0;
  const nextDue = (until: number): Pending | undefined =>
    [...pending].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => now,
    setTimer(ms, run) {
      order += 1;
      const timer = { at: now + Math.max(0, ms), order, run };
      pending.add(timer);
      return () => pending.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        pending.delete(timer);
        now = timer.at;
        timer.run();
        // What the timer started may set the next one.
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = until;
    },
  };
}
