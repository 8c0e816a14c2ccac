export interface Stopper {
  add(end: () => unknown): void;
  all(): Promise<void>;
  /** Somebody has pressed Ctrl-C. */
  isAsked(): boolean;
}

/** Ctrl-C and SIGTERM end everything that was started. */
export function createStopper(): Stopper {
  const ends: (() => unknown)[] = [];
  const state = { isAsked: false };
  const all = async (): Promise<void> => {
    await Promise.all(ends.map((end) => end()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (state.isAsked) return;
      state.isAsked = true;
      void all().then(() => process.exit());
    });
  }
  return { add: (end) => void ends.push(end), all, isAsked: () => state.isAsked };
}
