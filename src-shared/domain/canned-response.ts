import * as z from 'zod';
import { CannedResponseId } from './ids.ts';
import { LocalizedText, TEXT_LIMIT } from './text.ts';

const Words = z.string().trim().min(1).max(TEXT_LIMIT);

/** Prepared text. `text` may hold variables such as {{customer.name}}; which there are stands with what fills them in. */
export const CannedResponse = z.object({
  id: CannedResponseId,
  title: LocalizedText,
  /** Typed to find it; letters, digits, hyphens and underscores of any script. */
  shortcut: z
    .string()
    .regex(/^[\p{L}\p{N}ー_-]{1,40}$/u, 'must be letters, digits, hyphens and underscores')
    .nullable(),
  /** よみ of the Japanese title, in kana. */
  reading: z.string().max(200).nullable(),
  /** In one language at least; the customer's is chosen. */
  text: z
    .object({ ja: Words.optional(), en: Words.optional() })
    .refine(({ ja, en }) => ja !== undefined || en !== undefined, 'must have a text in one language at least'),
  isRetired: z.boolean(),
});
export type CannedResponse = z.infer<typeof CannedResponse>;
