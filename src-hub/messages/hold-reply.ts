import type { CommandId, ConversationId, InteractionId, NoteId } from '#shared/domain/ids';
import type { AgentId } from '#shared/domain/ids';
import { fromInstant } from '#shared/domain/clock';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Author } from '#shared/domain/message';
import { may } from '#shared/domain/permissions';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { CommandOf } from '#shared/commands/index';
import { keepingUpload } from '#hub/files/uploads';
import type { Writer } from '#hub/log/event-log';
import { openInteractionsOf } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Held, type Sending } from '#hub/log/step';
import { knowableToOutsider, reasonsToHold, type SinceWritten } from './revalidate.ts';

/** The agent who had this work and finds it changed is asked again; null: let it go, or let the permissions speak. */
export async function holdOf(
  writer: Writer,
  interaction: Interaction,
  body: CommandOf<'message.send'>,
  { agent, now }: Actor,
  { commandId, basis }: Sending,
): Promise<Held | null> {
  if (body.conversationId !== interaction.conversationId) return null;
  if (ownerOf(interaction.state) !== agent.id && !(await everHad(writer.tx, agent.id, interaction.id))) return null;
  const all = reasonsToHold(await sinceWritten(writer, interaction, basis), { agentId: agent.id, now });
  const subject = {
    queueId: interaction.queueId,
    ownerId: ownerOf(interaction.state),
    holdsCustomer: await holdsCustomer(writer, agent, interaction.customerId),
  };
  const reasons = may(agent, 'conversation.read', subject) ? all : knowableToOutsider(all);
  if (reasons.length === 0) return null;
  const ownerId = await ownerNow(writer.tx, interaction);
  const { id: interactionId, conversationId } = interaction;
  return {
    hold: { reasons, seq: await headOf(writer.tx), ...(ownerId === null || ownerId === agent.id ? {} : { ownerId }) },
    alongside: [
      sql`INSERT INTO held_reply (command_id, agent_id, interaction_id, conversation_id)
        VALUES (${commandId}, ${agent.id}, ${interactionId}, ${conversationId})`,
      // The agent may be home for days before anybody decides.
      ...(body.attachments ?? []).map(({ blobId }) => keepingUpload(agent.id, blobId, fromInstant(now))),
    ],
  };
}

async function sinceWritten(writer: Writer, interaction: Interaction, basis: number): Promise<SinceWritten> {
  const { conversationId } = interaction;
  const conversation = await getRecord(writer, 'conversation', conversationId);
  const authors = await writer.tx.all<{ author: Author }>(sql`SELECT DISTINCT body -> 'author' AS author FROM message
    WHERE conversation_id = ${conversationId} AND seq > ${basis}`);
  const [last] = await writer.tx.all<{ at: string | null }>(
    sql`SELECT max(at) AS at FROM message WHERE conversation_id = ${conversationId} AND author = 'customer'`,
  );
  return { interaction, conversation, authors: authors.map(({ author }) => author), lastInboundAt: last?.at ?? null };
}

async function everHad(tx: Db, agentId: AgentId, interactionId: InteractionId): Promise<boolean> {
  const found = await tx.all(sql`SELECT id FROM segment WHERE interaction_id = ${interactionId} AND agent_id = ${agentId} LIMIT 1`);
  return found.length > 0;
}

/** Where the work is closed, the customer may have come back to somebody meanwhile. */
async function ownerNow(tx: Db, { state, conversationId }: Interaction): Promise<AgentId | null> {
  if (state.is !== 'closed') return ownerOf(state);
  const owners = (await openInteractionsOf(tx, conversationId)).map((interaction) => ownerOf(interaction.state));
  return owners.find((id) => id !== null) ?? null;
}

async function headOf(tx: Db): Promise<number> {
  const [row] = await tx.all<{ head: number }>(sql`SELECT head FROM log_state`);
  return row?.head ?? 0;
}

/** May this note stand for that held reply? It was held for this agent, of this very work, and no other note has stood for it. */
export async function standsForHeld(
  tx: Db,
  agentId: AgentId,
  { insteadOf, interactionId, noteId }: { insteadOf?: CommandId | undefined; interactionId: InteractionId; noteId: NoteId },
): Promise<boolean> {
  if (insteadOf === undefined) return false;
  const found = await tx.all(sql`SELECT command_id FROM held_reply WHERE command_id = ${insteadOf} AND agent_id = ${agentId}
    AND interaction_id = ${interactionId} AND (note_id IS NULL OR note_id = ${noteId})`);
  return found.length > 0;
}

export function standing(insteadOf: CommandId, noteId: NoteId): Sql {
  return sql`UPDATE held_reply SET note_id = ${noteId} WHERE command_id = ${insteadOf}`;
}

/** Its files may still be brought, for the note that may come of it, though the conversation is no longer theirs to read. */
export async function hasHeldReply(db: Db, agentId: AgentId, conversationId: ConversationId): Promise<boolean> {
  const found = await db.all(sql`SELECT command_id FROM held_reply
    WHERE agent_id = ${agentId} AND conversation_id = ${conversationId} AND note_id IS NULL LIMIT 1`);
  return found.length > 0;
}
