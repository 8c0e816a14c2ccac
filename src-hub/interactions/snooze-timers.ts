import { fromInstant, type Instant } from '#shared/domain/clock';
import type { InteractionId } from '#shared/domain/ids';
import type { Timer } from '#hub/timers/timers';

/** Its time has come; the timer of a snooze that ended before finds nothing to do. */
export const SNOOZE = 'snooze';
/** The customer wrote into work that was laid aside: is its owner there? */
export const ANSWERED = 'snooze_answered';

export function snoozeTimer(interactionId: InteractionId, until: Instant): Timer {
  return { kind: SNOOZE, subjectId: interactionId, dueAt: fromInstant(until) };
}

export function answeredTimer(interactionId: InteractionId, now: number): Timer {
  return { kind: ANSWERED, subjectId: interactionId, dueAt: now };
}
