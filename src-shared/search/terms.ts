import { runsOf, type Run } from './flatten.ts';
import { foldText } from './fold-text.ts';
import { numbersIn } from './numbers.ts';
import { stemOf, type Question, type Wanted } from './question.ts';

// The one tokenizer of FTS5 on the desk and of the hub's tsvector. Terms are a set: an index without positions is half as large and is
// written faster. So what the index answers is all that can be meant and a little more, and `isHeldBy` decides.

/** Raise it when the same text gives other terms: desks (their FORMAT) and hubs then fill their index anew. */
export const TERMS_VERSION = 1;

/** Words of one or two letters are asked at every key, and begin so many words that they are terms by themselves. */
const SHORT = 2;
const BEGINNING = '·';
const NUMBER = '°';
const FACET = '§';
const JOINT = '¦';
const LONGEST = 40;
const MIN_ENDING = 4;

/**
 * The terms of a text, each once: of scripts without spaces every character and every pair (返金 → 返 金 返金), of the others every word,
 * its first letters, and its stem where the word does not begin with it; where two runs meet, what meets; of long numbers every ending.
 */
export function termsOf(text: string): ReadonlySet<string> {
  const terms = new Set<string>();
  const folded = foldText(text);
  let before: Run | null = null;
  for (const run of runsOf(folded)) {
    if (before !== null) terms.add(joint(before, run));
    before = run;
    if (run.is === 'unspaced' || run.is === 'emoji') addPairs(terms, run.text);
    else addWord(terms, run.text);
  }
  for (const number of numbersIn(folded))
    for (let start = 0; start <= number.length - MIN_ENDING; start += 1) terms.add(NUMBER + number.slice(start));
  return terms;
}

/** Without it 「ん。ア」 would be looked for in every text that has both characters anywhere. */
function joint(before: Run, after: Run): string {
  const last = before.text.codePointAt(before.text.length - 1) ?? 0;
  const first = after.text.codePointAt(0) ?? 0;
  const isPair = last >= 0xdc00 && last <= 0xdfff && before.text.length > 1;
  return `${isPair ? before.text.slice(-2) : before.text.slice(-1)}${JOINT}${String.fromCodePoint(first)}`;
}

function addPairs(terms: Set<string>, run: string): void {
  let before = '';
  for (const character of run) {
    terms.add(character);
    if (before !== '') terms.add(before + character);
    before = character;
  }
}

function addWord(terms: Set<string>, word: string): void {
  const stem = stemOf(word);
  for (const form of word.startsWith(stem) ? [word] : [word, stem]) {
    terms.add(cut(form));
    for (const beginning of beginnings(form)) terms.add(BEGINNING + beginning);
  }
}

function beginnings(word: string): string[] {
  const characters = Array.from(word.slice(0, SHORT * 2));
  return characters.slice(0, SHORT).map((_, index) => characters.slice(0, index + 1).join(''));
}

function cut(word: string): string {
  return word.length <= LONGEST ? word : word.slice(0, LONGEST).toWellFormed();
}

/** What an index has to be asked: a term, the beginning of terms, all of these, any of these. */
export type Ask =
  | { readonly is: 'term' | 'beginning'; readonly term: string }
  | { readonly is: 'all' | 'any'; readonly of: readonly Ask[] };

/** True of everything that holds the question, and of little else; null where nothing is asked. */
export function askOf(question: Question): Ask | null {
  const ways = question.map((way): Ask => ({ is: 'all', of: way.map(askOfPart) }));
  return ways.length === 0 ? null : { is: 'any', of: ways };
}

function askOfPart(wanted: Wanted): Ask {
  const runs = runsOf(wanted.flat);
  const asTyped: Ask = {
    is: 'all',
    of: runs.flatMap((run, index): Ask[] => {
      const before = runs[index - 1];
      const asked = partAsked(run, index === runs.length - 1, wanted);
      return before === undefined ? asked : [...asked, { is: 'term', term: joint(before, run) }];
    }),
  };
  return wanted.digits === null ? asTyped : { is: 'any', of: [asTyped, { is: 'beginning', term: NUMBER + wanted.digits }] };
}

function partAsked(run: Run, isLast: boolean, { stem }: Wanted): Ask[] {
  if (run.is === 'unspaced' || run.is === 'emoji') return pairsAsked(run.text);
  if (!isLast) return [{ is: 'term', term: cut(run.text) }];
  return [stem === null ? beginningAsked(run.text) : wordAsked(run.text, stem)];
}

function pairsAsked(run: string): Ask[] {
  const characters = Array.from(run);
  if (characters.length === 1) return [{ is: 'term', term: run }];
  const pairs = new Set(characters.slice(1).map((character, index) => (characters[index] ?? '') + character));
  return [...pairs].map((term) => ({ is: 'term', term }));
}

function wordAsked(word: string, stem: string): Ask {
  if (word.startsWith(stem)) return beginningAsked(stem);
  return { is: 'any', of: [beginningAsked(word), beginningAsked(stem)] };
}

function beginningAsked(word: string): Ask {
  return Array.from(word).length <= SHORT ? { is: 'term', term: BEGINNING + word } : { is: 'beginning', term: cut(word) };
}

/** What an item can be filtered by, as terms that no text has. */
export interface Facets {
  readonly ids: readonly string[];
  readonly channel: string | null;
  readonly hasAttachment: boolean;
  /** 2026-11, of its place in the timeline. */
  readonly month: string;
}

export function facetTerms({ ids, channel, hasAttachment, month }: Partial<Facets>): string[] {
  return [
    ...(ids ?? []).map((id) => FACET + id),
    ...(channel === null || channel === undefined ? [] : [FACET + channel]),
    ...(hasAttachment === true ? [`${FACET}file`] : []),
    ...(month === undefined ? [] : [FACET + month]),
  ];
}
