import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeskContract } from '#shared/contracts/desk';
import type { Change, Kind } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import type { RecordsStore } from '../state/records-store.ts';

/** How the view of the centre's set-up stands. */
export type CentreViewState = { readonly is: 'opening' } | { readonly is: 'open' } | { readonly is: 'failed' };

/** One for the page, however many look at it. */
export interface CentreView {
  readonly state: StoreApi<CentreViewState>;
  /** Asks the core for it, if nobody had it open; what is returned closes it, if nobody else needs it. */
  readonly open: () => () => void;
  /** After a failure. */
  readonly retry: () => Promise<void>;
}

const OWN_KINDS = ['canned_response', 'channel_account', 'config_change'] as const satisfies readonly Kind[];

export function createCentreView(
  desk: Client<DeskContract>,
  records: RecordsStore,
): CentreView & { readonly reopen: (receive: (changes: readonly Change[]) => void) => Promise<void> } {
  const state = createStore<CentreViewState>(() => ({ is: 'opening' }));
  // `turn` tells an opening that it was overtaken by a closing or by another opening.
  const at = { lookers: 0, viewId: null as string | null, turn: 0 };

  async function reopen(receive: (changes: readonly Change[]) => void): Promise<void> {
    if (at.lookers === 0) return;
    at.turn += 1;
    const { turn } = at;
    // What is drawn stays while it is read anew.
    if (state.getState().is === 'failed') state.setState({ is: 'opening' }, true);
    try {
      const { viewId, changes } = await desk.call('view.open', { is: 'centre' });
      if (at.turn !== turn) {
        await desk.call('view.close', { viewId });
        return;
      }
      at.viewId = viewId;
      receive(changes);
      state.setState({ is: 'open' }, true);
    } catch {
      if (at.turn === turn) state.setState({ is: 'failed' }, true);
    }
  }

  function close(): void {
    at.lookers -= 1;
    if (at.lookers > 0) return;
    at.turn += 1;
    // A core that is gone has closed it already.
    if (at.viewId !== null) desk.call('view.close', { viewId: at.viewId }).catch(() => {});
    at.viewId = null;
    state.setState({ is: 'opening' }, true);
    // A closed view hears no more, so what it showed would grow stale.
    const { confirmed } = records.getState();
    records.applyChanges(OWN_KINDS.flatMap((kind) => [...confirmed[kind].keys()].map((id) => ({ kind, id, body: null }))));
  }

  return {
    state,
    reopen,
    retry: () => reopen(records.applyChanges),
    open() {
      at.lookers += 1;
      if (at.lookers === 1) void reopen(records.applyChanges);
      return close;
    },
  };
}
