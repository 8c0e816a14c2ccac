import { EventEmitter } from 'node:events';
import { Server } from 'socket.io';

/** The hub's end of a simulated line, as Socket.IO wants its transport: what it writes and hears are Socket.IO's own packets. */
export interface HubEnd {
  hear(packet: string): void;
  /** The transport is gone, says the hub's side of the network. */
  close(): void;
}

interface Listeners {
  readonly onPacket: (packet: string) => void;
  /** The hub hung up. */
  readonly onClose: () => void;
}

/** Runs `work`, and answers the Socket.IO server that was made meanwhile: a hub keeps its own to itself, and no port is opened here. */
export async function catchServer<T>(work: () => Promise<T>): Promise<{ made: T; io: Server }> {
  const attach = Object.getOwnPropertyDescriptor(Server.prototype, 'attach');
  const caught: Server[] = [];
  Object.defineProperty(Server.prototype, 'attach', {
    configurable: true,
    value(this: Server) {
      caught.push(this);
      return this;
    },
  });
  try {
    const made = await work();
    const [io] = caught;
    if (io === undefined) throw new Error('this hub made no Socket.IO server');
    return { made, io };
  } finally {
    if (attach !== undefined) Object.defineProperty(Server.prototype, 'attach', attach);
  }
}

/** A transport of Socket.IO's engine without a network. */
export function openHubEnd(io: Server, id: string, { onPacket, onClose }: Listeners): HubEnd {
  const conn = Object.assign(new EventEmitter(), {
    id,
    protocol: 4,
    readyState: 'open',
    request: { headers: {}, connection: { encrypted: false }, url: '/socket.io/?EIO=4', _query: {} },
    remoteAddress: '127.0.0.1',
    transport: { name: 'websocket', writable: true },
    writeBuffer: [],
    write(packet: unknown) {
      if (conn.readyState === 'open') onPacket(String(packet));
    },
    close() {
      if (conn.readyState !== 'open') return;
      conn.readyState = 'closed';
      conn.emit('close', 'transport close');
      onClose();
    },
  });
  (io as unknown as { onconnection(conn: unknown): void }).onconnection(conn); // the engine's own way in, which the types keep to themselves
  return {
    hear(packet) {
      if (conn.readyState === 'open') conn.emit('data', packet);
    },
    close() {
      if (conn.readyState !== 'open') return;
      conn.readyState = 'closed';
      conn.emit('close', 'transport close');
    },
  };
}
