import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { Announcer } from './announcer.tsx';
import { describeItem } from './describe-item.ts';
import { FindBar, FindButton } from './find-bar.tsx';
import { TimelineHead } from './timeline-head.tsx';
import { useTimeline } from './timeline-context.ts';
import type { TimelineItem } from './timeline-items.ts';
import { TimelineRowView } from './timeline-row.tsx';
import type { TimelineRow } from './timeline-rows.ts';
import styles from './timeline.module.css';
import { useCopy } from './use-copy.ts';
import type { Finding } from './use-find.ts';
import { useFindHighlights } from './use-find-highlights.ts';
import { useInSight } from './use-in-sight.ts';
import { useMarkRead } from './use-mark-read.ts';
import { targetKey, useTarget } from './use-target.ts';
import type { TimelineModel } from './use-timeline-model.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';

export interface TimelineListProps {
  readonly model: TimelineModel;
  readonly hasOlder: boolean;
  readonly isCut: boolean;
  readonly isLoadingOlder: boolean;
  /** The page's zoom, 1 at 100 %. */
  readonly scale: number;
  readonly itemId: string | null;
  readonly finding: Finding;
  /** Where its tools are drawn, once that is there. */
  readonly tools: HTMLElement | null;
  readonly onOlder: () => void;
  /** The item is in sight and marked: it can be asked for again. */
  readonly onItemShown: () => void;
}

/** So many rows before the top, the page before is fetched: with luck it is there before it is wanted. */
const ROWS_AHEAD = 12;

export function TimelineList({
  model,
  hasOlder,
  isCut,
  isLoadingOlder,
  scale,
  itemId,
  finding,
  tools,
  onOlder,
  onItemShown,
}: TimelineListProps) {
  const { rows, unread, firstUnreadKey } = model;
  const { t, format, me } = useTimeline();
  const { records } = useDesk();
  const [openAt] = useState(() => indexOf(rows, firstUnreadKey));
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useTimelineScroll({ scroller, rows, openAt, me, scale });
  const { virtualizer, drawn, first, last } = scroll;

  useEffect(() => {
    if (first !== null && first < ROWS_AHEAD && hasOlder) onOlder();
    // Asked again when other rows are in sight, not when an attempt has failed: that would be without end.
  }, [first, rows.length, hasOlder, onOlder]);

  const [markedKey, setMarkedKey] = useState<string | null>(null);
  const onShown = useCallback(
    (key: string) => {
      setMarkedKey(key);
      onItemShown();
    },
    [onItemShown],
  );
  useTarget({ key: itemId === null ? null : targetKey(itemId), rows, virtualizer, onOlder, onShown });

  const { above, onScreen, below } = useMemo(() => split(unread, rows, first, last), [unread, rows, first, last]);
  const [seen] = useState(() => new Set<string>());
  useMarkRead(unread, onScreen, seen);
  useInSight(rows, first, last);

  const describe = useCallback((row: TimelineRow) => describeItem(row.item, t, format, records.getState().records), [t, format, records]);
  const { find } = finding;
  useFindHighlights(scroller, find?.text ?? '');
  useCopy({ list: scroller, rows, describe, pin: scroll.pin });
  const say = useCallback(
    (item: TimelineItem) => {
      const { name, text } = describeItem(item, t, format, records.getState().records);
      return t('announce', { name, text });
    },
    [t, format, records],
  );

  const show = (item: TimelineItem | undefined): void => {
    const index = item === undefined ? -1 : rows.findIndex((row) => row.key === item.key);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'start' });
  };
  const isFarFromEnd = last !== null && last < rows.length - 8;

  return (
    <div className={styles['frame']}>
      {tools !== null && <FindButton place={tools} isOpen={find !== null} onPress={find === null ? finding.open : find.close} />}
      {find !== null && <FindBar find={find} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div ref={scroller} className={styles['scroller']} role="log" aria-label={t('title')} aria-live="off" tabIndex={0}>
        <div ref={virtualizer.containerRef} className={styles['rows']}>
          <TimelineHead
            first={rows[0]}
            isUnread={rows[0] !== undefined && rows[0].key === firstUnreadKey}
            hasOlder={hasOlder}
            isCut={isCut}
            isLoadingOlder={isLoadingOlder}
            onOlder={onOlder}
          />
          {/* oxlint-disable-next-line react/refs -- these are the virtualizer's rows, which it made for this rendering */}
          {drawn.map(({ index, key: rowKey }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <div key={rowKey} ref={virtualizer.measureElement} data-index={index} data-key={row.key} className={styles['place']}>
                <TimelineRowView row={row} isTarget={row.key === markedKey} />
              </div>
            );
          })}
        </div>
      </div>
      {above.length > 0 && (
        <div className={styles['jumpUp']}>
          <Button onPress={() => show(above[0])}>
            <Icon name="up" size="0.875rem" />
            {t('above', { count: above.length })}
          </Button>
        </div>
      )}
      {(below.length > 0 || isFarFromEnd) && (
        <div className={styles['jumpDown']}>
          <Button
            look={below.length > 0 ? 'primary' : 'plain'}
            onPress={() => (below.length > 0 ? show(below[0]) : virtualizer.scrollToEnd())}
          >
            <Icon name="down" size="0.875rem" />
            {below.length > 0 ? t('below', { count: below.length }) : t('to_newest')}
          </Button>
        </div>
      )}
      <Announcer newest={rows.at(-1)?.item} say={say} />
    </div>
  );
}

function indexOf(rows: readonly TimelineRow[], key: string | null): number | null {
  const index = key === null ? -1 : rows.findIndex((row) => row.key === key);
  return index < 0 ? null : index;
}

interface Split {
  readonly above: readonly TimelineItem[];
  readonly onScreen: readonly TimelineItem[];
  readonly below: readonly TimelineItem[];
}

/** Where the unread items are, seen from what is on the screen. */
function split(unread: readonly TimelineItem[], rows: readonly TimelineRow[], first: number | null, last: number | null): Split {
  if (unread.length === 0 || first === null || last === null) return { above: [], onScreen: [], below: [] };
  const sight = new Set(rows.slice(first, last + 1).map(({ key }) => key));
  const from = unread.findIndex(({ key }) => sight.has(key));
  if (from >= 0) {
    const to = unread.findLastIndex(({ key }) => sight.has(key));
    return { above: unread.slice(0, from), onScreen: unread.slice(from, to + 1), below: unread.slice(to + 1) };
  }
  const place = new Map(rows.map(({ key }, index) => [key, index]));
  const isAbove = (item: TimelineItem): boolean => (place.get(item.key) ?? 0) < first;
  return { above: unread.filter(isAbove), onScreen: [], below: unread.filter((item) => !isAbove(item)) };
}
