import { toInstant, type Instant } from '#shared/domain/clock';
import type { ConversationId, MessageId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// Leaves to answer once for free. All of it is called under the customer's lane, so no two messages can be given the same one.

/** Answered no later than this before the end: the request has a way to go. */
const MARGIN_MS = 2_000;
/** A message in doubt may ask for its token again; after this nobody does. */
const KEPT_FOR_MS = 60 * 60_000;

export async function keepReplyToken(
  tx: Db,
  conversationId: ConversationId,
  { token, until }: { readonly token: string; readonly until: Instant },
  now: number,
): Promise<void> {
  await tx.all(sql`DELETE FROM reply_token WHERE until < ${toInstant(now - KEPT_FOR_MS)}`);
  await tx.all(
    sql`INSERT INTO reply_token (conversation_id, token, until) VALUES (${conversationId}, ${token}, ${until}) ON CONFLICT DO NOTHING`,
  );
}

/**
 * Gives the message the token that ends first, so that the later ones are left for the next answers. Undefined where there is none;
 * else until when the next answer is free, if it is.
 */
export async function takeReplyToken(
  tx: Db,
  { id, conversationId }: { readonly id: MessageId; readonly conversationId: ConversationId },
  now: number,
): Promise<{ readonly nextUntil: Instant | null } | undefined> {
  // From an earlier sending of the same message: it works once, and that was then.
  await dropReplyToken(tx, id);
  const open = await tx.all<{ token: string; until: Instant }>(
    sql`SELECT token, until FROM reply_token
        WHERE conversation_id = ${conversationId} AND message_id IS NULL AND until > ${toInstant(now + MARGIN_MS)} ORDER BY until, token`,
  );
  const [first] = open;
  if (first === undefined) return undefined;
  // The condition is the claim: whatever raced, one message has it.
  const taken = await tx.all(
    sql`UPDATE reply_token SET message_id = ${id}
        WHERE conversation_id = ${conversationId} AND token = ${first.token} AND message_id IS NULL RETURNING token`,
  );
  return taken.length === 0 ? undefined : { nextUntil: open.length > 1 ? (open.at(-1)?.until ?? null) : null };
}

export async function replyTokenOf(db: Db, messageId: MessageId): Promise<string | undefined> {
  const [row] = await db.all<{ token: string }>(sql`SELECT token FROM reply_token WHERE message_id = ${messageId}`);
  return row?.token;
}

/** The channel does not take it (any more): the message goes out without. */
export async function dropReplyToken(tx: Db, messageId: MessageId): Promise<void> {
  await tx.all(sql`DELETE FROM reply_token WHERE message_id = ${messageId}`);
}
