import * as z from 'zod';
import { Instant } from './clock.ts';
import { AgentId, ConfigChangeId } from './ids.ts';

/** The kinds of records that administrators set. */
export const ConfigKind = z.enum(['centre', 'agent', 'queue', 'disposition', 'canned_response', 'channel_account']);
export type ConfigKind = z.infer<typeof ConfigKind>;

const Body = z.record(z.string(), z.unknown());

/** Who changed what of the centre's set-up, from what to what. Secrets are in neither. */
export const ConfigChange = z.object({
  id: ConfigChangeId,
  at: Instant,
  byId: AgentId,
  kind: ConfigKind,
  recordId: z.string().max(100),
  /** Null where this created it. */
  before: Body.nullable(),
  after: Body,
  /** The change that this one takes back. */
  undoes: ConfigChangeId.optional(),
});
export type ConfigChange = z.infer<typeof ConfigChange>;
