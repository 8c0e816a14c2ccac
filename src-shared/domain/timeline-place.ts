import * as z from 'zod';
import { Instant } from './clock.ts';

/** A place in a customer's timeline: items are ordered by (at, seq). */
export const TimelinePlace = z.object({ at: Instant, seq: z.number().int() });
export type TimelinePlace = z.infer<typeof TimelinePlace>;
