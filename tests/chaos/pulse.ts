/** Knows when the whole simulated world stands still, so that the next step starts from the same place in every run. */
export interface Pulse {
  /** Something happened just now. */
  beat(): void;
  /** Work that has begun and will end by itself, though perhaps in another thread. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
  /** Until nothing is open and nothing has stirred for a few turns of the event loop. */
  still(): Promise<void>;
}

/** A chain of promises may pass through setImmediate this often without a sign of life. */
const QUIET_TURNS = 3;
/** Real time: whoever is not still by then never will be. */
const PATIENCE_MS = 20_000;

export function createPulse(): Pulse {
  const open = new Map<string, number>();
  let beats = 0;
  let working = 0;
  const count = (what: string, by: number): void => {
    working += by;
    beats += 1;
    open.set(what, (open.get(what) ?? 0) + by);
  };
  return {
    beat() {
      beats += 1;
    },
    async during(what, work) {
      count(what, 1);
      try {
        return await work;
      } finally {
        count(what, -1);
      }
    },
    async still() {
      const startedAt = performance.now();
      for (let quiet = 0; quiet < QUIET_TURNS;) {
        const before = beats;
        await new Promise((resolve) => setImmediate(resolve));
        quiet = working > 0 || beats !== before ? 0 : quiet + 1;
        if (performance.now() - startedAt > PATIENCE_MS) {
          const names = [...open].filter(([, times]) => times > 0).map(([what]) => what);
          throw new Error(`the world does not come to rest; open: ${names.join(', ')}`);
        }
      }
    },
  };
}
