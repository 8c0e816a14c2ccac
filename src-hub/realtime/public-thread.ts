import type { WidgetItem, WidgetState } from '#shared/contracts/widget';
import type { Conversation } from '#shared/domain/conversation';
import type { AgentId, BlobId, ConversationId, QueueId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Attachment, GivenAttachment, Message } from '#shared/domain/message';
import type { LocalizedText } from '#shared/domain/text';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// What a customer may see of a conversation. Only the message table is asked for lines: a note is another table, so none can slip out.

/** Lines changed after a rev, oldest change first. */
export async function publicItems(db: Db, conversationId: ConversationId, after: number, limit: number): Promise<WidgetItem[]> {
  const rows = await db.all<{ rev: number; body: Message; name: LocalizedText | null }>(
    sql`SELECT message.rev, message.body, agent.body -> 'publicName' AS name
        FROM message LEFT JOIN agent ON agent.id = message.body -> 'author' ->> 'agentId'
        WHERE message.conversation_id = ${conversationId} AND message.rev > ${after}
        ORDER BY message.rev LIMIT ${limit}`,
  );
  return rows.map(({ rev, body, name }) => ({
    id: body.id,
    seq: body.seq,
    rev,
    by: body.author.by,
    agentName: name,
    text: body.text,
    ...(body.attachments.length === 0 ? {} : { files: body.attachments.map(publicFile) }),
    at: body.at,
    clientMessageId: body.author.by === 'customer' ? (body.externalId ?? null) : null,
  }));
}

function publicFile({ blobId, name, mediaType, size }: Attachment): GivenAttachment {
  return { blobId, name, mediaType, size };
}

/** Whether a file is of a line of this conversation: a note's is of none. */
export async function isPublicFile(db: Db, conversationId: ConversationId, blobId: BlobId): Promise<boolean> {
  const found = await db.all(sql`SELECT id FROM message WHERE conversation_id = ${conversationId}
    AND body -> 'attachments' <> '[]'::jsonb AND body -> 'attachments' @> ${JSON.stringify([{ blobId }])}::jsonb LIMIT 1`);
  return found.length > 0;
}

export interface PublicState {
  readonly state: WidgetState;
  /** Who answers: only this person's typing is shown. */
  readonly ownerId: AgentId | null;
}

/** How the customer's latest matter stands; what would be new work goes to `newWorkQueueId`. */
export async function publicState(db: Db, conversation: Conversation | undefined, newWorkQueueId: QueueId): Promise<PublicState> {
  const latest = conversation === undefined ? undefined : await latestInteraction(db, conversation.id);
  if (latest === undefined) return { state: { is: 'idle', isStaffed: await isStaffed(db, newWorkQueueId) }, ownerId: null };
  const { state, queueId } = latest;
  switch (state.is) {
    case 'queued':
    case 'offered':
      return { state: { is: 'waiting', isStaffed: await isStaffed(db, queueId) }, ownerId: null };
    case 'handling':
      return { state: await withAgent(db, latest.conversationId, state.agentId), ownerId: state.agentId };
    case 'wrap_up':
    case 'closed':
      return { state: { is: 'ended', endedBy: state.endedBy, isStaffed: await isStaffed(db, newWorkQueueId) }, ownerId: null };
  }
}

async function latestInteraction(db: Db, conversationId: ConversationId): Promise<Interaction | undefined> {
  const [row] = await db.all<{ body: Interaction }>(
    sql`SELECT body FROM interaction WHERE conversation_id = ${conversationId} ORDER BY arrived_at DESC, id DESC LIMIT 1`,
  );
  return row?.body;
}

async function withAgent(db: Db, conversationId: ConversationId, agentId: AgentId): Promise<WidgetState> {
  const [row] = await db.all<{ name: LocalizedText; read: number }>(
    sql`SELECT agent.body -> 'publicName' AS name,
          coalesce((SELECT max((body ->> 'upToSeq')::bigint) FROM read_marker WHERE conversation_id = ${conversationId}), 0) AS read
        FROM agent WHERE agent.id = ${agentId}`,
  );
  // The owner of work is an agent of this centre, and agents are never removed.
  if (row === undefined) throw new Error(`the owner ${agentId} has no agent record`);
  return { is: 'with_agent', agentName: row.name, readUpToSeq: row.read };
}

/** Is anybody there who could take it: connected, ready, of this queue, and with chats to handle? */
export async function isStaffed(db: Db, queueId: QueueId): Promise<boolean> {
  const rows = await db.all<{ id: string }>(
    sql`SELECT id FROM agent
        WHERE (body ->> 'isActive')::boolean AND (body ->> 'isConnected')::boolean AND body -> 'intent' ->> 'is' = 'ready'
          AND jsonb_exists(body -> 'queueIds', ${queueId}) AND coalesce((body -> 'capacity' ->> 'chat')::int, 0) > 0
        LIMIT 1`,
  );
  return rows.length > 0;
}
