import * as z from 'zod';
import { LostWork } from '#shared/contracts/wipe';
import { Draft } from '#shared/domain/draft';
import { ConversationId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { outboxRows, type OutboxRow } from './outbox-rows.ts';

/** What lies here and nowhere else, for whoever is about to leave this desk. */
export const UnsentHere = z.object({
  lost: LostWork,
  drafts: z.array(Draft.pick({ conversationId: true, mode: true, text: true })),
  files: z.array(z.object({ conversationId: ConversationId, name: z.string() })),
});
export type UnsentHere = z.infer<typeof UnsentHere>;

export function unsentHere(db: Database): UnsentHere {
  const wishes = outboxRows(db).filter((row) => row.doneSeq === null && !isMereReadMark(row));
  // A draft that the hub has comes back wherever its agent signs in.
  const drafts = db.all<UnsentHere['drafts'][number]>(
    sql`SELECT conversation_id AS "conversationId", mode, text FROM draft WHERE is_synced = 0 AND text <> '' ORDER BY updated_at`,
  );
  const files = db.all<UnsentHere['files'][number]>(
    sql`SELECT conversation_id AS "conversationId", name FROM file WHERE is_sent = 0 ORDER BY rowid`,
  );
  const parked = (is: 'held' | 'refused'): number => wishes.filter((row) => row.parked?.is === is).length;
  const conversations = new Set([
    ...wishes.flatMap(({ command: { body } }) => ('conversationId' in body ? [body.conversationId] : [])),
    ...[...drafts, ...files].map(({ conversationId }) => conversationId),
  ]);
  const lost: LostWork = {
    waiting: wishes.filter(({ parked: why }) => why === null).length,
    held: parked('held'),
    refused: parked('refused'),
    drafts: drafts.length,
    files: files.length,
    conversationIds: [...conversations].slice(0, 1_000),
  };
  return { lost, drafts, files };
}

/** The person said so. What is deleted is overwritten (secure_delete), and the log is emptied into the file. */
export function discardUnsent(db: Database): void {
  db.transaction(() => {
    for (const table of ['outbox', 'draft', 'file_piece', 'file']) db.run(sql`DELETE FROM ${sql.id(table)}`);
  });
  db.checkpoint();
}

/** As the page of unsent work counts: that something was read is no work. */
function isMereReadMark({ command: { body }, parked }: OutboxRow): boolean {
  return parked === null && (body.type === 'conversation.mark_read' || body.type === 'conversation.mark_unread');
}
