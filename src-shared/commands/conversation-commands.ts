import * as z from 'zod';
import { ConversationId, CustomerId, InteractionId, MessageId, NoteId } from '../domain/ids.ts';
import { MessagePart } from '../domain/message-part.ts';
import { WrittenText } from '../domain/text.ts';

export const conversationCommands = {
  /** Reply to the customer. The desk mints the id, so that a repeat is seen to be one. */
  'message.send': z.object({
    interactionId: InteractionId,
    conversationId: ConversationId,
    messageId: MessageId,
    /** Empty only where parts say it all. */
    text: z.union([WrittenText, z.literal('')]),
    parts: z.array(MessagePart).max(4).optional(),
  }),
  /** The agent asks to send again what failed or perhaps was sent. */
  'message.resend': z.object({ conversationId: ConversationId, messageId: MessageId }),
  'note.add': z.object({
    customerId: CustomerId,
    conversationId: ConversationId,
    interactionId: InteractionId,
    noteId: NoteId,
    text: WrittenText,
  }),
  'conversation.mark_read': z.object({ conversationId: ConversationId, upToSeq: z.number().int().nonnegative() }),
} as const;
