/** `{{…}}`, also in the full-width braces of an input method. */
const BLANK = /[{｛]{2}\s{0,3}([^\s{}｛｝][^{}｛｝\n]{0,58}?)\s{0,3}[}｝]{2}/gu;

/** A place in a prepared text that is to be filled, by a variable of that name or by hand. */
export interface Blank {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What is still to be filled in a text, in its order. */
export function blanksIn(text: string): readonly Blank[] {
  return [...text.matchAll(BLANK)].map((match) => ({
    name: (match[1] ?? '').trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** What can be filled in from what is known; every other name is the agent's to fill in. */
export const CANNED_VARIABLES = ['customer.name', 'customer.family', 'agent.name', 'centre.name', 'queue.name', 'date', 'time'] as const;
export type CannedVariable = (typeof CANNED_VARIABLES)[number];

export function isCannedVariable(name: string): name is CannedVariable {
  return CANNED_VARIABLES.some((variable) => variable === name);
}
