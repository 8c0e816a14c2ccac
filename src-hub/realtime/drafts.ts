import { composerModeOf, type CommandBody } from '#shared/commands/index';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import type { AgentId, ConversationId } from '#shared/domain/ids';
import type { Instant } from '#shared/domain/clock';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// What agents are typing: beside the log, one replaceable row each. An emptied row stays as its own gravestone, so that
// a copy with an older revision, late from another desk, cannot bring sent words back.

const DRAFT = sql`conversation_id AS "conversationId", mode, text, revision, updated_at AS "updatedAt"`;

/** Keeps the higher revision; answers what is kept. */
export async function putDraft(db: Db, agentId: AgentId, draft: Draft): Promise<{ kept: Draft; isNew: boolean }> {
  const { conversationId, mode, text, revision, updatedAt } = draft;
  const [stored] = await db.all<Draft>(sql`INSERT INTO draft (agent_id, conversation_id, mode, text, revision, updated_at)
    VALUES (${agentId}, ${conversationId}, ${mode}, ${text.replaceAll('\u0000', '').toWellFormed()}, ${revision}, ${updatedAt})
    ON CONFLICT (agent_id, conversation_id, mode) DO UPDATE
      SET text = excluded.text, revision = excluded.revision, updated_at = excluded.updated_at WHERE draft.revision < excluded.revision
    RETURNING ${DRAFT}`);
  if (stored !== undefined) return { kept: stored, isNew: true };
  return { kept: (await findDraft(db, agentId, conversationId, mode)) ?? draft, isNew: false };
}

export async function findDraft(db: Db, agentId: AgentId, conversationId: ConversationId, mode: ComposerMode): Promise<Draft | undefined> {
  const [found] = await db.all<Draft>(
    sql`SELECT ${DRAFT} FROM draft WHERE agent_id = ${agentId} AND conversation_id = ${conversationId} AND mode = ${mode}`,
  );
  return found;
}

export function listDrafts(db: Db, agentId: AgentId): Promise<Draft[]> {
  return db.all<Draft>(sql`SELECT ${DRAFT} FROM draft WHERE agent_id = ${agentId} AND text <> '' ORDER BY conversation_id, mode`);
}

/** In the transaction of the send; answers whether there was one. */
export async function consumeDraft(tx: Db, agentId: AgentId, body: CommandBody, at: Instant): Promise<boolean> {
  const mode = composerModeOf(body);
  if (mode === null || !('conversationId' in body)) return false;
  const emptied = await tx.all(sql`UPDATE draft SET text = '', revision = revision + 1, updated_at = ${at}
    WHERE agent_id = ${agentId} AND conversation_id = ${body.conversationId} AND mode = ${mode} AND text <> '' RETURNING mode`);
  return emptied.length > 0;
}
