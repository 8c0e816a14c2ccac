import { foldText } from './fold-text.ts';

/** How much of what stands before a character can change its fold: a long vowel's kana, a doubled kanji, a letter's accents. */
const CONTEXT = 3;

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Where a text holds these words, folded as a search folds them: start and end in the text as it is written. */
export function findFolded(text: string, words: string): readonly { readonly start: number; readonly end: number }[] {
  const wanted = foldText(words).trim();
  if (wanted === '') return [];
  const pieces = [...graphemes.segment(text)].map(({ segment, index }) => ({ segment, index }));
  // Of each folded character, which piece of the written text it came from.
  const origin: number[] = [];
  let folded = '';
  pieces.forEach(({ segment }, at) => {
    const before = pieces
      .slice(Math.max(0, at - CONTEXT), at)
      .map((piece) => piece.segment)
      .join('');
    const added = foldText(before + segment).slice(foldText(before).length);
    for (let unit = 0; unit < added.length; unit += 1) origin.push(at);
    folded += added;
  });
  const found: { start: number; end: number }[] = [];
  for (let from = folded.indexOf(wanted); from >= 0; from = folded.indexOf(wanted, from + wanted.length)) {
    const first = pieces[origin[from] ?? 0];
    const last = pieces[origin[from + wanted.length - 1] ?? 0];
    if (first !== undefined && last !== undefined) found.push({ start: first.index, end: last.index + last.segment.length });
  }
  return found;
}
