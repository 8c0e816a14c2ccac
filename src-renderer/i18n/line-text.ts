import type { LastLine } from '#shared/domain/interaction';

type Words = (key: `common:instead_of_words.${NonNullable<LastLine['has']>}`) => string;

/** A line for lists and notices: its words, or what came in their place. */
export function lineText(t: Words, { text, has }: LastLine): string {
  return text !== '' || has === undefined ? text : t(`common:instead_of_words.${has}`);
}
