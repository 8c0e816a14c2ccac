// A folded text as a row of runs with one space between them: letters, digits, emoji, and the scripts that are written without spaces,
// each by themselves (a-12345 and A12345 are both "a 12345"; 30日 is "30 日").

export type RunClass = 'unspaced' | 'emoji' | 'letters' | 'digits';

export interface Run {
  readonly is: RunClass;
  readonly text: string;
  /** Where in the folded text it begins. */
  readonly start: number;
}

const EMOJI = /\p{Extended_Pictographic}|\p{RI}/u;
const LETTER = /\p{L}|\p{M}/u;
const NUMBER = /\p{N}/u;
const UNSPACED =
  /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}/u;

export function runsOf(folded: string): Run[] {
  const runs: Run[] = [];
  let is: RunClass | null = null;
  let start = 0;
  for (let index = 0; index < folded.length;) {
    const code = folded.codePointAt(index) ?? 0;
    const next = classOf(code);
    if (next !== is) {
      if (is !== null) runs.push({ is, text: folded.slice(start, index), start });
      is = next;
      start = index;
    }
    index += code > 0xffff ? 2 : 1;
  }
  if (is !== null) runs.push({ is, text: folded.slice(start), start });
  return runs;
}

export function flatten(folded: string): string {
  return runsOf(folded)
    .map(({ text }) => text)
    .join(' ');
}

/** Runs of these are found by any part of them, the others by their beginning. */
export function isFound(is: RunClass | null): 'anywhere' | 'by beginning' {
  return is === 'unspaced' || is === 'emoji' ? 'anywhere' : 'by beginning';
}

/** Null: it parts what stands around it. */
export function classOf(code: number): RunClass | null {
  if (code < 0x80) {
    if (code >= 0x61 && code <= 0x7a) return 'letters';
    return code >= 0x30 && code <= 0x39 ? 'digits' : null;
  }
  if ((code >= 0x3041 && code <= 0x3096) || (code >= 0x4e00 && code <= 0x9fff)) return 'unspaced';
  const character = String.fromCodePoint(code);
  if (EMOJI.test(character)) return 'emoji';
  if (LETTER.test(character)) return UNSPACED.test(character) ? 'unspaced' : 'letters';
  return NUMBER.test(character) ? 'digits' : null;
}
