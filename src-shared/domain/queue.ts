import * as z from 'zod';
import { QueueId } from './ids.ts';
import { LocalizedText } from './text.ts';

/** Where work waits. Durations in milliseconds. */
export const Queue = z.object({
  id: QueueId,
  name: LocalizedText,
  /** An interaction should be accepted within this, measured on its whole age. */
  targetMs: z.number().int().positive(),
  /** How long one offer rings. */
  ringTimeoutMs: z.number().int().positive(),
  /** No new work comes here; what waits is worked off. */
  isRetired: z.boolean().optional(),
});
export type Queue = z.infer<typeof Queue>;
