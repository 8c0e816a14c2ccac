import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { Conversation } from '../domain/conversation.ts';
import { ContactPoint, Customer } from '../domain/customer.ts';
import { AgentId, ConversationId, CustomerId, MessageId } from '../domain/ids.ts';
import { DeliveryState, Message, Note } from '../domain/message.ts';

/** Births carry the whole record, less what only the log knows (its seq). */
export const MessageBody = Message.omit({ seq: true });
export type MessageBody = z.infer<typeof MessageBody>;
export const NoteBody = Note.omit({ seq: true });
export type NoteBody = z.infer<typeof NoteBody>;

export const conversationEvents = {
  'customer.added': z.looseObject({ customer: Customer }),
  'customer.contact_point_added': z.looseObject({ customerId: CustomerId, contactPoint: ContactPoint }),
  'conversation.opened': z.looseObject({ conversation: Conversation }),
  /** The customer wrote. */
  'message.received': z.looseObject({ message: MessageBody }),
  /** An agent, or the centre, wrote to the customer; the channel has yet to take it. */
  'message.sent': z.looseObject({ message: MessageBody }),
  'message.delivery_changed': z.looseObject({
    messageId: MessageId,
    state: DeliveryState,
    at: Instant,
    reason: z.string().max(200).optional(),
    externalId: z.string().max(200).optional(),
  }),
  'note.added': z.looseObject({ note: NoteBody }),
  'conversation.read': z.looseObject({
    agentId: AgentId,
    conversationId: ConversationId,
    upToSeq: z.number().int().nonnegative(),
    at: Instant,
  }),
} as const;
