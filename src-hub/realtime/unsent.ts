import type { Socket } from 'socket.io';

/** Bytes. A desk that reads slower than the log grows is not fed until it drowns the hub: it pulls at its own pace. */
const MOST_UNSENT = 1_048_576;

/** Whether a push still has room on this socket. */
export function hasRoom({ conn }: Socket): boolean {
  let unsent = numberIn(memberOf(conn.transport, 'socket'), 'bufferedAmount');
  const waiting = memberOf(conn, 'writeBuffer');
  for (const packet of Array.isArray(waiting) ? waiting : []) {
    unsent += sizeOf(memberOf(packet, 'data'));
    if (unsent > MOST_UNSENT) return false;
  }
  return unsent <= MOST_UNSENT;
}

// engine.io keeps what waits, and the WebSocket that holds it back, out of its types.
function memberOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

function numberIn(holder: unknown, name: string): number {
  const value = memberOf(holder, name);
  return typeof value === 'number' ? value : 0;
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  return data instanceof Uint8Array ? data.byteLength : 0;
}
