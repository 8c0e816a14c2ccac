import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a desk and a hub, as a cable that somebody can pull out. */
export interface CutLine {
  readonly url: string;
  /** Every connection breaks, and none can be made. */
  cut(): void;
  /** Nothing passes any more, in either direction, and nobody is told: a cable that is out, a hub that is stopped. */
  silence(): void;
  /** Bytes that passed so far, both ways together. */
  passed(): number;
  mend(): void;
  close(): void;
}

export async function openCutLine(to: string): Promise<CutLine> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const state = { isCut: false, isSilent: false, passed: 0 };
  const server = createServer((near) => {
    if (state.isCut) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        ends.delete(end);
        if (!state.isSilent) other.destroy();
      });
      end.on('data', (bytes) => {
        state.passed += bytes.length;
        if (!state.isSilent) other.write(bytes);
      });
      end.on('end', () => {
        if (!state.isSilent) other.end();
      });
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const end of ends) end.destroy();
  };
  return {
    // Listening on TCP, so it has a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state.isCut = true;
      breakAll();
    },
    silence() {
      state.isSilent = true;
    },
    passed: () => state.passed,
    mend() {
      state.isCut = false;
      state.isSilent = false;
    },
    close() {
      breakAll();
      server.close();
    },
  };
}
