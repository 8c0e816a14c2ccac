import * as z from 'zod';
import { Instant } from './clock.ts';
import { AgentId, DeskId } from './ids.ts';

/** How much left a desk: what it was is said nowhere. */
export const PurgeCounts = z.object({ records: z.number().int().nonnegative(), files: z.number().int().nonnegative() });
export type PurgeCounts = z.infer<typeof PurgeCounts>;

/** What a desk says it no longer has: the past of its queues, or what its agent may not see any more. */
export const PurgeReceipt = PurgeCounts.extend({
  reason: z.enum(['retention', 'revoked']),
  /** When it was gone from the desk's disk. */
  at: Instant,
  /** Of the past: the moment before which it was over. */
  before: Instant.optional(),
});
export type PurgeReceipt = z.infer<typeof PurgeReceipt>;

/** A computer that somebody signed in at, as the hub knows it. */
export const DeskState = z.object({
  agentId: AgentId,
  deskId: DeskId,
  /** To the minute; its line is open where this is now. */
  lastSeenAt: Instant,
  /** Null: it never had all that its agent may see. */
  lastSyncedAt: Instant.nullable(),
  lastPurge: PurgeReceipt.nullable(),
});
export type DeskState = z.infer<typeof DeskState>;
