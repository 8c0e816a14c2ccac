import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { isOpen } from '#shared/domain/interaction';
import type { CustomerId } from '#shared/domain/ids';
import { readMarkerId } from '#shared/records/records';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { itemsOf, type TimelineItem } from './timeline-items.ts';
import { createRowModel, isUnread, type TimelineRow } from './timeline-rows.ts';

export interface TimelineModel {
  readonly items: readonly TimelineItem[];
  readonly rows: readonly TimelineRow[];
  /** What this agent has not read, in the timeline's order. */
  readonly unread: readonly TimelineItem[];
  /** Where the marker stands: what was unread first when the timeline was opened, or when the agent turned back to it. */
  readonly firstUnreadKey: string | null;
  /** The first row keeps its header when something older comes before it. */
  readonly keepHead: (key: string) => void;
}

/** One customer's records as rows. What did not change keeps its identity, all the way down to the row. */
export function useTimelineModel(customerId: CustomerId, hasOlder: boolean): TimelineModel {
  const { records: store } = useDesk();
  const me = useMe().id;
  // Whole maps, by identity: comparing twenty thousand entries costs more than sorting them.
  const messageMap = useStore(store, ({ records }) => records.message);
  const noteMap = useStore(store, ({ records }) => records.note);
  const markers = useStore(store, ({ records }) => records.read_marker);
  const interactions = useRecords(({ records }) => ofCustomer(records.interaction, customerId));
  const segments = useRecords(({ records }) => ofCustomer(records.segment, customerId));
  const messages = useSteady(useMemo(() => ofCustomer(messageMap, customerId), [messageMap, customerId]));
  const notes = useSteady(useMemo(() => ofCustomer(noteMap, customerId), [noteMap, customerId]));

  const items = useMemo(
    () => itemsOf({ messages, notes, interactions, segments }, hasOlder),
    [messages, notes, interactions, segments, hasOlder],
  );
  const unread = useMemo(() => {
    const open = new Set(interactions.filter(({ state }) => isOpen(state)).map(({ id }) => id));
    const reading = {
      me,
      upTo: (conversationId: Parameters<typeof readMarkerId>[1]) => markers.get(readMarkerId(me, conversationId))?.upToSeq,
      isOpen: (id: (typeof interactions)[number]['id']) => open.has(id),
    };
    return items.filter((item) => isUnread(item, reading));
  }, [items, interactions, markers, me]);

  const firstUnreadKey = useFirstUnread(unread);
  const [model] = useState(createRowModel);
  const rows = useMemo(() => model.rowsOf(items, firstUnreadKey), [model, items, firstUnreadKey]);
  return { items, rows, unread, firstUnreadKey, keepHead: model.keepHead };
}

/**
 * The marker stays where it was while the agent reads on, so that nothing moves under their eyes; what comes in while the window
 * is elsewhere moves it to where the agent left off.
 */
function useFirstUnread(unread: readonly TimelineItem[]): string | null {
  const [key, setKey] = useState<string | null>(unread[0]?.key ?? null);
  const [wasRead, setWasRead] = useState(unread.length === 0);
  const first = unread[0]?.key ?? null;
  if (first === null && !wasRead) setWasRead(true);
  if (first !== null && wasRead && !document.hasFocus()) {
    setWasRead(false);
    setKey(first);
  }
  return key;
}

/** The same array while its elements are the same, so that news of other customers draws nothing here. */
function useSteady<T>(next: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(next);
  const isSame = kept === next || (kept.length === next.length && kept.every((element, index) => element === next[index]));
  if (!isSame) setKept(next);
  return isSame ? kept : next;
}

function ofCustomer<T extends { readonly customerId: CustomerId }>(map: ReadonlyMap<string, T>, customerId: CustomerId): T[] {
  const found: T[] = [];
  for (const record of map.values()) if (record.customerId === customerId) found.push(record);
  return found;
}
