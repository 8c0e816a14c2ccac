import { useEffect } from 'react';
import { arrivalKey } from './timeline-items.ts';
import type { TimelineRow } from './timeline-rows.ts';
import type { TimelineScroll } from './use-timeline-scroll.ts';

/** The row that stands for a message, a note or an interaction (its arrival). */
export function targetKey(itemId: string): string {
  return itemId.startsWith('int_') ? arrivalKey(itemId) : itemId;
}

interface Target {
  readonly key: string | null;
  readonly rows: readonly TimelineRow[];
  readonly virtualizer: TimelineScroll['virtualizer'];
  readonly onOlder: () => void;
  readonly onShown: (key: string) => void;
}

/** Brings an item into sight, however far back it is: older pages are fetched until it is there, or nothing older is. */
export function useTarget({ key, rows, virtualizer, onOlder, onShown }: Target): void {
  useEffect(() => {
    if (key === null) return;
    const index = rows.findIndex((row) => row.key === key);
    if (index < 0) {
      onOlder();
      return;
    }
    virtualizer.scrollToIndex(index, { align: 'center' });
    onShown(key);
  }, [key, rows, virtualizer, onOlder, onShown]);
}
