import { Signal } from '#shared/domain/signal';
import type { Notices } from '#hub/log/notices';

/** Lossy news between the two kinds of sockets, desks and widgets, on every hub: never stored, never repeated (design rule 7). */
export interface Signals {
  send(signal: Signal): void;
  on(listener: (signal: Signal) => void): () => void;
}

const TOPIC = 'signal';

export function createSignals(notices: Notices): Signals {
  return {
    send: (signal) => notices.tell(TOPIC, signal),
    on: (listener) =>
      notices.on(TOPIC, (payload) => {
        // Another hub may be newer.
        const signal = Signal.safeParse(payload);
        if (signal.success) listener(signal.data);
      }),
  };
}
