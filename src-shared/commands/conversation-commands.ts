import * as z from 'zod';
import { AgentId, CommandId, ConversationId, CustomerId, InteractionId, MessageId, NoteId } from '../domain/ids.ts';
import { GivenAttachment } from '../domain/message.ts';
import { MOST_MENTIONS } from '../domain/mention.ts';
import { MessagePart } from '../domain/message-part.ts';
import { WrittenText } from '../domain/text.ts';
import { MOST_FILES } from '../files/file-rules.ts';

/** Their bytes are at the hub before the command is (`blob.put`). */
const attachments = z.array(GivenAttachment).max(MOST_FILES).optional();

export const conversationCommands = {
  /** Reply to the customer. The desk mints the id, so that a repeat is seen to be one. */
  'message.send': z.object({
    interactionId: InteractionId,
    conversationId: ConversationId,
    /** Whom it is for: a desk that may not see the work any more knows it still, and can hand the words on. */
    customerId: CustomerId.optional(),
    messageId: MessageId,
    /** Empty only where parts or files say it all. */
    text: z.union([WrittenText, z.literal('')]),
    parts: z.array(MessagePart).max(4).optional(),
    attachments,
  }),
  /** The agent asks to send again what failed or perhaps was sent. */
  'message.resend': z.object({ conversationId: ConversationId, messageId: MessageId }),
  'note.add': z.object({
    customerId: CustomerId,
    conversationId: ConversationId,
    interactionId: InteractionId,
    noteId: NoteId,
    /** Empty only where files say it all. */
    text: z.union([WrittenText, z.literal('')]),
    attachments,
    /** Refused where one of them may not see this customer. */
    mentions: z.array(AgentId).max(MOST_MENTIONS).optional(),
    /** The held reply whose words these are: then it is taken from whoever has lost the work, or its queue, meanwhile. */
    insteadOf: CommandId.optional(),
  }),
  'conversation.mark_read': z.object({ conversationId: ConversationId, upToSeq: z.number().int().nonnegative() }),
  /** From this item on it is unread by the wisher, until read again. */
  'conversation.mark_unread': z.object({ conversationId: ConversationId, fromSeq: z.number().int().positive() }),
} as const;
