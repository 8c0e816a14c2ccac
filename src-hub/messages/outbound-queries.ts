import type { OutboundFile, OutboundMessage } from '#shared/contracts/channel';
import type { AccountId, ConversationId, MessageId } from '#shared/domain/ids';
import { fromInstant } from '#shared/domain/clock';
import type { Attachment, Message } from '#shared/domain/message';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { FileTokens } from '#hub/files/file-tokens';
import { recordById, storedWhere } from '#hub/log/records';
import { replyTokenOf } from './reply-tokens.ts';

/** The first message of a thread that the channel does not have yet: messages of a thread go out one after the other. */
export async function firstUndelivered(db: Db, conversationId: ConversationId): Promise<Message | undefined> {
  const [found] = await storedWhere(
    db,
    'message',
    sql`conversation_id = ${conversationId} AND delivery_state IN ('pending', 'sending') ORDER BY seq LIMIT 1`,
  );
  return found?.body;
}

export async function threadsWithPending(db: Db): Promise<ConversationId[]> {
  const rows = await db.all<{ id: ConversationId }>(
    sql`SELECT DISTINCT conversation_id AS id FROM message WHERE delivery_state = 'pending'`,
  );
  return rows.map(({ id }) => id);
}

export async function threadOfMessage(db: Db, messageId: MessageId): Promise<ConversationId | undefined> {
  return (await recordById(db, 'message', messageId))?.conversationId;
}

/** The message of ours that a vendor's id belongs to. */
export async function messageOfExternalId(db: Db, accountId: AccountId, externalId: string): Promise<Message | undefined> {
  const [found] = await storedWhere(
    db,
    'message',
    sql`delivery_external_id = ${externalId}
        AND (SELECT account_id FROM conversation WHERE conversation.id = message.conversation_id) = ${accountId}`,
  );
  return found?.body;
}

const TWINS_TO_NAME = 500;

export interface Outbound {
  readonly outbound: OutboundMessage;
  readonly accountId: AccountId;
  /** The customer shut us out: the channel may say "sent", and nothing arrives. */
  readonly isBlocked: boolean;
}

/** A message as its connector is given it; `since` is the moment it was claimed. */
export async function outboundOf(db: Db, files: Pick<FileTokens, 'path'>, message: Message): Promise<Outbound | undefined> {
  const conversation = await recordById(db, 'conversation', message.conversationId);
  if (conversation === undefined || message.delivery === null) return undefined;
  const taken = await db.all<{ id: string }>(
    sql`SELECT delivery_external_id AS id FROM message
        WHERE conversation_id = ${message.conversationId} AND delivery_external_id IS NOT NULL AND id <> ${message.id}
        ORDER BY seq DESC LIMIT ${TWINS_TO_NAME}`,
  );
  const { at } = message.delivery;
  const replyToken = await replyTokenOf(db, message.id);
  return {
    accountId: conversation.accountId,
    isBlocked: conversation.block?.isBlocked ?? false,
    outbound: {
      messageId: message.id,
      conversationId: message.conversationId,
      to: conversation.contactPoint,
      text: message.text,
      ...(message.parts === undefined ? {} : { parts: message.parts }),
      ...(message.attachments.length === 0 ? {} : { files: message.attachments.map((one) => outboundFile(files, one, fromInstant(at))) }),
      since: at,
      takenExternalIds: taken.map(({ id }) => id),
      ...(replyToken === undefined ? {} : { replyToken }),
    },
  };
}

/** LINE shows a picture from its address for as long as the customer scrolls back to it. */
const FILE_KEPT_MS = 30 * 24 * 3_600_000;

/** From the moment of the claim, so that the words are the same ones when the channel is asked what became of them. */
function outboundFile(files: Pick<FileTokens, 'path'>, { blobId, name, mediaType, size }: Attachment, since: number): OutboundFile {
  const until = since + FILE_KEPT_MS;
  return {
    blobId,
    name,
    mediaType,
    size,
    shownPath: files.path({ blobId, purpose: 'vendor' }, until),
    linkPath: files.path({ blobId, purpose: 'link' }, until),
  };
}
