import type { Clock } from '#shared/domain/clock';

const SECOND_MS = 1_000;

/** One timer for every running clock on the screen, so that they all turn at the same moment. */
export interface Ticker {
  /** The current second, as milliseconds since 1970. */
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createTicker(clock: Clock): Ticker {
  const listeners = new Set<() => void>();
  const state = { now: clock.now(), cancel: null as (() => void) | null };
  const tick = (): void => {
    state.now = clock.now();
    state.cancel = clock.setTimer(SECOND_MS - (state.now % SECOND_MS), tick);
    for (const listener of listeners) listener();
  };
  return {
    now: () => (state.cancel === null ? roundToSecond(clock.now()) : roundToSecond(state.now)),
    subscribe(listener) {
      listeners.add(listener);
      if (state.cancel === null) {
        state.now = clock.now();
        state.cancel = clock.setTimer(SECOND_MS - (state.now % SECOND_MS), tick);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        state.cancel?.();
        state.cancel = null;
      };
    },
  };
}

/** Whole seconds: the same answer all through one rendering. */
function roundToSecond(milliseconds: number): number {
  return Math.floor(milliseconds / SECOND_MS) * SECOND_MS;
}
