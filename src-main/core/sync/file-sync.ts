import type { Command } from '#shared/commands/index';
import type { DraftFile } from '#shared/contracts/desk';
import type { HubContract } from '#shared/contracts/hub';
import type { Clock } from '#shared/domain/clock';
import type { BlobId } from '#shared/domain/ids';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import { blobIdsOf } from '../cache/file-rows.ts';
import type { Cache } from '../cache/open-cache.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly cache: Pick<Cache, 'call'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A file got further, or nowhere. */
  readonly onMoved: (file: DraftFile) => void;
}

/** Brings files to the hub: at once, so that what it does not take is said before the words are sent; and before the words, always. */
export interface FileSync {
  attach(hub: Client<HubContract>): void;
  detach(): void;
  /** There may be something new to bring. */
  push(): void;
  /** Resolves when all files of these words are at the hub; Failure where one cannot be. */
  ready(hub: Client<HubContract>, command: Command): Promise<void>;
}

const AGAIN_MS = 3_000;

export function createFileSync({ cache, clock, log, onMoved }: Deps): FileSync {
  const state = { hub: null as Client<HubContract> | null };
  /** One way for each file, whoever asks: the words that wait for it wait for the same. */
  const underway = new Map<BlobId, Promise<void>>();

  function bring(hub: Client<HubContract>, file: DraftFile): Promise<void> {
    const { blobId } = file.attachment;
    const running = underway.get(blobId);
    if (running !== undefined) return running;
    const job = send(hub, file).finally(() => underway.delete(blobId));
    underway.set(blobId, job);
    return job;
  }

  async function send(hub: Client<HubContract>, { conversationId, mode, attachment }: DraftFile): Promise<void> {
    const { blobId, size } = attachment;
    try {
      for (let offset = 0; ;) {
        const piece = await cache.call('file.read', { blobId, offset });
        // The agent took it away.
        if (piece === null) return;
        const { received, attachment: taken } = await hub.call('blob.put', {
          ...attachment,
          conversationId,
          mode,
          offset,
          base64: piece.base64,
        });
        if (taken !== null) return await move(blobId, { is: 'ready' });
        if (received >= size) throw new Failure('internal', 'the hub has a whole file and does not say what it is');
        offset = received;
        onMoved({ conversationId, mode, attachment, state: { is: 'waiting', sent: received } });
      }
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('internal', 'the desk stumbled');
      if (!failure.retryable && failure.code !== 'internal') await move(blobId, { is: 'refused', failure: failure.toBody() });
      throw failure;
    }
  }

  async function move(blobId: BlobId, next: DraftFile['state']): Promise<void> {
    const moved = await cache.call('file.move', { blobId, state: next });
    if (moved !== null) onMoved(moved);
  }

  async function bringAll(hub: Client<HubContract>): Promise<void> {
    for (const file of await cache.call('file.waiting', {})) {
      if (state.hub !== hub) return;
      await bring(hub, file).catch((error: unknown) => {
        const isSettled = error instanceof Failure && !error.retryable && error.code !== 'internal';
        // The line's end comes with an attach; everything else that may pass is tried again.
        if (!isSettled && state.hub === hub) clock.setTimer(AGAIN_MS, push);
      });
    }
  }

  function push(): void {
    const { hub } = state;
    if (hub === null) return;
    bringAll(hub).catch((error: unknown) => log.error({ error: String(error) }, 'files could not be read'));
  }

  return {
    attach(hub) {
      state.hub = hub;
      push();
    },
    detach() {
      state.hub = null;
    },
    push,
    async ready(hub, command) {
      const needed = new Set(blobIdsOf(command));
      if (needed.size === 0) return;
      const { refused, waiting } = await cache.call('file.of', { blobIds: [...needed] });
      if (refused !== null) throw Failure.fromBody(refused);
      for (const file of waiting) await bring(hub, file);
    },
  };
}
