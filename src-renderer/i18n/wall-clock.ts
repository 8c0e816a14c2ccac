import { toInstant, type Instant } from '#shared/domain/clock';

/** A day and a time as a clock in that zone shows them: "2026-11-22", "14:02". */
export interface WallClock {
  readonly date: string;
  readonly time: string;
}

export function wallClockOf(at: number, timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  // The one locale whose short form is ISO's.
  const [date = '', time = ''] = parts.split(' ');
  return { date, time };
}

/** The moment a clock in that zone shows this; null where it never does: no such day, or an hour that summer time leaves out. */
export function instantAt(date: string, time: string, timeZone: string): Instant | null {
  const asIfUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asIfUtc)) return null;
  // The zone's distance changes by the moment, so the first guess is tried and mended once; where the clock goes back, the earlier wins.
  const guesses = [asIfUtc - distance(asIfUtc, timeZone), asIfUtc - distance(asIfUtc - distance(asIfUtc, timeZone), timeZone)];
  const right = guesses.filter((at) => {
    const shown = wallClockOf(at, timeZone);
    return shown.date === date && shown.time === time;
  });
  return right.length === 0 ? null : toInstant(Math.min(...right));
}

function distance(at: number, timeZone: string): number {
  const { date, time } = wallClockOf(at, timeZone);
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000;
}
