import { useEffect, useRef } from 'react';
import { arrivalKey } from './timeline-items.ts';
import type { TimelineRow } from './timeline-rows.ts';
import type { TimelineScroll } from './use-timeline-scroll.ts';

/** The row that stands for a message, a note or an interaction (its arrival). */
export function targetKey(itemId: string): string {
  return itemId.startsWith('int_') ? arrivalKey(itemId) : itemId;
}

/** Brings an item into sight, however far back it is: older pages are fetched until it is there, or nothing older is. */
export function useTarget(key: string | null, rows: readonly TimelineRow[], scroll: TimelineScroll, loadOlder: () => void): void {
  const shownKey = useRef<string | null>(null);
  const { virtualizer } = scroll;
  useEffect(() => {
    if (key === null) shownKey.current = null;
    if (key === null || shownKey.current === key) return;
    const index = rows.findIndex((row) => row.key === key);
    if (index < 0) {
      loadOlder();
      return;
    }
    shownKey.current = key;
    virtualizer.scrollToIndex(index, { align: 'center' });
  }, [key, rows, virtualizer, loadOlder]);
}
