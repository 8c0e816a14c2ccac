import { useMemo, useState } from 'react';
import { foldText } from '#shared/search/fold-text';

export interface Filter<T> {
  readonly search: string;
  readonly setSearch: (search: string) => void;
  /** The items that hold every word of the search, in their own order. */
  readonly shown: readonly T[];
}

/**
 * Finds as one types: width, case, kana and accents do not matter. `textOf` says what an item is found by; it is one and the same
 * function from drawing to drawing, for folding thousands of texts takes longer than a key press may.
 */
export function useFilter<T extends object>(items: readonly T[], textOf: (item: T) => string): Filter<T> {
  const [search, setSearch] = useState('');
  const folded = useMemo(() => createFolded(textOf), [textOf]);
  // Before the first key is pressed, so that it is as quick as the others.
  const texts = useMemo(() => items.map(folded), [items, folded]);
  const shown = useMemo(() => {
    const words = foldText(search).split(/\s+/).filter(Boolean);
    return words.length === 0 ? items : items.filter((_, index) => words.every((word) => texts[index]?.includes(word) === true));
  }, [items, texts, search]);
  return { search, setSearch, shown };
}

/** Records are never changed in place, so what one was folded to stays true of it. */
function createFolded<T extends object>(textOf: (item: T) => string): (item: T) => string {
  const known = new WeakMap<T, string>();
  return (item) => {
    const text = known.get(item) ?? foldText(textOf(item));
    known.set(item, text);
    return text;
  };
}
