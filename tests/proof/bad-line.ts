import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a network does to a desk. `stall`: nothing passes and nobody is told; `corrupt`: some bytes arrive as others. */
export type Ailment = 'none' | 'cut' | 'stall' | 'throttle' | 'corrupt';

/** A TCP proxy between a desk and its hub, which can be ill. */
export interface BadLine {
  readonly url: string;
  suffer(ailment: Ailment): void;
  close(): void;
}

/** Bytes a second of a line that is hardly one. */
const THROTTLED = 2_000;
const SLICE_MS = 100;
/** So many bytes in a row are noise: no text survives that as another text, but a frame can lose its length. */
const NOISE = 64;
/** One piece in so many. */
const NOISY = 6;

export async function openBadLine(to: string): Promise<BadLine> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const state: { ailment: Ailment; pieces: number } = { ailment: 'none', pieces: 0 };
  const waiting = new Map<Socket, Buffer[]>();

  const server = createServer((near) => {
    if (state.ailment === 'cut') return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    pass(near, far);
    pass(far, near);
    return undefined;
  });
  // What stood still or goes slowly is handed on in slices.
  const slices = setInterval(() => {
    if (state.ailment === 'stall') return;
    for (const [onto, queue] of waiting) hand(onto, queue);
  }, SLICE_MS);

  function pass(from: Socket, onto: Socket): void {
    ends.add(from);
    waiting.set(onto, []);
    from.on('error', () => onto.destroy());
    from.on('close', () => {
      ends.delete(from);
      waiting.delete(from);
      // Behind a dead access point nobody hears of it.
      if (state.ailment !== 'stall') onto.destroy();
    });
    from.on('data', (bytes) => {
      const queue = waiting.get(onto);
      if (state.ailment === 'stall' || state.ailment === 'throttle' || (queue?.length ?? 0) > 0) queue?.push(bytes);
      else onto.write(state.ailment === 'corrupt' ? noisy(bytes) : bytes);
    });
  }

  function hand(onto: Socket, queue: Buffer[]): void {
    const bytes = Buffer.concat(queue.splice(0));
    if (bytes.length === 0) return;
    const most = state.ailment === 'throttle' ? (THROTTLED * SLICE_MS) / 1_000 : bytes.length;
    onto.write(bytes.subarray(0, most));
    if (most < bytes.length) queue.unshift(bytes.subarray(most));
  }

  function noisy(bytes: Buffer): Buffer {
    state.pieces += 1;
    if (state.pieces % NOISY !== 0) return bytes;
    const from = Math.floor(Math.random() * Math.max(1, bytes.length - NOISE));
    const noise = randomBytes(Math.min(NOISE, bytes.length - from));
    return Buffer.concat([bytes.subarray(0, from), noise, bytes.subarray(from + noise.length)]);
  }

  function breakAll(): void {
    for (const end of ends) end.destroy();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // Listening on TCP, so it has a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    suffer(ailment) {
      state.ailment = ailment;
      if (ailment === 'cut') breakAll();
    },
    close() {
      clearInterval(slices);
      breakAll();
      server.close();
    },
  };
}
