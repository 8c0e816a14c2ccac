import { Frame, type Port } from '#shared/rpc/port';
import type { PortSource } from './choose-port.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * `/wire` on the page's own host. The one-time token of the address opens the first socket and leaves the address bar at once;
 * the shell answers it with a cookie of its own, which opens the sockets after that.
 */
export function socketPorts(page: Window): PortSource {
  return {
    start(onPort) {
      const token = takeToken(page);
      const stopped = new AbortController();
      openSocket(page, token, FIRST_RETRY_MS, onPort, stopped.signal);
      return () => stopped.abort();
    },
  };
}

function takeToken(page: Window): string | null {
  const token = new URLSearchParams(page.location.hash.slice(1)).get('token');
  if (token !== null) page.history.replaceState(null, '', page.location.pathname + page.location.search);
  return token;
}

function openSocket(page: Window, token: string | null, retryMs: number, onPort: (port: Port | null) => void, stopped: AbortSignal): void {
  if (stopped.aborted) return;
  const address = new URL('/wire', page.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  if (token !== null) address.searchParams.set('token', token);
  const socket = new WebSocket(address);
  const stop = (): void => socket.close();
  stopped.addEventListener('abort', stop);
  const opened = { isOpen: false };
  socket.addEventListener('open', () => {
    opened.isOpen = true;
    onPort(portOf(socket));
  });
  socket.addEventListener('close', () => {
    stopped.removeEventListener('abort', stop);
    if (opened.isOpen) onPort(null);
    const nextMs = opened.isOpen ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    // A token that opened a socket is used up; one that did not may still be good, for instance while the core starts.
    setTimeout(() => openSocket(page, opened.isOpen ? null : token, nextMs, onPort, stopped), nextMs);
  });
}

function portOf(socket: WebSocket): Port {
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      const onMessage = (event: MessageEvent): void => {
        const frame = parseFrame(event.data);
        if (frame !== null) listener(frame);
      };
      socket.addEventListener('message', onMessage);
      return () => socket.removeEventListener('message', onMessage);
    },
    onClose(listener) {
      socket.addEventListener('close', listener);
      return () => socket.removeEventListener('close', listener);
    },
  };
}

/** Null for what is no frame: the peer may be newer than we are. */
function parseFrame(data: unknown): Frame | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = Frame.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
