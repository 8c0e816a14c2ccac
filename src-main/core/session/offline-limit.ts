import * as z from 'zod';

/** Since when a desk is on its own, by a clock that somebody may have turned. */
export const Alone = z.object({
  /** When the hub was heard last, or the password given. */
  since: z.number(),
  /** The latest moment ever seen here. */
  seen: z.number(),
});
export type Alone = z.infer<typeof Alone>;

const HOUR_MS = 3_600_000;
export const DEFAULT_LIMIT_MS = 12 * HOUR_MS;
/** Clocks are put right by less; a clock that went back further was turned. */
const TOLERANCE_MS = 5 * 60_000;

export function startedAloneAt(now: number): Alone {
  return { since: now, seen: now };
}

/** Time goes on by what the desk has run, even while its clock stands still or goes back. */
export function grewOlder(alone: Alone, now: number, ranMs: number): Alone {
  return { ...alone, seen: Math.max(alone.seen + ranMs, now) };
}

/** Turning the clock back never buys time: by more than it errs it ends the time at once. */
export function isTooLongAlone({ since, seen }: Alone, now: number, limitMs: number): boolean {
  return Math.max(seen, now) - since >= limitMs || now < seen - TOLERANCE_MS;
}
