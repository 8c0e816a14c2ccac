import { io } from 'socket.io-client';
import { Failure, FailureBody } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';

/** An open line to a hub. */
export interface Line {
  readonly port: Port;
  /** Whenever the other end was heard, so that "last synchronised" can be honest. */
  onHeard(listener: () => void): void;
  close(): void;
}

/** Failure('offline'): not reached. Failure('denied'): reached, and the token is not good. */
export type Dial = (hubUrl: string, token: string) => Promise<Line>;

const NAMESPACE = '/desk';
const DIAL_TIMEOUT_MS = 10_000;

/** WebSocket only: long polling would put each answer on another connection, perhaps to another hub. */
export const dialHub: Dial = (hubUrl, token) => {
  const socket = io(new URL(NAMESPACE, hubUrl).href, {
    transports: ['websocket'],
    // Trying again, and when, is said in one place: hub-connection.
    reconnection: false,
    forceNew: true,
    timeout: DIAL_TIMEOUT_MS,
    auth: { token },
  });
  return new Promise((resolve, reject) => {
    socket.once('connect_error', (error) => {
      socket.close();
      reject(failureOf(error));
    });
    socket.once('connect', () => {
      resolve({
        port: socketPort(socket),
        onHeard: (listener) => {
          socket.io.on('ping', listener);
        },
        close: () => {
          socket.close();
        },
      });
    });
  });
};

/** A refused handshake carries the hub's failure as `data`; everything else is the network. */
function failureOf(error: Error & { data?: unknown }): Failure {
  const refused = FailureBody.safeParse(error.data);
  return refused.success ? Failure.fromBody(refused.data) : new Failure('offline', 'the hub cannot be reached', { cause: error });
}
