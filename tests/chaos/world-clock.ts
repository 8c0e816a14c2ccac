import type { Clock } from '#shared/domain/clock';
import type { Pulse } from './pulse.ts';

/** The only time there is. */
export interface WorldClock extends Clock {
  /** Everything that falls due on the way happens in its order, each thing to its end. */
  advance(ms: number): Promise<void>;
  /** All sleep: the time is another at once, and whatever fell due meanwhile happens now. */
  leap(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export function createWorldClock(startsAt: number, pulse: Pulse): WorldClock {
  const timers = new Set<Timer>();
  let now = startsAt;
  let order = 0;

  function nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.at > until) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  async function runUntil(until: number): Promise<void> {
    for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
      timers.delete(timer);
      now = Math.max(now, timer.at);
      timer.run();
      await pulse.still();
    }
  }

  return {
    now: () => now,
    setTimer(ms, run) {
      order += 1;
      const timer = { at: now + Math.max(0, ms), order, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await runUntil(until);
      now = until;
    },
    async leap(ms) {
      now += ms;
      // What these set anew is not due yet.
      await runUntil(now);
    },
  };
}
