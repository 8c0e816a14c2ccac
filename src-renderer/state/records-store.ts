import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Command } from '#shared/commands/index';
import type { OutboxItem, QueueBacklog } from '#shared/contracts/desk';
import type { Current } from '#shared/records/fold-event';
import { overlay } from '#shared/records/overlay';
import { KINDS, type Bodies, type Change, type Kind } from '#shared/records/records';

export type Records = { readonly [K in Kind]: ReadonlyMap<string, Bodies[K]> };

export interface RecordsState {
  /** What the log says. */
  readonly confirmed: Records;
  /** What the agent sees: the wishes not yet confirmed, laid over what the log says. */
  readonly records: Records;
  /** Those wishes, oldest first. */
  readonly outbox: readonly OutboxItem[];
  /** All that waits, where more of it waits than is among the records; else empty. */
  readonly backlog: readonly QueueBacklog[];
}

export interface RecordsStore extends Pick<StoreApi<RecordsState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** The only writer of records. */
  readonly applyChanges: (changes: readonly Change[]) => void;
  /** Everything anew, after a new wire or a new person at the desk. */
  readonly replaceWith: (changes: readonly Change[], outbox: readonly OutboxItem[], backlog?: readonly QueueBacklog[]) => void;
  readonly setOutbox: (outbox: readonly OutboxItem[]) => void;
  readonly setBacklog: (backlog: readonly QueueBacklog[]) => void;
}

export function createRecordsStore(): RecordsStore {
  const empty = emptyRecords();
  const store = createStore<RecordsState>(() => ({ confirmed: empty, records: empty, outbox: [], backlog: [] }));
  const show = (confirmed: Records, outbox: readonly OutboxItem[]): void => {
    store.setState({ confirmed, outbox, records: withChanges(confirmed, overlaid(outbox, confirmed)) });
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    applyChanges(changes) {
      if (changes.length === 0) return;
      const { confirmed, outbox } = store.getState();
      show(withChanges(confirmed, changes), outbox);
    },
    replaceWith(changes, outbox, backlog = []) {
      store.setState({ backlog });
      show(withChanges(emptyRecords(), changes), outbox);
    },
    setBacklog: (backlog) => store.setState({ backlog }),
    setOutbox(outbox) {
      show(store.getState().confirmed, outbox);
    },
  };
}

/**
 * A reply or note that was held or refused stays in sight, with its way out; but it answers no customer and ends no work, so
 * nothing else of a parked wish is laid over.
 */
function overlaid(outbox: readonly OutboxItem[], confirmed: Records): readonly Change[] {
  const live = outbox.filter(({ state }) => state.is === 'waiting' || state.is === 'sending');
  const parked = outbox.filter(({ state }) => state.is === 'held' || state.is === 'refused');
  const current = currentOf(confirmed);
  const words = overlay(commandsOf(parked), current).filter(({ kind, id }) => isNewWord(kind, id, confirmed));
  return [...words, ...overlay(commandsOf(live), current)];
}

function isNewWord(kind: Kind, id: string, confirmed: Records): boolean {
  return (kind === 'message' || kind === 'note') && !confirmed[kind].has(id);
}

function commandsOf(items: readonly OutboxItem[]): readonly Command[] {
  return items.map(({ command }) => command);
}

function currentOf(records: Records): Current {
  return {
    get(kind, id) {
      const body = records[kind].get(id);
      // The overlay asks only whether a record is here and what it says.
      return body === undefined ? undefined : { rev: 0, body };
    },
  };
}

function emptyRecords(): Records {
  // One map a kind, by construction.
  return Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as Records;
}

/** New maps for the kinds that changed, the same maps for the others, so that a selector sees what is new by identity. */
function withChanges(records: Records, changes: readonly Change[]): Records {
  if (changes.length === 0) return records;
  const fresh: Partial<Record<Kind, Map<string, unknown>>> = {};
  for (const { kind, id, body } of changes) {
    const map = (fresh[kind] ??= new Map<string, unknown>(records[kind]));
    if (body === null) map.delete(id);
    else map.set(id, body);
  }
  // Each change carries the body of its own kind.
  return { ...records, ...fresh } as Records;
}
