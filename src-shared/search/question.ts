import { stemmer } from 'stemmer';
import { flatten, isFound, runsOf, type RunClass } from './flatten.ts';
import { foldText, foldWithPlaces } from './fold-text.ts';
import { numbersIn, phoneDigits } from './numbers.ts';

/** What was typed between two spaces, as it must be found. */
export interface Wanted {
  /** Flattened: see `flatten`. */
  readonly flat: string;
  readonly first: RunClass;
  /** Of one English word: whatever has the same stem is found too. */
  readonly stem: string | null;
  /** Of a number: whatever long number holds these digits is found too. */
  readonly digits: string | null;
}

/**
 * What is looked for: every part of one of these ways. A text holds a part where, both folded and flattened,
 *
 * - the part stands in it as it was typed: Japanese (and whatever else is written without spaces) and emoji anywhere, a word or number
 *   only from its beginning, and the last word of a part need only begin so: 金 and 返金 are in 「ご返金」, `ref` in "Refund", but `fund` is not;
 * - or the part is one English word and a word of the text has its stem: `refunds` finds "refunded";
 * - or the part has four digits or more and a number of nine digits or more in the text has them: 1234-5678 finds +81 90 1234 5678.
 *
 * No ways: nothing was asked.
 */
export type Question = readonly (readonly Wanted[])[];

const NUMBER_ONLY = /^\+?[\d\s().-]+$/;
const MIN_DIGITS = 4;
const ENGLISH = /^[a-z]{3,}$/;

export function questionOf(text: string): Question {
  const folded = foldText(text).trim();
  const parts = folded.split(/\s+/).flatMap((part) => wantedOf(part));
  // +81 90 1234 5678 is one number, 12345 67890 perhaps two.
  const whole = parts.length > 1 && NUMBER_ONLY.test(folded) ? wantedOf(folded) : [];
  return [parts, whole].filter((way) => way.length > 0);
}

function wantedOf(part: string): Wanted[] {
  // By itself it repeats nothing.
  const runs = runsOf(part.replace(/^々+/, ''));
  const [first] = runs;
  if (first === undefined) return [];
  const isWord = runs.length === 1 && ENGLISH.test(first.text);
  const digits = NUMBER_ONLY.test(part) ? phoneDigits(part) : '';
  return [
    {
      flat: runs.map(({ text }) => text).join(' '),
      first: first.is,
      stem: isWord ? stemmer(first.text) : null,
      digits: digits.length >= MIN_DIGITS ? digits : null,
    },
  ];
}

/** The definition of a hit, without any index: what the index finds is measured by it. */
export function isHeldBy(text: string, question: Question): boolean {
  const folded = foldText(text);
  const flat = flatten(folded);
  return question.some((way) => way.every((wanted) => holds(folded, flat, wanted)));
}

function holds(folded: string, flat: string, wanted: Wanted): boolean {
  if (placesOf(flat, wanted).next().done !== true) return true;
  const { stem, digits } = wanted;
  if (stem !== null && flat.split(' ').some((word) => stemOf(word) === stem)) return true;
  return digits !== null && numbersIn(folded).some((number) => number.includes(digits));
}

function* placesOf(flat: string, { flat: wanted, first }: Wanted): Generator<number> {
  const isAnywhere = isFound(first) === 'anywhere';
  for (let at = flat.indexOf(wanted); at >= 0; at = flat.indexOf(wanted, at + 1))
    if (isAnywhere || at === 0 || flat.charAt(at - 1) === ' ') yield at;
}

export function stemOf(word: string): string {
  return ENGLISH.test(word) ? stemmer(word) : word;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a text holds what was asked, in the text as it is written, from its beginning and apart from each other. */
export function placesHeld(text: string, question: Question): readonly Range[] {
  const folded = foldWithPlaces(text);
  const runs = runsOf(folded.text);
  const flat = runs.map((run) => run.text).join(' ');
  // Of each place in the flat text the place in the folded one; a space that parts two runs has none.
  const inFolded: number[] = [];
  for (const run of runs) {
    if (inFolded.length > 0) inFolded.push(-1);
    for (let unit = 0; unit < run.text.length; unit += 1) inFolded.push(run.start + unit);
  }
  const written = (from: number, to: number): Range => ({ start: folded.starts[from] ?? 0, end: folded.ends[to] ?? text.length });
  const found = question.flat().flatMap((wanted): Range[] => {
    const asTyped = [...placesOf(flat, wanted)].map((at) =>
      written(inFolded[at] ?? 0, inFolded[at + wanted.flat.length - 1] ?? folded.text.length - 1),
    );
    const { stem, digits } = wanted;
    const alike = stem === null ? [] : runs.filter((run) => stemOf(run.text) === stem);
    const numbers =
      digits === null ? [] : [...folded.text.matchAll(/\+?\d[\d\s().-]+\d/g)].filter(([number]) => phoneDigits(number).includes(digits));
    return [
      ...asTyped,
      ...alike.map((run) => written(run.start, run.start + run.text.length - 1)),
      ...numbers.map((number) => written(number.index, number.index + number[0].length - 1)),
    ];
  });
  return joined(found);
}

function joined(ranges: readonly Range[]): Range[] {
  const apart: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && range.start <= last.end) apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else apart.push(range);
  }
  return apart;
}
