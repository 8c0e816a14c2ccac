import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { Conversation } from '../domain/conversation.ts';
import { AgentId, ConversationId, InteractionId, MessageId } from '../domain/ids.ts';
import { Attachment, DeliveryState, Message, Note } from '../domain/message.ts';

/** Births carry the whole record, less what only the log knows (its seq). */
export const MessageBody = Message.omit({ seq: true });
export type MessageBody = z.infer<typeof MessageBody>;
export const NoteBody = Note.omit({ seq: true });
export type NoteBody = z.infer<typeof NoteBody>;

export const conversationEvents = {
  'conversation.opened': z.looseObject({ conversation: Conversation }),
  /** The customer's words gave leave to answer for free, or an answer of ours used it. */
  'conversation.free_reply_changed': z.looseObject({ conversationId: ConversationId, until: Instant.nullable(), at: Instant }),
  /** The customer shut us out, or let us in again; `at` is the channel's time. */
  'conversation.block_changed': z.looseObject({ conversationId: ConversationId, isBlocked: z.boolean(), at: Instant }),
  /** The customer wrote. */
  'message.received': z.looseObject({ message: MessageBody }),
  /** A file that a message named is here, or known to be missing. */
  'message.file_fetched': z.looseObject({ messageId: MessageId, attachment: Attachment }),
  /** The customer took it back: its words and files are gone from the record; so are they from the last line, where it was that. */
  'message.withdrawn': z.looseObject({
    messageId: MessageId,
    messageSeq: z.number().int(),
    interactionId: InteractionId.nullable(),
    at: Instant,
  }),
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
  /** From the next item on it counts as not read; it stays so until it is read again. */
  'conversation.marked_unread': z.looseObject({
    agentId: AgentId,
    conversationId: ConversationId,
    upToSeq: z.number().int().nonnegative(),
    at: Instant,
  }),
  'conversation.read': z.looseObject({
    agentId: AgentId,
    conversationId: ConversationId,
    upToSeq: z.number().int().nonnegative(),
    at: Instant,
  }),
} as const;
