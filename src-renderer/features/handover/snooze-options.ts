import { toInstant, type Instant } from '#shared/domain/clock';

/** Until when work can be laid aside; the customer's next word ends each of them earlier. */
export const SNOOZE_OPTIONS = ['hour', 'three_hours', 'tomorrow', 'answer'] as const;
export type SnoozeOption = (typeof SNOOZE_OPTIONS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OPENING_HOUR = 9;
/** Nobody waits for an answer for ever: then it is looked at again. */
const ANSWER_MS = 30 * DAY_MS;

export function snoozeUntil(option: SnoozeOption, now: number): Instant {
  switch (option) {
    case 'hour':
      return toInstant(now + HOUR_MS);
    case 'three_hours':
      return toInstant(now + 3 * HOUR_MS);
    case 'tomorrow': {
      // The agent's own morning, by the calendar of this desk.
      const morning = new Date(now);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(OPENING_HOUR, 0, 0, 0);
      return toInstant(morning.getTime());
    }
    case 'answer':
      return toInstant(now + ANSWER_MS);
  }
}

/** Laid aside for the customer's answer and not for a time. */
export function isForAnswer(until: Instant, now: number): boolean {
  return Date.parse(until) - now > ANSWER_MS / 2;
}
