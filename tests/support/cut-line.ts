import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a desk and a hub, as a cable that somebody can pull out. */
export interface CutLine {
  readonly url: string;
  /** Every connection breaks, and none can be made. */
  cut(): void;
  mend(): void;
  close(): void;
}

export async function openCutLine(to: string): Promise<CutLine> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const state = { isCut: false };
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
        other.destroy();
      });
      end.pipe(other);
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
    mend() {
      state.isCut = false;
    },
    close() {
      breakAll();
      server.close();
    },
  };
}
