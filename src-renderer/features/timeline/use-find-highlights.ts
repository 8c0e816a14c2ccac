import { useEffect, type RefObject } from 'react';
import { findFolded } from '#shared/search/find-folded';

const NAME = 'find';

/** Marks the words that are looked for wherever they are drawn, without touching what React drew. */
export function useFindHighlights(list: RefObject<HTMLElement | null>, words: string): void {
  useEffect(() => {
    const root = list.current;
    // A browser without highlights still jumps to the items and marks them.
    if (root === null || words.trim() === '' || !('highlights' in CSS)) return undefined;
    const paint = (): void => void CSS.highlights.set(NAME, new Highlight(...rangesIn(root, words)));
    paint();
    const drawn = new MutationObserver(paint);
    drawn.observe(root, { childList: true, subtree: true, characterData: true });
    return () => {
      drawn.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [list, words]);
}

function rangesIn(root: HTMLElement, words: string): Range[] {
  return [...root.querySelectorAll('[data-copy]')].flatMap((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const ranges: Range[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      for (const { start, end } of findFolded(node.nodeValue ?? '', words)) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
    return ranges;
  });
}
