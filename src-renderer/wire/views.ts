import type { DeskContract, QueueBacklog, View } from '#shared/contracts/desk';
import type { TimelinePlace } from '#shared/domain/timeline-place';
import type { CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordsStore } from '../state/records-store.ts';
import { createCentreView, type CentreView } from './centre-view.ts';

/** How a customer's timeline stands. */
export type CustomerViewState =
  | { readonly is: 'opening' }
  | {
      readonly is: 'open';
      readonly hasOlder: boolean;
      /** What is older may be at the hub, which could not be asked. */
      readonly isCut: boolean;
      readonly isLoadingOlder: boolean;
    }
  | { readonly is: 'failed' };

export interface CustomerView {
  readonly customerId: CustomerId;
  readonly state: StoreApi<CustomerViewState>;
  /** Asks the core for it; what is returned closes it. */
  readonly open: () => () => void;
  /** Brings the page before this place. Twice at once is once. */
  readonly loadOlder: (before: TimelinePlace) => Promise<void>;
  /** After a failure. */
  readonly retry: () => Promise<void>;
}

interface Page {
  readonly changes: readonly Change[];
  readonly hasOlder: boolean;
  readonly isCut: boolean;
}

interface OpenView {
  readonly customerId: CustomerId;
  /** Opens it on the wire that is there now. `receive` takes what it shows before the view says that it is open. */
  readonly reopen: (receive: (changes: readonly Change[]) => void) => Promise<void>;
}

/** The views this page has open at the core, opened again whenever the core is there again. */
export interface Views {
  /** Not open yet: making one asks nothing. */
  readonly customer: (customerId: CustomerId) => CustomerView;
  readonly centre: CentreView;
  /** Brings the next of what waits. Twice at once is once. */
  readonly moreOfInbox: () => Promise<void>;
  readonly reopen: () => Promise<{ readonly changes: readonly Change[]; readonly backlog: readonly QueueBacklog[] }>;
}

const INBOX: View = { is: 'inbox' };

export function createViews(desk: Client<DeskContract>, records: RecordsStore): Views {
  const customers = new Set<OpenView>();

  function createCustomerView(customerId: CustomerId): CustomerView {
    const state = createStore<CustomerViewState>(() => ({ is: 'opening' }));
    // `reach`: the oldest item that the reader has had.
    const at = { viewId: null as string | null, reach: null as TimelinePlace | null };
    const view: OpenView = {
      customerId,
      async reopen(receive) {
        const before = state.getState();
        // What was open stays so, and what is read stays where it is; only nothing older is asked for till the wire is there.
        state.setState(before.is === 'open' ? { ...before, isLoadingOlder: true } : { is: 'opening' }, true);
        try {
          const { viewId, ...newest } = await desk.call('view.open', { is: 'customer', customerId });
          if (!customers.has(view)) {
            await desk.call('view.close', { viewId });
            return;
          }
          const { changes, ...end } = await backTo(at.reach, { viewId, ...newest });
          at.viewId = viewId;
          receive([...newest.changes, ...changes]);
          state.setState({ is: 'open', ...end, isLoadingOlder: false }, true);
        } catch {
          state.setState({ is: 'failed' }, true);
        }
      },
    };
    return {
      customerId,
      state,
      open() {
        customers.add(view);
        void view.reopen(records.applyChanges);
        return () => close(view, at.viewId);
      },
      async loadOlder(before) {
        const now = state.getState();
        if (at.viewId === null || now.is !== 'open' || now.isLoadingOlder || !(now.hasOlder || now.isCut)) return;
        state.setState({ ...now, isLoadingOlder: true }, true);
        try {
          const { changes, ...end } = await desk.call('timeline.older', { viewId: at.viewId, before });
          if (customers.has(view)) records.applyChanges(changes);
          at.reach = oldestOf(changes) ?? at.reach;
          state.setState({ is: 'open', ...end, isLoadingOlder: false }, true);
        } catch {
          // Still open, and still with something older: scrolling up asks again.
          state.setState({ ...now, isLoadingOlder: false }, true);
        }
      },
      retry: () => view.reopen(records.applyChanges),
    };
  }

  /** The pages that the reader had already, again: who is deep in the past is not thrown out of it. */
  async function backTo(reach: TimelinePlace | null, newest: Page & { readonly viewId: string }): Promise<Page> {
    const changes: Change[] = [];
    let page: Page = newest;
    for (;;) {
      const oldest = oldestOf(page.changes);
      if (reach === null || oldest === null || !page.hasOlder || !isBefore(reach, oldest)) {
        return { changes, hasOlder: page.hasOlder, isCut: page.isCut };
      }
      page = await desk.call('timeline.older', { viewId: newest.viewId, before: oldest });
      changes.push(...page.changes);
    }
  }

  function close(view: OpenView, viewId: string | null): void {
    customers.delete(view);
    // A core that is gone has closed it already.
    if (viewId !== null) desk.call('view.close', { viewId }).catch(() => {});
    if (![...customers].some((other) => other.customerId === view.customerId)) forget(view.customerId);
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

  const centre = createCentreView(desk, records);
  const inbox = { viewId: null as string | null, isLoading: false };

  async function openInbox(receive: (changes: readonly Change[]) => void): Promise<readonly QueueBacklog[]> {
    const { viewId, changes, backlog = [] } = await desk.call('view.open', INBOX);
    inbox.viewId = viewId;
    receive(changes);
    return backlog;
  }

  return {
    customer: createCustomerView,
    centre,
    async moreOfInbox() {
      if (inbox.viewId === null || inbox.isLoading) return;
      inbox.isLoading = true;
      // Lossy by nature: who goes on scrolling asks again.
      await desk.call('inbox.more', { viewId: inbox.viewId }).catch(() => null);
      inbox.isLoading = false;
    },
    async reopen() {
      const pages: Change[] = [];
      const receive = (changes: readonly Change[]): void => void pages.push(...changes);
      const [backlog] = await Promise.all([
        openInbox(receive),
        ...[...customers].map((view) => view.reopen(receive)),
        centre.reopen(receive),
      ]);
      return { changes: pages, backlog };
    },
  };
}

function oldestOf(changes: readonly Change[]): TimelinePlace | null {
  return changes.reduce<TimelinePlace | null>((oldest, { kind, body }) => {
    if ((kind !== 'message' && kind !== 'note') || body === null) return oldest;
    return oldest === null || isBefore(body, oldest) ? { at: body.at, seq: body.seq } : oldest;
  }, null);
}

function isBefore(a: TimelinePlace, b: TimelinePlace): boolean {
  return a.at === b.at ? a.seq < b.seq : a.at < b.at;
}

function idsOf(map: ReadonlyMap<string, { readonly customerId: CustomerId }>, customerId: CustomerId): string[] {
  return [...map].filter(([, body]) => body.customerId === customerId).map(([id]) => id);
}
