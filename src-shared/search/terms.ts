import { foldText } from './fold-text.ts';

// Words are written without spaces in Japanese, so its runs are cut into pairs of characters (返金を → 返金 金を を): a question of two
// characters or more is a phrase of pairs, one of a single character is the beginning of a pair. Other scripts are cut into words.
const LETTERS = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const ONE_SCRIPT = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]+|[^\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]+/gu;

/** Digits as people write telephone numbers: with spaces, brackets, dots, hyphens or a plus sign. */
const PHONE = /\+?\d[\d\s().-]{7,22}\d/g;
const NUMBER_ONLY = /^\+?[\d\s().-]+$/;
const MIN_PHONE_PART = 4;
const PHONE_TERM = 'tel';

/** The terms of a text in its order, as both FTS5 and a tsvector take them. */
export function termsOf(text: string): readonly string[] {
  const folded = foldText(text);
  const words = runsOf(folded).flatMap((run) => (UNSPACED.test(run) ? [...pairsOf(run), lastOf(run)] : [run]));
  const phones = [...folded.matchAll(PHONE)].map(([number]) => phoneDigits(number)).filter((digits) => digits.length >= 9);
  return [...words, ...phones.flatMap(endingsOf)];
}

/** One thing that a text must hold: these terms side by side; the last one need only begin so where `isPrefix`. */
export interface Phrase {
  readonly terms: readonly string[];
  readonly isPrefix: boolean;
}

/** A question: every part must be found, each in one of its ways. */
export type Question = readonly { readonly anyOf: readonly Phrase[] }[];

export function questionOf(text: string): Question {
  const folded = foldText(text).trim();
  const digits = phoneDigits(folded);
  if (NUMBER_ONLY.test(folded) && digits.length >= MIN_PHONE_PART) {
    const asWritten = phraseOf(folded);
    return [{ anyOf: [{ terms: [PHONE_TERM + digits], isPrefix: true }, ...(asWritten === null ? [] : [asWritten])] }];
  }
  return folded
    .split(/\s+/)
    .map(phraseOf)
    .filter((phrase) => phrase !== null)
    .map((phrase) => ({ anyOf: [phrase] }));
}

/** The national form, so that +81 90 1234 5678 and 090-1234-5678 are one number. */
export function phoneDigits(text: string): string {
  const digits = text.replaceAll(/\D/g, '');
  const isJapanese = /^\s*\+\s*81/.test(text) || digits.startsWith('0081') || /^81[1-9]\d{8,9}$/.test(digits);
  return isJapanese ? `0${digits.replace(/^(?:0081|81)0?/, '')}` : digits;
}

/** Any part of a number finds it: each ending of it is a term, and a question is the beginning of one. */
function endingsOf(digits: string): string[] {
  return Array.from({ length: digits.length - MIN_PHONE_PART + 1 }, (_, start) => PHONE_TERM + digits.slice(start));
}

function phraseOf(chunk: string): Phrase | null {
  const runs = runsOf(chunk);
  const last = runs.at(-1);
  if (last === undefined) return null;
  const before = runs.slice(0, -1).flatMap((run) => (UNSPACED.test(run) ? [...pairsOf(run), lastOf(run)] : [run]));
  if (!UNSPACED.test(last)) return { terms: [...before, last], isPrefix: true };
  const pairs = pairsOf(last);
  return pairs.length === 0 ? { terms: [...before, last], isPrefix: true } : { terms: [...before, ...pairs], isPrefix: false };
}

function runsOf(folded: string): string[] {
  return [...folded.matchAll(LETTERS)].flatMap(([letters]) => letters.match(ONE_SCRIPT) ?? []);
}

function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  return characters.slice(0, -1).map((character, index) => character + (characters[index + 1] ?? ''));
}

/** The last character stands alone too: 林 must be found at the end of 小林. */
function lastOf(run: string): string {
  return Array.from(run).at(-1) ?? '';
}
