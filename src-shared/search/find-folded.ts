import { foldText, foldWithPlaces } from './fold-text.ts';

/** Where a text holds these words, folded as a search folds them: start and end in the text as it is written. */
export function findFolded(text: string, words: string): readonly { readonly start: number; readonly end: number }[] {
  const wanted = foldText(words).trim();
  if (wanted === '') return [];
  const folded = foldWithPlaces(text);
  const found: { start: number; end: number }[] = [];
  for (let from = folded.text.indexOf(wanted); from >= 0; from = folded.text.indexOf(wanted, from + wanted.length)) {
    const start = folded.starts[from];
    const end = folded.ends[from + wanted.length - 1];
    if (start !== undefined && end !== undefined) found.push({ start, end });
  }
  return found;
}
