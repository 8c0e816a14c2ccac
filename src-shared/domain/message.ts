import * as z from 'zod';
import { Instant } from './clock.ts';
import { Channel } from './conversation.ts';
import { AgentId, BlobId, ConversationId, CustomerId, InteractionId, MessageId, NoteId, QueueId } from './ids.ts';
import { MOST_MENTIONS } from './mention.ts';
import { MessagePart } from './message-part.ts';
import { VisitorDetails } from './visitor-details.ts';

export const Author = z.discriminatedUnion('by', [
  z.object({ by: z.literal('customer') }),
  z.object({ by: z.literal('agent'), agentId: AgentId }),
  /** Texts the centre itself sends, such as "all colleagues are busy". */
  z.object({ by: z.literal('centre') }),
]);
export type Author = z.infer<typeof Author>;

/** A file of a message; its bytes are in the blob store. `size` in bytes. */
export const Attachment = z.object({
  blobId: BlobId,
  name: z.string().max(255),
  mediaType: z.string().max(127),
  size: z.number().int().nonnegative(),
  /** Still at the channel's: it comes, or is found to be missing, a little after its message. */
  isPending: z.literal(true).optional(),
  /** The channel named it and would not hand it over: the file is empty, and the desk says so. */
  isMissing: z.literal(true).optional(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A file that an agent gave to a message or note: the hub has its bytes, and says itself what they are. */
export const GivenAttachment = Attachment.omit({ isPending: true, isMissing: true });
export type GivenAttachment = z.infer<typeof GivenAttachment>;

export const DeliveryState = z.enum(['pending', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/**
 * How far our message got. `pending`: ours to send; `sending`: handed to the channel, no answer yet;
 * `unknown`: perhaps sent, nobody can tell; the agent may resend; `failed` carries the channel's reason.
 */
export const Delivery = z.object({
  state: DeliveryState,
  at: Instant,
  reason: z.string().max(200).optional(),
  externalId: z.string().max(200).optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Receipts come repeated and in any order (field-guide 4.12): a state never goes back. What the channel took may still fail on its way. */
const DELIVERY_RANK: Record<DeliveryState, number> = { pending: 0, sending: 1, unknown: 2, sent: 3, failed: 4, delivered: 5, read: 6 };

/** May `next` replace `current`? A failure after the customer has it is noise; a resend starts again from pending. */
export function mayFollow(current: DeliveryState, next: DeliveryState): boolean {
  if (next === 'pending') return current === 'failed' || current === 'unknown';
  return DELIVERY_RANK[next] > DELIVERY_RANK[current];
}

/** What a customer wrote or was sent. */
export const Message = z.object({
  id: MessageId,
  customerId: CustomerId,
  conversationId: ConversationId,
  interactionId: InteractionId.nullable(),
  queueId: QueueId.nullable(),
  channel: Channel,
  author: Author,
  text: z.string(),
  attachments: z.array(Attachment),
  parts: z.array(MessagePart).max(5).optional(),
  /** What the customer filled in with it, in the shop's page. */
  details: VisitorDetails.optional(),
  /** Its place in the timeline: the channel's time where there is one, else the hub's receipt (design rule 10). */
  at: Instant,
  /** When the hub had it; later than `at` by minutes means a late arrival. */
  receivedAt: Instant,
  /** When the agent pressed Send, on the hub's clock. */
  writtenAt: Instant.optional(),
  /** The log's seq of its birth: breaks ties of `at`. */
  seq: z.number().int(),
  /** Of outbound messages only. */
  delivery: Delivery.nullable(),
  /** The id the sending side minted (widget line, vendor's message id). */
  externalId: z.string().max(200).optional(),
  /** The channel's own name for it, where it speaks of it again by another than `externalId`. */
  channelMessageId: z.string().max(200).optional(),
});
export type Message = z.infer<typeof Message>;

/** Internal text that customers never see: a kind of its own, so no flag can turn it into a message. */
export const Note = z.object({
  id: NoteId,
  customerId: CustomerId,
  conversationId: ConversationId.nullable(),
  interactionId: InteractionId.nullable(),
  queueId: QueueId.nullable(),
  authorId: AgentId,
  text: z.string(),
  attachments: z.array(Attachment).optional(),
  /** Colleagues it calls by name; being called grants nobody anything. */
  mentions: z.array(AgentId).max(MOST_MENTIONS).optional(),
  at: Instant,
  writtenAt: Instant.optional(),
  seq: z.number().int(),
});
export type Note = z.infer<typeof Note>;
