import * as z from 'zod';

export const Locale = z.enum(['ja', 'en']);
export type Locale = z.infer<typeof Locale>;

/** A word that people read in either language: queue names, dispositions, agents' public names. */
export const LocalizedText = z.object({ ja: z.string().min(1).max(200), en: z.string().min(1).max(200) });
export type LocalizedText = z.infer<typeof LocalizedText>;

const OneLanguage = z.string().trim().max(200).optional();

/** A word given in one language at least; the other is the same word until somebody gives its own. */
export const EitherText = z
  .object({ ja: OneLanguage, en: OneLanguage })
  .refine(({ ja = '', en = '' }) => ja !== '' || en !== '', { error: 'must be given in one language', path: ['ja'] })
  .transform(({ ja = '', en = '' }) => ({ ja: ja === '' ? en : ja, en: en === '' ? ja : en }));

/** The longest text of one message or note, in UTF-16 units; channels have their own, lower limits. */
export const TEXT_LIMIT = 10_000;

/** What a person wrote: kept as written, but never empty, without NUL (PostgreSQL cannot hold it) or lone surrogates. */
export const WrittenText = z
  .string()
  .max(TEXT_LIMIT, `must have at most ${TEXT_LIMIT} characters`)
  .transform((text) => text.replaceAll('\u0000', '').toWellFormed())
  .refine((text) => text.trim() !== '', 'must not be empty');
export type WrittenText = z.infer<typeof WrittenText>;

/** What a person wrote, where a message may come without words; what is blank to the eye is blank to us. */
export const WrittenOrBlank = z.union([
  WrittenText,
  z
    .string()
    .regex(/^[\s\0]*$/)
    .transform(() => '' as const),
]);

/** The language of a text as far as its script tells: kana or kanji make it Japanese. Null where no letter tells. */
export function languageOf(text: string): Locale | null {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  if (/\p{Script=Latin}/u.test(text)) return 'en';
  return null;
}
