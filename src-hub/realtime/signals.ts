import type { Signal } from '#shared/domain/signal';

/** Lossy news between the two kinds of sockets, desks and widgets: never stored, never repeated (design rule 7). */
export interface Signals {
  send(signal: Signal): void;
  on(listener: (signal: Signal) => void): () => void;
}

/** Within this process; whoever was not listening has missed it. */
export function createSignals(): Signals {
  const listeners = new Set<(signal: Signal) => void>();
  return {
    send(signal) {
      for (const listener of listeners) listener(signal);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
