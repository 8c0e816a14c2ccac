import { Frame, type Port } from './port.ts';

/** The little of Socket.IO that a Port needs; both its client and its server sockets fit. */
export interface SocketLike {
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** The one Socket.IO event. Exported for a hub that sends one encoded frame to many sockets. */
export const FRAME = 'frame';

/** A Socket.IO socket, either side, as a Port. A frame that is none is ignored: the peer is not trusted. */
export function socketPort(socket: SocketLike): Port {
  return {
    send(frame) {
      socket.emit(FRAME, frame);
    },
    onFrame(listener) {
      const onMessage = (raw: unknown): void => {
        const parsed = Frame.safeParse(raw);
        if (parsed.success) listener(parsed.data);
      };
      socket.on(FRAME, onMessage);
      return () => socket.off(FRAME, onMessage);
    },
    onClose(listener) {
      socket.on('disconnect', listener);
      return () => socket.off('disconnect', listener);
    },
  };
}
