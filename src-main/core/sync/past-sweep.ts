import type { HubContract } from '#shared/contracts/hub';
import type { Clock } from '#shared/domain/clock';
import type { BlobId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Cache } from '../cache/open-cache.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly cache: Pick<Cache, 'call'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDropped: (dropped: { readonly changes: readonly Change[]; readonly blobIds: readonly BlobId[] }) => void;
}

/** Drops what of the queues' past has grown old, at each contact and once a day, and gives the hub the receipts. */
export interface PastSweep {
  /** `offsetMs`: how far this computer's clock is behind the hub's. By a wrong clock a desk would drop what it still needs. */
  attach(hub: Client<HubContract>, offsetMs: number): void;
  detach(): void;
  /** Something was taken away: the hub is owed a receipt. */
  push(): void;
}

const DAY_MS = 24 * 60 * 60_000;

export function createPastSweep({ cache, clock, log, onDropped }: Deps): PastSweep {
  const state = { hub: null as Client<HubContract> | null, offsetMs: 0, stopDay: (): void => {}, turn: Promise.resolve() };

  async function sweep(hub: Client<HubContract>): Promise<void> {
    const now = (): number => clock.now() + state.offsetMs;
    const due = await cache.call('past.begin', { now: now() });
    if (due !== null) {
      let after: number | null = null;
      do {
        // Whoever went offline goes on at the next contact.
        if (state.hub !== hub) return;
        const step: { changes: Change[]; droppedBlobs: BlobId[]; next: number | null } = await cache.call('past.drop', {
          now: now(),
          before: due.before,
          after,
        });
        if (step.changes.length + step.droppedBlobs.length > 0) onDropped({ changes: step.changes, blobIds: step.droppedBlobs });
        after = step.next;
      } while (after !== null);
      await cache.call('past.end', { now: now() });
    }
    await giveReceipts(hub);
  }

  async function giveReceipts(hub: Client<HubContract>): Promise<void> {
    for (const receipt of await cache.call('receipts.owed', {})) {
      await hub.call('sync.purged', receipt);
      await cache.call('receipts.given', receipt);
    }
  }

  /** One after the other: a receipt is never on its way twice. */
  function inTurn(work: (hub: Client<HubContract>) => Promise<void>): void {
    const { hub } = state;
    if (hub === null) return;
    state.turn = state.turn
      .then(() => (state.hub === hub ? work(hub) : undefined))
      .catch((error: unknown) => {
        if (error instanceof Failure && error.code === 'offline') return;
        log.warn({ error: error instanceof Failure ? error.code : String(error) }, 'the past could not be looked through');
      });
  }

  function everyDay(): void {
    state.stopDay = clock.setTimer(DAY_MS, everyDay);
    inTurn(sweep);
  }

  return {
    attach(hub, offsetMs) {
      state.hub = hub;
      state.offsetMs = offsetMs;
      everyDay();
    },
    detach() {
      state.stopDay();
      state.hub = null;
    },
    push: () => inTurn(giveReceipts),
  };
}
