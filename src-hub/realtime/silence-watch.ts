import type { IncomingMessage } from 'node:http';

/** The little of an Engine.IO connection that is needed: where it came in, and when it ends. */
export interface WatchedLine {
  readonly request: Pick<IncomingMessage, 'socket'>;
  once(event: 'close', listener: () => void): unknown;
}

export interface SilenceWatch {
  watch(line: WatchedLine): void;
  stop(): void;
}

const TICK_MS = 1_000;
/** Desks beat every four seconds; one that is busy for three is not gone, and one that is gone is found within ten. */
const SILENT_TICKS = 9;

/**
 * Ends the lines of desks that have vanished without a word: a cable pulled out, a laptop shut. Any byte is a sign of life, and silence
 * is counted in ticks of our own, so that neither a clock that jumps nor a hub that is busy takes a desk for dead. On real time always,
 * because bytes come in real time.
 */
export function createSilenceWatch(tickMs = TICK_MS): SilenceWatch {
  const lines = new Map<WatchedLine, { bytes: number; quiet: number }>();
  const timer = setInterval(() => {
    for (const [line, state] of lines) {
      const { socket } = line.request;
      state.quiet = socket.bytesRead === state.bytes ? state.quiet + 1 : 0;
      state.bytes = socket.bytesRead;
      // A polite end would wait for an answer that does not come.
      if (state.quiet >= SILENT_TICKS) socket.destroy();
    }
  }, tickMs).unref();
  return {
    watch(line) {
      lines.set(line, { bytes: line.request.socket.bytesRead, quiet: 0 });
      line.once('close', () => lines.delete(line));
    },
    stop: () => clearInterval(timer),
  };
}
