import type { WidgetItem, WidgetState } from '#shared/contracts/widget';
import type { Keep } from './keep.ts';
import { fieldsOf, readJson } from './read-json.ts';

export interface ThreadNews {
  readonly items: readonly WidgetItem[];
  readonly cursor: number;
}

/** The widget's copy of one visitor's public thread. */
export interface Thread {
  /** In the order of the hub's log. */
  items(): readonly WidgetItem[];
  state(): WidgetState;
  cursor(): number;
  epoch(): string | null;
  /** Starts with what is kept of this visitor's thread; answers whether it was another visitor's, or nobody's, before. */
  become(visitorId: string): boolean;
  /** The hub's log is another one (restored, replaced): nothing of the copy means anything any more. */
  restart(epoch: string): void;
  /** Takes what is newer than what is here; answers the lines that were not here before. */
  apply(news: ThreadNews): readonly WidgetItem[];
  setState(state: WidgetState): void;
}

const KEY = 'thread';
const KEPT_ITEMS = 100;
/** Until the hub says otherwise somebody is there. */
const NOBODY_YET: WidgetState = { is: 'idle', isStaffed: true };

/** Kept over reloads: while the hub is away, a reloaded page still shows what was said. */
export function createThread(keep: Keep): Thread {
  const items = new Map<string, WidgetItem>();
  let visitor: string | null = null;
  let epoch: string | null = null;
  let cursor = 0;
  let state: WidgetState = NOBODY_YET;

  function clear(): void {
    items.clear();
    epoch = null;
    cursor = 0;
    state = NOBODY_YET;
  }

  function restore(): void {
    const kept = readJson(keep.get(KEY));
    if (kept['visitor'] !== visitor || typeof kept['epoch'] !== 'string' || typeof kept['cursor'] !== 'number') return;
    if (!Array.isArray(kept['items']) || !isState(kept['state'])) return;
    epoch = kept['epoch'];
    cursor = kept['cursor'];
    state = kept['state'];
    for (const item of kept['items'].filter(isItem)) items.set(item.id, item);
  }

  function save(): void {
    const kept = readJson(keep.get(KEY));
    const isSameThread = kept['visitor'] === visitor && kept['epoch'] === epoch;
    if (isSameThread && typeof kept['cursor'] === 'number' && kept['cursor'] > cursor) return; // another tab is ahead
    // A copy that lacks its beginning would never get it back from its cursor, so a long thread is not kept but pulled again.
    if (items.size > KEPT_ITEMS) keep.remove(KEY);
    else keep.set(KEY, JSON.stringify({ visitor, epoch, cursor, state, items: [...items.values()] }));
  }

  return {
    items: () => [...items.values()].sort((a, b) => a.seq - b.seq),
    state: () => state,
    cursor: () => cursor,
    epoch: () => epoch,
    become(visitorId) {
      if (visitorId === visitor) return false;
      visitor = visitorId;
      clear();
      restore();
      return true;
    },
    restart(next) {
      clear();
      epoch = next;
    },
    apply(news) {
      const added = news.items.filter((item) => !items.has(item.id));
      for (const item of news.items) {
        if ((items.get(item.id)?.rev ?? -1) < item.rev) items.set(item.id, item);
      }
      cursor = Math.max(cursor, news.cursor);
      save();
      return added;
    },
    setState(next) {
      state = next;
      save();
    },
  };
}

// The copy stands in the shop's storage: what is not of the right form is not drawn.
function isItem(value: unknown): value is WidgetItem {
  const { id, seq, rev, text, at } = fieldsOf(value);
  return typeof id === 'string' && typeof seq === 'number' && typeof rev === 'number' && typeof text === 'string' && typeof at === 'string';
}

function isState(value: unknown): value is WidgetState {
  return typeof fieldsOf(value)['is'] === 'string';
}
