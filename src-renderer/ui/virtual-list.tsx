import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import styles from './virtual-list.module.css';

export interface VirtualListHandle {
  scrollToIndex(index: number, align?: 'auto' | 'start' | 'center' | 'end'): void;
  scrollToEnd(): void;
  isAtEnd(): boolean;
  /** Brings an item into sight and focuses the first thing in it that can be. */
  focusItem(index: number): void;
}

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** A first guess in px at 100 %; every item is measured when it is drawn. */
  readonly estimateSize: (index: number) => number;
  readonly render: (item: T, index: number) => ReactNode;
  /** False for headings between the items, which are only for the eye: an item says by itself what it belongs to. */
  readonly isItem?: (item: T) => boolean;
  /** `log`: what is added is read out, so only for lists that grow at the end. */
  readonly kind: 'list' | 'log';
  readonly label: string;
  readonly lang?: string;
  /** Where the list opens; without it at its anchor. Read once. */
  readonly initialIndex?: number;
  /** `end`: opens at the end and follows it while it is in sight. Both keep the item being read in place when others come or go. */
  readonly anchor?: 'start' | 'end';
  /** The items in sight after each scroll, without overscan. */
  readonly onRange?: (first: number, last: number) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  readonly className?: string;
  readonly ref?: Ref<VirtualListHandle>;
}

/** Within this distance of the end, in px, the reader counts as reading the newest item. */
const END_THRESHOLD = 48;
const OVERSCAN = 8;

/** Draws only what is in sight, however long the list is. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const {
    items,
    keyOf,
    isItem,
    estimateSize,
    render,
    kind,
    label,
    lang,
    initialIndex,
    anchor = 'start',
    onRange,
    onKeyDown,
    className,
    ref,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const getItemKey = useCallback((index: number) => keyAt(items, keyOf, index), [items, keyOf]);
  // oxlint-disable-next-line react/incompatible-library -- that is a warning for the React Compiler, which is not used here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: OVERSCAN,
    anchorTo: 'end',
    followOnAppend: anchor === 'end',
    scrollEndThreshold: anchor === 'end' ? END_THRESHOLD : 0,
  });

  const opensAt = useRef(initialIndex);
  useLayoutEffect(() => {
    if (opensAt.current !== undefined) virtualizer.scrollToIndex(opensAt.current, { align: 'start' });
    else if (anchor === 'end') virtualizer.scrollToEnd();
  }, [virtualizer, anchor]);

  useImperativeHandle(
    ref,
    () => ({
      scrollToIndex: (index, align = 'auto') => virtualizer.scrollToIndex(index, { align }),
      scrollToEnd: () => virtualizer.scrollToEnd(),
      isAtEnd: () => virtualizer.isAtEnd(END_THRESHOLD),
      focusItem(index) {
        virtualizer.scrollToIndex(index, { align: 'auto' });
        // One that was out of sight is drawn in the next frame.
        if (!focusIn(scroller.current, index)) requestAnimationFrame(() => focusIn(scroller.current, index));
      },
    }),
    [virtualizer],
  );

  const first = virtualizer.range?.startIndex;
  const last = virtualizer.range?.endIndex;
  useEffect(() => {
    if (first !== undefined && last !== undefined) onRange?.(first, last);
  }, [first, last, items.length, onRange]);

  return (
    <div ref={scroller} className={`${styles['scroller']} ${className ?? ''}`}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it has a role, given as a property */}
      <div
        role={kind}
        aria-label={label}
        onKeyDown={onKeyDown}
        lang={lang}
        className={styles['list']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return item === undefined ? null : (
            <div
              key={key}
              data-index={index}
              ref={virtualizer.measureElement}
              className={styles['item']}
              style={{ transform: `translateY(${start}px)` }}
              {...partOf(kind, isItem?.(item) ?? true)}
            >
              {render(item, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function partOf(kind: 'list' | 'log', isItem: boolean): { readonly role?: 'listitem'; readonly 'aria-hidden'?: true } {
  if (kind === 'log') return {};
  return isItem ? { role: 'listitem' } : { 'aria-hidden': true };
}

function keyAt<T>(items: readonly T[], keyOf: (item: T) => string, index: number): string | number {
  const item = items[index];
  return item === undefined ? index : keyOf(item);
}

function focusIn(scroller: HTMLElement | null, index: number): boolean {
  const target = scroller?.querySelector<HTMLElement>(`[data-index="${index}"] :is(button, a[href], [tabindex])`) ?? null;
  target?.focus({ preventScroll: true });
  return target !== null;
}
