import * as z from 'zod';

/** A moment: ISO 8601, UTC, milliseconds, ending in Z. Strings of this form sort by time. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be an ISO time in UTC')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a real moment');
export type Instant = z.infer<typeof Instant>;

/** Time is given, never taken: a test, or a simulated day, owns it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs once after `ms`; the returned function cancels. */
  setTimer(ms: number, run: () => void): () => void;
}

export function toInstant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString();
}

export function fromInstant(instant: Instant): number {
  return Date.parse(instant);
}
