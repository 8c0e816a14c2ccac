import { defaultRangeExtractor, useVirtualizer, type Range, type ReactVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { AgentId } from '#shared/domain/ids';
import { estimateHeight } from './estimate-height.ts';
import type { TimelineItem } from './timeline-items.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** Room above the first row, for what says that there is more, or that it begins here. */
const HEAD_PX = 104;
const TAIL_PX = 12;
const OVERSCAN = 6;
/** Nearer to the end than this the reader is reading the newest words. */
const END_PX = 48;
/** Text is narrower than the list by this: margins, bubble, time beside it. */
const AROUND_TEXT_PX = 190;
const MEASURE_PX = 588;

export interface TimelineScroll {
  readonly virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>;
  /** The rows on the page: those in sight, some around them, and what is pinned. */
  readonly drawn: readonly VirtualItem[];
  /** The rows in sight; null before the first layout. */
  readonly first: number | null;
  readonly last: number | null;
  /** Rows that stay drawn wherever the list is: both ends of a selection. */
  readonly pin: (keys: readonly string[]) => void;
}

interface TimelineScrollOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: readonly TimelineRow[];
  /** The first unread row; null opens at the end. Read once. */
  readonly openAt: number | null;
  readonly me: AgentId;
  /** The page's zoom, 1 at 100 %. */
  readonly scale: number;
}

/**
 * The list and where it stands. It opens at `openAt`, else at its end; it follows its end while that is in sight; and whatever comes or
 * grows above, the row that is being read stays where it is.
 */
export function useTimelineScroll({ scroller, rows, openAt, me, scale }: TimelineScrollOptions): TimelineScroll {
  const pinned = useRef<readonly string[]>([]);
  const rowsNow = useRef(rows);
  rowsNow.current = rows;
  const [textWidth] = useState(() => Math.min(MEASURE_PX, Math.max(240, window.innerWidth / scale - 700 - AROUND_TEXT_PX)));

  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const estimateSize = useCallback(
    (index: number) => {
      const row = rows[index];
      return row === undefined ? 0 : estimateHeight(row, textWidth) * scale;
    },
    [rows, textWidth, scale],
  );
  const rangeExtractor = useCallback((range: Range) => withPinned(defaultRangeExtractor(range), pinned.current, rowsNow.current), []);

  // oxlint-disable-next-line react/incompatible-library -- that is a warning for the React Compiler, which is not used here
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize,
    rangeExtractor,
    overscan: OVERSCAN,
    paddingStart: HEAD_PX * scale,
    paddingEnd: TAIL_PX * scale,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    initialOffset: () => offsetOf(rows, openAt, textWidth, scale),
    // Scrolling moves rows without asking React, unless other rows come into sight.
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
  });

  const opensAt = useRef(openAt);
  useLayoutEffect(() => {
    // The row before the first unread one carries the marker: that is where reading goes on.
    if (opensAt.current === null) virtualizer.scrollToEnd();
    else if (opensAt.current <= 0) virtualizer.scrollToOffset(0);
    else virtualizer.scrollToIndex(opensAt.current - 1, { align: 'start' });
  }, [virtualizer]);

  useOwnWordsInSight(rows, me, virtualizer);
  useEndInSight(scroller, virtualizer);
  return {
    virtualizer,
    drawn: virtualizer.getVirtualItems(),
    first: virtualizer.range?.startIndex ?? null,
    last: virtualizer.range?.endIndex ?? null,
    pin: (keys) => {
      pinned.current = keys;
    },
  };
}

/** A banner, or a composer that grows, takes room from the list: the newest words stay in sight of who was reading them. */
function useEndInSight(scroller: RefObject<HTMLDivElement | null>, virtualizer: TimelineScroll['virtualizer']): void {
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return undefined;
    const was = { isAtEnd: false };
    // Losing room is no scrolling: what was so at the last scroll is what the reader had.
    const onScroll = (): void => {
      was.isAtEnd = list.scrollHeight - list.clientHeight - list.scrollTop < END_PX;
    };
    const onSize = new ResizeObserver(() => {
      if (was.isAtEnd) virtualizer.scrollToEnd();
    });
    list.addEventListener('scroll', onScroll, { passive: true });
    onSize.observe(list);
    return () => {
      list.removeEventListener('scroll', onScroll);
      onSize.disconnect();
    };
  }, [scroller, virtualizer]);
}

/** Who sends something wants to see it go. */
function useOwnWordsInSight(rows: readonly TimelineRow[], me: AgentId, virtualizer: TimelineScroll['virtualizer']): void {
  const newest = rows.at(-1);
  const shownKey = useRef(newest?.key);
  useLayoutEffect(() => {
    if (newest === undefined || newest.key === shownKey.current) return;
    shownKey.current = newest.key;
    if (writerOf(newest.item) === me) virtualizer.scrollToEnd();
  }, [newest, me, virtualizer]);
}

function writerOf(item: TimelineItem): AgentId | null {
  switch (item.is) {
    case 'message':
      return item.message.author.by === 'agent' ? item.message.author.agentId : null;
    case 'note':
      return item.note.authorId;
    case 'milestone':
      return null;
  }
}

/** Drawn in their own places, so that the order of the page is the order of the list. */
function withPinned(indexes: number[], keys: readonly string[], rows: readonly TimelineRow[]): number[] {
  if (keys.length === 0) return indexes;
  const extra = keys.map((key) => rows.findIndex((row) => row.key === key)).filter((index) => index >= 0 && !indexes.includes(index));
  return extra.length === 0 ? indexes : [...new Set([...indexes, ...extra])].toSorted((a, b) => a - b);
}

/** A guess at where the list will open, so that the first drawing shows the right rows. */
function offsetOf(rows: readonly TimelineRow[], openAt: number | null, textWidth: number, scale: number): number {
  let offset = HEAD_PX * scale;
  for (const row of rows.slice(0, openAt ?? rows.length)) offset += estimateHeight(row, textWidth) * scale;
  return openAt === null ? Math.max(0, offset - window.innerHeight / 2) : offset;
}
