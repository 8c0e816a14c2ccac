import * as z from 'zod';
import { toInstant, type Instant } from './clock.ts';
import { Locale, LocalizedText } from './text.ts';

/** For how many days desks keep the past of their queues, where the centre has not said. */
export const DEFAULT_DESK_DAYS = 30;
/** How long desks go on without their hub, where the centre has not said. */
export const DEFAULT_OFFLINE_HOURS = 12;
const DAY_MS = 24 * 60 * 60_000;

/** The contact centre itself; there is one record of it. */
export const Centre = z.object({
  /** What customers know it by. */
  name: LocalizedText,
  /** IANA, such as Asia/Tokyo: what "today" means here. */
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Asia/Tokyo'),
  /** The languages it works in; the first one is what a stranger is greeted in. */
  locales: z.array(Locale).min(1).max(2),
  /**
   * For how many days after its end desks keep the work of their queues; what is older is read from the hub when somebody looks. Nothing
   * is deleted at the hub by it. Absent: DEFAULT_DESK_DAYS.
   */
  deskDays: z.number().int().min(1).max(365).optional(),
  /** For how many hours a desk may go on without its hub before it asks for the password. Absent: DEFAULT_OFFLINE_HOURS. */
  offlineHours: z.number().int().min(1).max(168).optional(),
});
export type Centre = z.infer<typeof Centre>;

export const CENTRE_ID = 'centre';

/** What of a queue was over before this moment is not kept on desks. */
export function deskEdge(centre: Pick<Centre, 'deskDays'> | undefined, now: number): Instant {
  return toInstant(now - (centre?.deskDays ?? DEFAULT_DESK_DAYS) * DAY_MS);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
