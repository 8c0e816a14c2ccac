import { toHiragana } from 'wanakana';
import type { CannedResponse } from '#shared/domain/canned-response';
import { foldText } from '#shared/search/fold-text';

/** A response as it is compared. */
interface Folded {
  readonly shortcut: string;
  readonly titles: readonly string[];
  readonly reading: string;
  /** Folded when first asked for: texts are long, and most questions are answered by titles. */
  body: string | null;
}

// Kept with the record: a new version of a response is a new object, and only that one is folded anew.
const folded = new WeakMap<CannedResponse, Folded>();

const MOST_SHOWN = 50;
const NOT_FOUND = 9;

/**
 * The responses that answer a question, best first: by shortcut, by title, by reading (romaji will do), and last by their text. Every
 * word must be found. What is equally good keeps the order given.
 */
export function findCanned(all: readonly CannedResponse[], question: string): readonly CannedResponse[] {
  const words = foldText(question).split(/\s+/u).filter(Boolean).map(waysOf);
  if (words.length === 0) return all.slice(0, MOST_SHOWN);
  const ranked = all.flatMap((response) => {
    const known = foldedOf(response);
    const rank = Math.max(...words.map((ways) => Math.min(...ways.map((way) => rankOf(known, response, way)))));
    return rank === NOT_FOUND ? [] : [{ response, rank }];
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MOST_SHOWN)
    .map(({ response }) => response);
}

/** A word as typed, and as kana where it was typed in Latin letters; the letters of a kana that is not finished yet are left out. */
function waysOf(word: string): readonly string[] {
  if (!/^[a-z'-]+$/u.test(word)) return [word];
  // ん as it is typed, nn, and as it is written, n.
  const kana = foldText(toHiragana(word.replaceAll(/nn(?![aiueoy])/gu, 'n'))).replace(/[a-z'-]+$/u, '');
  return kana === '' || /[a-z]/u.test(kana) ? [word] : [word, kana];
}

function rankOf(known: Folded, response: CannedResponse, way: string): number {
  if (known.shortcut === way) return 0;
  if (known.shortcut.startsWith(way)) return 1;
  if (known.titles.some((title) => title.startsWith(way))) return 2;
  if (known.reading.startsWith(way)) return 3;
  if (known.titles.some((title) => title.includes(way))) return 4;
  if (known.reading.includes(way)) return 5;
  return bodyOf(known, response).includes(way) ? 6 : NOT_FOUND;
}

function foldedOf(response: CannedResponse): Folded {
  const made = folded.get(response);
  if (made !== undefined) return made;
  const { shortcut, title, reading } = response;
  const fresh = {
    shortcut: foldText(shortcut ?? ''),
    titles: [foldText(title.ja), foldText(title.en)],
    reading: foldText(reading ?? ''),
    body: null,
  };
  folded.set(response, fresh);
  return fresh;
}

function bodyOf(known: Folded, { text }: CannedResponse): string {
  known.body ??= foldText(`${text.ja ?? ''}\n${text.en ?? ''}`);
  return known.body;
}

const SLICE = 250;

/** Folds everything beforehand, a little at a time, so that the first letter typed waits for nothing. Returned: stop. */
export function prepareCanned(all: readonly CannedResponse[]): () => void {
  const next = { timer: 0 };
  function prepare(from: number): void {
    for (const response of all.slice(from, from + SLICE)) bodyOf(foldedOf(response), response);
    if (from + SLICE < all.length) next.timer = window.setTimeout(prepare, 0, from + SLICE);
  }
  next.timer = window.setTimeout(prepare, 0, 0);
  return () => window.clearTimeout(next.timer);
}
