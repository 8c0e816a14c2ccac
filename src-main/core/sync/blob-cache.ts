import type { HubContract } from '#shared/contracts/hub';
import type { Clock } from '#shared/domain/clock';
import type { BlobId } from '#shared/domain/ids';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Cache } from '../cache/open-cache.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly cache: Pick<Cache, 'call'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Other files are here now, or are here no more. */
  readonly onChanged: (changed: { readonly kept: readonly BlobId[]; readonly dropped: readonly BlobId[] }) => void;
}

/** Files of messages and notes: out of the cache where they are kept, else from the hub, and then kept for the next time. */
export interface BlobCache {
  attach(hub: Client<HubContract>): void;
  detach(): void;
  /** There may be work with files that are not here yet. */
  push(): void;
  /** The whole file, base64. It is kept where `itemId` is a record of this desk that names it. */
  read(blobId: BlobId, itemId: string | null): Promise<string>;
}

const LARGEST_SHOWN = 64 * 1024 * 1024;
/** News come in bursts; what is fetched ahead is in no hurry. */
const AHEAD_AFTER_MS = 2_000;

export function createBlobCache({ cache, clock, log, onChanged }: Deps): BlobCache {
  const state = { hub: null as Client<HubContract> | null, looking: 0, isFetching: false, isDue: false, stop: (): void => {} };

  async function fromCache(blobId: BlobId): Promise<string | null> {
    const parts: Buffer[] = [];
    let offset = 0;
    for (;;) {
      const part = await cache.call('blob.read', { blobId, offset, now: clock.now() });
      // Dropped in the middle: then it is nobody's to see here.
      if (part === null) return null;
      const bytes = Buffer.from(part.base64, 'base64');
      if (bytes.length === 0 && offset < part.size) return null;
      parts.push(bytes);
      offset += bytes.length;
      if (offset >= part.size) return Buffer.concat(parts).toString('base64');
    }
  }

  /** Piece by piece; `mayGoOn` is asked before each. Null: it was given up. */
  async function fromHub(hub: Client<HubContract>, blobId: BlobId, itemId: string | null, mayGoOn: () => boolean): Promise<string | null> {
    const parts: Buffer[] = [];
    let offset = 0;
    let isWanted = itemId !== null;
    for (;;) {
      if (!mayGoOn()) return null;
      const { base64, size } = await hub.call('blob.read', { blobId, offset });
      if (size > LARGEST_SHOWN) throw new Failure('invalid', 'the file is too large to be shown');
      const bytes = Buffer.from(base64, 'base64');
      if (isWanted && itemId !== null) {
        const put = await cache.call('blob.put', { blobId, itemId, size, offset, base64, now: clock.now() });
        ({ isWanted } = put);
        if (put.isWhole) onChanged({ kept: [blobId], dropped: put.dropped });
      }
      parts.push(bytes);
      offset += bytes.length;
      if (offset >= size || bytes.length === 0) return Buffer.concat(parts).toString('base64');
    }
  }

  /** One after the other, and only while nobody looks at a file. */
  async function fetchAhead(): Promise<void> {
    const { hub } = state;
    if (hub === null || state.isFetching) return;
    state.isFetching = true;
    state.isDue = false;
    const mayGoOn = (): boolean => state.hub === hub && state.looking === 0;
    try {
      for (const { blobId, itemId } of await cache.call('blob.wanted', { now: clock.now() })) {
        if (!mayGoOn()) break;
        await fromHub(hub, blobId, itemId, mayGoOn).catch((error: unknown) => {
          // One that the hub does not give is asked for again when somebody looks.
          if (!(error instanceof Failure) || error.code === 'offline') throw error;
        });
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'offline') log.warn({ error: String(error) }, 'files could not be fetched ahead');
    } finally {
      state.isFetching = false;
    }
    if (state.isDue) push();
  }

  function push(): void {
    state.isDue = true;
    if (state.hub === null || state.isFetching) return;
    state.stop();
    state.stop = clock.setTimer(AHEAD_AFTER_MS, () => void fetchAhead());
  }

  return {
    attach(hub) {
      state.hub = hub;
      cache
        .call('blob.sweep', {})
        .then((dropped) => {
          if (dropped.length > 0) onChanged({ kept: [], dropped });
          push();
        })
        .catch((error: unknown) => log.warn({ error: String(error) }, 'files could not be looked through'));
    },
    detach() {
      state.stop();
      state.hub = null;
    },
    push,
    async read(blobId, itemId) {
      const kept = await fromCache(blobId);
      if (kept !== null) return kept;
      const { hub } = state;
      if (hub === null) throw new Failure('offline', 'this file is not kept here; it is read from the hub when the line is back');
      state.looking += 1;
      try {
        const fetched = await fromHub(hub, blobId, itemId, () => true);
        if (fetched === null) throw new Failure('internal', 'a file was given up that somebody looks at');
        return fetched;
      } finally {
        state.looking -= 1;
        if (state.looking === 0) push();
      }
    },
  };
}
