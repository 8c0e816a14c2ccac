import { useEffect, type RefObject } from 'react';
import { copiedText, type CopiedItem } from './copy-items.ts';
import type { TimelineRow } from './timeline-rows.ts';

interface Copying {
  readonly list: RefObject<HTMLElement | null>;
  readonly rows: readonly TimelineRow[];
  readonly describe: (row: TimelineRow) => CopiedItem;
  readonly pin: (keys: readonly string[]) => void;
}

/**
 * A selection over several rows is copied with names and times; within one row it is plain text. The rows between come from the
 * model, because only those in sight are on the page; the two ends stay drawn, so that scrolling does not lose the selection.
 */
export function useCopy({ list, rows, describe, pin }: Copying): void {
  useEffect(() => {
    const page = list.current?.ownerDocument;
    if (page === undefined) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    page.addEventListener('selectionchange', () => pin(endsOf(page.getSelection(), list.current)), { signal });
    page.addEventListener(
      'copy',
      (event) => {
        const text = selectedText(page.getSelection(), list.current, rows, describe);
        if (text === null) return;
        event.clipboardData?.setData('text/plain', text);
        event.preventDefault();
      },
      { signal },
    );
    return () => stop.abort();
  }, [list, rows, describe, pin]);
}

function selectedText(
  selection: Selection | null,
  list: HTMLElement | null,
  rows: readonly TimelineRow[],
  describe: (row: TimelineRow) => CopiedItem,
): string | null {
  const [firstKey, lastKey] = endsOf(selection, list);
  if (selection === null || firstKey === undefined || lastKey === undefined || firstKey === lastKey) return null;
  const first = rows.findIndex(({ key }) => key === firstKey);
  const last = rows.findIndex(({ key }) => key === lastKey);
  if (first < 0 || last < first) return null;
  const range = selection.getRangeAt(0);
  return copiedText(
    rows.slice(first, last + 1).map((row, index) => {
      const item = describe(row);
      if (index !== 0 && index !== last - first) return item;
      return { ...item, text: partOf(range, rowElement(list, row.key)) ?? item.text };
    }),
  );
}

/** The keys of the first and the last row that the selection touches. */
function endsOf(selection: Selection | null, list: HTMLElement | null): readonly string[] {
  if (selection === null || list === null || selection.isCollapsed || selection.rangeCount === 0) return [];
  const range = selection.getRangeAt(0);
  const ends = [range.startContainer, range.endContainer].map((node) => keyOf(node, list));
  return ends.filter((key) => key !== null);
}

function keyOf(node: Node, list: HTMLElement): string | null {
  if (!list.contains(node)) return null;
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null;
}

function rowElement(list: HTMLElement | null, key: string): Element | null {
  return list?.querySelector(`[data-key="${CSS.escape(key)}"] [data-copy]`) ?? null;
}

/** What the selection holds of a row's own words; null where it holds all of them or none, and the whole text is meant. */
function partOf(range: Range, words: Element | null): string | null {
  if (words === null || !range.intersectsNode(words)) return null;
  const holdsStart = words.contains(range.startContainer);
  const holdsEnd = words.contains(range.endContainer);
  if (!holdsStart && !holdsEnd) return null;
  const part = range.cloneRange();
  if (!holdsStart) part.setStartBefore(words);
  if (!holdsEnd) part.setEndAfter(words);
  return part.toString();
}
