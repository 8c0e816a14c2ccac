import type { DeskContract, View } from '#shared/contracts/desk';
import type { TimelinePlace } from '#shared/contracts/hub';
import type { CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordsStore } from '../state/records-store.ts';

/** How a customer's timeline stands. */
export type CustomerViewState =
  | { readonly is: 'opening' }
  | { readonly is: 'open'; readonly hasOlder: boolean; readonly isLoadingOlder: boolean }
  | { readonly is: 'failed' };

export interface CustomerView {
  readonly customerId: CustomerId;
  readonly state: StoreApi<CustomerViewState>;
  /** Brings the page before this place. Twice at once is once. */
  loadOlder(before: TimelinePlace): Promise<void>;
  retry(): Promise<void>;
  close(): void;
}

interface OpenView extends CustomerView {
  viewId: string | null;
  /** Opens it on the wire that is there now. `receive` takes what it shows before the view says that it is open. */
  open(receive: (changes: readonly Change[]) => void): Promise<void>;
}

/** The views this page has open at the core, opened again whenever the core is there again. */
export interface Views {
  openCustomer(customerId: CustomerId): CustomerView;
  reopen(): Promise<readonly Change[]>;
}

const INBOX: View = { is: 'inbox' };

export function createViews(desk: Client<DeskContract>, records: RecordsStore): Views {
  const customers = new Set<OpenView>();

  function createCustomerView(customerId: CustomerId): OpenView {
    const state = createStore<CustomerViewState>(() => ({ is: 'opening' }));
    const view: OpenView = {
      customerId,
      state,
      viewId: null,
      async open(receive) {
        state.setState({ is: 'opening' }, true);
        try {
          const { viewId, changes, hasOlder } = await desk.call('view.open', { is: 'customer', customerId });
          if (!customers.has(view)) {
            await desk.call('view.close', { viewId });
            return;
          }
          view.viewId = viewId;
          receive(changes);
          state.setState({ is: 'open', hasOlder, isLoadingOlder: false }, true);
        } catch {
          state.setState({ is: 'failed' }, true);
        }
      },
      async loadOlder(before) {
        const now = state.getState();
        if (view.viewId === null || now.is !== 'open' || now.isLoadingOlder || !now.hasOlder) return;
        state.setState({ ...now, isLoadingOlder: true }, true);
        try {
          const { changes, hasOlder } = await desk.call('timeline.older', { viewId: view.viewId, before });
          if (customers.has(view)) records.applyChanges(changes);
          state.setState({ is: 'open', hasOlder, isLoadingOlder: false }, true);
        } catch {
          // Still open, and still with something older: scrolling up asks again.
          state.setState({ is: 'open', hasOlder: true, isLoadingOlder: false }, true);
        }
      },
      retry: () => view.open(records.applyChanges),
      close() {
        customers.delete(view);
        // A core that is gone has closed it already.
        if (view.viewId !== null) desk.call('view.close', { viewId: view.viewId }).catch(() => {});
        if (![...customers].some((other) => other.customerId === customerId)) forget(customerId);
      },
    };
    return view;
  }

  /** A closed view hears no more, so what it showed would grow stale; the next opening brings it fresh. */
  function forget(customerId: CustomerId): void {
    const { message, note, segment } = records.getState().confirmed;
    records.applyChanges([
      ...idsOf(message, customerId).map((id) => ({ kind: 'message' as const, id, body: null })),
      ...idsOf(note, customerId).map((id) => ({ kind: 'note' as const, id, body: null })),
      ...idsOf(segment, customerId).map((id) => ({ kind: 'segment' as const, id, body: null })),
    ]);
  }

  return {
    openCustomer(customerId) {
      const view = createCustomerView(customerId);
      customers.add(view);
      void view.retry();
      return view;
    },
    async reopen() {
      const pages: Change[] = [];
      const receive = (changes: readonly Change[]): void => void pages.push(...changes);
      await Promise.all([
        desk.call('view.open', INBOX).then(({ changes }) => receive(changes)),
        ...[...customers].map((view) => view.open(receive)),
      ]);
      return pages;
    },
  };
}

function idsOf(map: ReadonlyMap<string, { readonly customerId: CustomerId }>, customerId: CustomerId): string[] {
  return [...map].filter(([, body]) => body.customerId === customerId).map(([id]) => id);
}
