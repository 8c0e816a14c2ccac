import { io, type Socket } from 'socket.io-client';
import type { WebSocket } from 'ws';
import type { Clock } from '#shared/domain/clock';
import { Failure, FailureBody } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';
import { hubAgent } from './hub-agent.ts';
import { watchSilence } from './watch-silence.ts';

/** An open line to a hub. */
export interface Line {
  readonly port: Port;
  /** Whenever the other end was heard, so that "last synchronised" can be honest. */
  onHeard(listener: () => void): void;
  /** The machine slept or its network changed: whether the line lives is found out at once. */
  readonly doubt?: () => void;
  close(): void;
}

/** Failure('offline'): not reached. Failure('denied'): reached, and the token is not good. */
export type Dial = (hubUrl: string, token: string) => Promise<Line>;

interface Deps {
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Where a proxy is named. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const NAMESPACE = '/desk';
const DIAL_TIMEOUT_MS = 10_000;

/**
 * WebSocket only: long polling would put each answer on another connection, perhaps to another hub. A redirect is never followed, and
 * the token is sent only once whoever answers has agreed to speak WebSocket: a network's sign-in page gets neither.
 */
export function createDialHub({ clock, env }: Deps): Dial {
  return (hubUrl, token) => {
    const socket = io(new URL(NAMESPACE, hubUrl).href, {
      transports: ['websocket'],
      // Trying again, and when, is said in one place: hub-connection.
      reconnection: false,
      forceNew: true,
      timeout: DIAL_TIMEOUT_MS,
      // `beats`: the hub may take it for dead when nothing comes for long.
      auth: { token, beats: true },
      // On Node this is an agent; Socket.IO's types know only the browser's.
      agent: hubAgent(hubUrl, env) as unknown as boolean,
    });
    const wire = wireUnder(socket);
    return new Promise((resolve, reject) => {
      const giveUp = (failure: Failure): void => {
        cancel();
        socket.close();
        reject(failure);
      };
      const unopened = (): void => giveUp(new Failure('offline', 'the line ended while it was being opened'));
      // Socket.IO's own timeout ends with the WebSocket's opening; the hub has yet to let the desk in, and may have stopped meanwhile.
      const cancel = clock.setTimer(DIAL_TIMEOUT_MS, unopened);
      socket.once('connect_error', (error) => giveUp(failureOf(error)));
      // What ends between the two is told as neither opened nor refused.
      socket.once('disconnect', unopened);
      socket.once('connect', () => {
        cancel();
        socket.off('disconnect', unopened);
        const watch = watchSilence({
          clock,
          bytesRead: () => wire.bytesRead(),
          beat: () => wire.beat(),
          // A polite end would wait for an answer that does not come.
          onSilent: () => wire.tear(),
        });
        socket.once('disconnect', () => watch.stop());
        resolve({
          port: portOf(socket),
          onHeard(listener) {
            socket.io.on('ping', listener);
            wire.onPong(listener);
          },
          doubt: () => watch.doubt(),
          close: () => {
            socket.close();
          },
        });
      });
    });
  };
}

/** A hub may let a desk in and end the line in the same breath: whoever asks after that is told at once, as a Port has to. */
function portOf(socket: Socket): Port {
  const port = socketPort(socket);
  return {
    ...port,
    onClose(listener) {
      if (!socket.connected) listener();
      return port.onClose(listener);
    },
  };
}

/** The WebSocket under a Socket.IO socket: its pings are answered by the hub's process itself, however long its database takes. */
function wireUnder(socket: Socket) {
  // On Node the transport holds a socket of `ws`; Socket.IO's types know only that there is a transport.
  const { ws } = socket.io.engine.transport as unknown as { readonly ws: WebSocket };
  const state = { bytesRead: () => 0 };
  ws.once('upgrade', (response) => {
    state.bytesRead = () => response.socket.bytesRead;
  });
  return {
    bytesRead: () => state.bytesRead(),
    beat() {
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    onPong: (listener: () => void) => void ws.on('pong', listener),
    tear: () => ws.terminate(),
  };
}

/** A refused handshake carries the hub's failure as `data`; everything else is the network. */
function failureOf(error: Error & { data?: unknown }): Failure {
  const refused = FailureBody.safeParse(error.data);
  return refused.success ? Failure.fromBody(refused.data) : new Failure('offline', 'the hub cannot be reached', { cause: error });
}
