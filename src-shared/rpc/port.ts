import * as z from 'zod';
import { FailureBody } from './failure.ts';

/** All that travels over a wire. `contract` lets several contracts share one wire. */
export const Frame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), contract: z.string(), id: z.number().int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('result'), contract: z.string(), id: z.number().int(), output: z.unknown() }),
  z.object({ kind: z.literal('failure'), contract: z.string(), id: z.number().int(), failure: FailureBody }),
  z.object({ kind: z.literal('event'), contract: z.string(), name: z.string(), payload: z.unknown() }),
]);
export type Frame = z.infer<typeof Frame>;

/** All that a wire has to do. Frames arrive in the order they were sent. */
export interface Port {
  send(frame: Frame): void;
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Called once when the wire is gone for good; at once if it already is. */
  onClose(listener: () => void): () => void;
}

/** Two ends of a wire inside one process; `close` cuts it. Frames are cloned as JSON so that no reference leaks across. */
export function memoryPorts(): { readonly a: Port; readonly b: Port; close(): void } {
  const a = createEnd();
  const b = createEnd();
  return {
    a: portTo(a, b),
    b: portTo(b, a),
    close() {
      a.close();
      b.close();
    },
  };
}

interface End {
  readonly listeners: Set<(frame: Frame) => void>;
  readonly closers: Set<() => void>;
  closed: boolean;
  close(): void;
}

function createEnd(): End {
  const end: End = {
    listeners: new Set(),
    closers: new Set(),
    closed: false,
    close() {
      if (end.closed) return;
      end.closed = true;
      for (const closer of end.closers) closer();
    },
  };
  return end;
}

function portTo(own: End, other: End): Port {
  return {
    send(frame) {
      if (own.closed) return;
      const copy = Frame.parse(JSON.parse(JSON.stringify(frame)));
      void Promise.resolve().then(() => {
        if (!other.closed) for (const listener of other.listeners) listener(copy);
      });
    },
    onFrame(listener) {
      own.listeners.add(listener);
      return () => own.listeners.delete(listener);
    },
    onClose(listener) {
      if (own.closed) listener();
      own.closers.add(listener);
      return () => own.closers.delete(listener);
    },
  };
}
