import * as z from 'zod';

const PART_LIMIT = 100;
const HIRAGANA = /[\u3041-\u3096\u309d\u309e]/g;
const TO_KATAKANA = 0x60;

/**
 * 姓 and 名 as somebody typed them: full-width letters and half-width kana made ordinary, blanks tidied. Only those: NFKC over the
 * whole would turn 﨑 and 神 in people's names into other characters.
 */
export function tidyName(text: string): string {
  return clean(text.replaceAll(/[\uff00-\uffef]+/g, (wide) => wide.normalize('NFKC')));
}

/** セイ and メイ: whatever kana was typed, in whatever width, a reading is kept in full-width katakana. */
export function tidyReading(text: string): string {
  return clean(text.normalize('NFKC')).replaceAll(HIRAGANA, (kana) => String.fromCharCode(kana.charCodeAt(0) + TO_KATAKANA));
}

function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().replaceAll(/\s+/gu, ' ').trim();
}

function part(tidy: (text: string) => string) {
  return z
    .string()
    .transform(tidy)
    .pipe(z.string().max(PART_LIMIT, `must have at most ${PART_LIMIT} characters`))
    .optional();
}

/** A name as an agent gives it: tidied, and without the parts that were left empty; null where all of them were. */
export const TypedName = z
  .object({ family: part(tidyName), given: part(tidyName), familyReading: part(tidyReading), givenReading: part(tidyReading) })
  .transform(({ family = '', given = '', familyReading = '', givenReading = '' }) => ({
    ...(family === '' ? {} : { family }),
    ...(given === '' ? {} : { given }),
    ...(familyReading === '' ? {} : { familyReading }),
    ...(givenReading === '' ? {} : { givenReading }),
  }));
export type TypedName = z.infer<typeof TypedName>;
