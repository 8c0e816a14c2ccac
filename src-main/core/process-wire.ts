import * as z from 'zod';
import { Frame, type Port } from '#shared/rpc/port';

/** What a shell tells a core that runs in a process of its own. The first is `start`. */
export const ToCore = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('start'),
    /** Seals what the core keeps secret: 32 bytes in base64, from the system's vault or from a file. Null: the core makes a key file. */
    vaultKey: z.base64().nullable(),
    isKeyFile: z.boolean(),
  }),
  /** In a utilityProcess a MessagePort comes with it; else the page's frames come and go with its number. */
  z.object({ is: z.literal('page_opened'), page: z.number().int() }),
  z.object({ is: z.literal('page_frame'), page: z.number().int(), frame: Frame }),
  z.object({ is: z.literal('page_closed'), page: z.number().int() }),
  /** The machine woke up. */
  z.object({ is: z.literal('wake') }),
  z.object({ is: z.literal('stop') }),
]);
export type ToCore = z.infer<typeof ToCore>;

/** What the core tells the shell. `failed` is one line for a person: the core cannot run, and ends. */
export const FromCore = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready') }),
  z.object({ is: z.literal('failed'), message: z.string() }),
  z.object({ is: z.literal('page_frame'), page: z.number().int(), frame: Frame }),
]);
export type FromCore = z.infer<typeof FromCore>;

/** One end of a page's wire whose frames travel in messages with its number. */
export interface PageEnd extends Port {
  deliver(frame: Frame): void;
  close(): void;
}

/**
 * The same at both ends: what the other end sends is delivered by whoever reads the messages. Frames that come before anybody
 * listens wait for the first who does: a page may speak while the core is still opening its files.
 */
export function pageEnd(send: (frame: Frame) => void): PageEnd {
  const listeners = new Set<(frame: Frame) => void>();
  const closers = new Set<() => void>();
  const early: Frame[] = [];
  const state = { isClosed: false };
  return {
    send(frame) {
      if (!state.isClosed) send(frame);
    },
    onFrame(listener) {
      listeners.add(listener);
      for (const frame of early.splice(0)) listener(frame);
      return () => listeners.delete(listener);
    },
    onClose(listener) {
      if (state.isClosed) listener();
      closers.add(listener);
      return () => closers.delete(listener);
    },
    deliver(frame) {
      if (listeners.size === 0) early.push(frame);
      for (const listener of listeners) listener(frame);
    },
    close() {
      if (state.isClosed) return;
      state.isClosed = true;
      for (const closer of closers) closer();
    },
  };
}
