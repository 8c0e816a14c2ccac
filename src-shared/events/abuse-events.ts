import * as z from 'zod';
import { CustomerBlock } from '../domain/abuse.ts';
import { Instant } from '../domain/clock.ts';
import { AgentId, CustomerId, InteractionId, MessageId, SegmentId } from '../domain/ids.ts';

const SAID = { interactionId: InteractionId, byId: AgentId, at: Instant };

export const abuseEvents = {
  'abuse.flagged': z.looseObject({ ...SAID, evidence: z.array(MessageId).max(50) }),
  /** It was said by mistake. */
  'abuse.withdrawn': z.looseObject(SAID),
  /** A lead has seen it. */
  'abuse.acknowledged': z.looseObject(SAID),
  /** No customer's wish: it counts in no figure. */
  'interaction.closed_as_spam': z.looseObject({ ...SAID, segmentId: SegmentId.nullable() }),
  'customer.blocked': z.looseObject({ customerId: CustomerId, block: CustomerBlock }),
  'customer.unblocked': z.looseObject({ customerId: CustomerId, byId: AgentId, at: Instant }),
} as const;
