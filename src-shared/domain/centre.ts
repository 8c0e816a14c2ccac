import * as z from 'zod';
import { Locale, LocalizedText } from './text.ts';

/** The contact centre itself; there is one record of it. */
export const Centre = z.object({
  /** What customers know it by. */
  name: LocalizedText,
  /** IANA, such as Asia/Tokyo: what "today" means here. */
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Asia/Tokyo'),
  /** The languages it works in; the first one is what a stranger is greeted in. */
  locales: z.array(Locale).min(1).max(2),
});
export type Centre = z.infer<typeof Centre>;

export const CENTRE_ID = 'centre';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
