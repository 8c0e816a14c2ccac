import type { ComposerMode, Draft } from '#shared/domain/draft';
import type { Instant } from '#shared/domain/clock';
import type { ConversationId } from '#shared/domain/ids';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';

interface Row {
  readonly text: string;
  readonly revision: number;
  readonly updated_at: Instant;
  readonly consumed_at: Instant | null;
  readonly is_synced: number;
}

export function draftOf(db: Database, conversationId: ConversationId, mode: ComposerMode): Draft | null {
  const row = rowOf(db, conversationId, mode);
  return row === undefined ? null : toDraft(conversationId, mode, row);
}

/**
 * Keeps what the agent types and answers what is kept. A revision at or below the kept one loses, and so does whatever was typed before
 * the send that consumed the draft (pain 19); typed after it, it wins, whatever its revision.
 */
export function putDraft(db: Database, draft: Draft): Draft {
  const kept = rowOf(db, draft.conversationId, draft.mode);
  if (kept === undefined) return writeDraft(db, draft, { consumedAt: null, isSynced: false });
  const isConsumed = kept.consumed_at !== null && draft.updatedAt <= kept.consumed_at;
  const isOlder = draft.revision <= kept.revision && kept.consumed_at === null;
  if (isConsumed || isOlder) return toDraft(draft.conversationId, draft.mode, kept);
  return writeDraft(db, { ...draft, revision: Math.max(draft.revision, kept.revision + 1) }, { consumedAt: null, isSynced: false });
}

/**
 * What another desk of this agent typed, or a send consumed there; null where ours stays. A deletion does not take what was typed here
 * after it.
 */
export function adoptDraft(db: Database, draft: Draft): Draft | null {
  const kept = rowOf(db, draft.conversationId, draft.mode);
  if (kept !== undefined && kept.revision > draft.revision) return null;
  if (kept !== undefined && draft.text === '' && kept.text !== '' && kept.is_synced === 0 && kept.updated_at > draft.updatedAt) {
    const ours = { ...toDraft(draft.conversationId, draft.mode, kept), revision: draft.revision + 1 };
    writeDraft(db, ours, { consumedAt: null, isSynced: false });
    return null;
  }
  if (kept !== undefined && kept.text === draft.text && kept.revision === draft.revision) {
    markDraftSynced(db, draft);
    return null;
  }
  const consumedAt = draft.text === '' ? draft.updatedAt : null;
  return writeDraft(db, draft, { consumedAt, isSynced: true });
}

/** In the transaction of the send: what was typed is now a wish, and stays gone. */
export function consumeDraft(db: Database, conversationId: ConversationId, mode: ComposerMode, at: Instant): Draft {
  const revision = (rowOf(db, conversationId, mode)?.revision ?? 0) + 1;
  return writeDraft(db, { conversationId, mode, text: '', revision, updatedAt: at }, { consumedAt: at, isSynced: false });
}

export function unsyncedDrafts(db: Database): Draft[] {
  return draftsWhere(db, sql`is_synced = 0`);
}

/** What stands in composers here and, as far as is known here, at the hub. */
export function syncedDrafts(db: Database): Draft[] {
  return draftsWhere(db, sql`is_synced = 1 AND text <> ''`);
}

/** The hub has it, unless the agent typed on meanwhile. */
export function markDraftSynced(db: Database, { conversationId, mode, revision }: Draft): void {
  db.run(sql`UPDATE draft SET is_synced = 1 WHERE conversation_id = ${conversationId} AND mode = ${mode} AND revision = ${revision}`);
}

/** The conversation may not be seen any more, so neither may what quotes it; the hub keeps the agent's draft. What only this desk has stays: the agent's own words. */
export function removeDrafts(db: Database, conversationId: string): void {
  db.run(sql`DELETE FROM draft WHERE conversation_id = ${conversationId} AND (is_synced = 1 OR text = '')`);
}

function draftsWhere(db: Database, condition: Sql): Draft[] {
  return db
    .all<Row & { conversation_id: ConversationId; mode: ComposerMode }>(sql`SELECT * FROM draft WHERE ${condition}`)
    .map((row) => toDraft(row.conversation_id, row.mode, row));
}

function rowOf(db: Database, conversationId: ConversationId, mode: ComposerMode): Row | undefined {
  return db.first<Row>(sql`SELECT text, revision, updated_at, consumed_at, is_synced FROM draft
    WHERE conversation_id = ${conversationId} AND mode = ${mode}`);
}

function writeDraft(db: Database, draft: Draft, { consumedAt, isSynced }: { consumedAt: Instant | null; isSynced: boolean }): Draft {
  const { conversationId, mode, text, revision, updatedAt } = draft;
  db.run(sql`INSERT INTO draft (conversation_id, mode, text, revision, updated_at, consumed_at, is_synced)
    VALUES (${conversationId}, ${mode}, ${text}, ${revision}, ${updatedAt}, ${consumedAt}, ${isSynced ? 1 : 0})
    ON CONFLICT (conversation_id, mode) DO UPDATE SET text = excluded.text, revision = excluded.revision,
      updated_at = excluded.updated_at, consumed_at = excluded.consumed_at, is_synced = excluded.is_synced`);
  return draft;
}

function toDraft(conversationId: ConversationId, mode: ComposerMode, row: Row): Draft {
  return { conversationId, mode, text: row.text, revision: row.revision, updatedAt: row.updated_at };
}
