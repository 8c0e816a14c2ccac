import type { WebSocket } from 'ws';
import { Frame, type Port } from '#shared/rpc/port';

/** A page that has stopped reading is cut; it connects again and opens its views anew. */
const MOST_UNSENT_BYTES = 32 * 1024 * 1024;
const POLICY_VIOLATION = 1008;

export interface PagePort extends Port {
  /** Cuts the wire; the page then asks for a new one. */
  close(): void;
}

/** One page's WebSocket as a Port. What is no frame closes it: nothing but our own page has reason to be here. */
export function wsPort(socket: WebSocket, onMisfit: () => void): PagePort {
  const listeners = new Set<(frame: Frame) => void>();
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : parseFrame(data);
    if (frame === undefined) {
      onMisfit();
      socket.close(POLICY_VIOLATION);
      return;
    }
    for (const listener of listeners) listener(frame);
  });

  return {
    close: () => socket.close(),
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.terminate();
      else socket.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose(listener) {
      if (socket.readyState === socket.CLOSED) listener();
      socket.once('close', listener);
      return () => socket.off('close', listener);
    },
  };
}

function parseFrame(data: WebSocket.RawData): Frame | undefined {
  // By default ws gives every message as one Buffer.
  if (!Buffer.isBuffer(data)) return undefined;
  try {
    return Frame.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
