import * as z from 'zod';
import { Instant } from './clock.ts';
import { ContactPoint } from './customer.ts';
import { AccountId, ConversationId, CustomerId, QueueId } from './ids.ts';

export const Channel = z.enum(['voice', 'chat', 'sms', 'line', 'whatsapp', 'messenger', 'email']);
export type Channel = z.infer<typeof Channel>;

/** The lasting thread of one customer on one channel account. */
export const Conversation = z.object({
  id: ConversationId,
  customerId: CustomerId,
  channel: Channel,
  accountId: AccountId,
  /** The customer's end: where our answers go. */
  contactPoint: ContactPoint,
  queueIds: z.array(QueueId),
  openedAt: Instant,
  /** Until when an answer costs nothing (LINE's reply token); null or absent: it counts against the quota, where there is one. */
  freeReplyUntil: Instant.nullable().optional(),
  /** The last news of whether the customer shut us out: then nothing we send arrives, whatever the channel answers. */
  block: z.object({ isBlocked: z.boolean(), at: Instant }).optional(),
});
export type Conversation = z.infer<typeof Conversation>;
