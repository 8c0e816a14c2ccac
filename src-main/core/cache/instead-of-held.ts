import type { Command } from '#shared/commands/index';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { blobIdsOf } from './file-rows.ts';
import type { Database } from './open-database.ts';
import { outboxRows, removeFromOutbox } from './outbox-rows.ts';

/**
 * A held reply becomes a note: it leaves the outbox in the transaction in which the note enters it, and its files become the note's, under
 * the ids that the note gives them, in their order. The hub knows the old ones as a reply's, and a reply's file is never a note's.
 */
export function insteadOfHeld(db: Database, command: Command): void {
  const { body } = command;
  if (body.type !== 'note.add' || body.insteadOf === undefined) return;
  const { insteadOf } = body;
  const held = outboxRows(db).find(({ command: { commandId }, parked }) => commandId === insteadOf && parked?.is === 'held');
  if (held === undefined) throw new Failure('not_found', 'this is not held any more', { field: 'insteadOf' });
  const waiting = JSON.stringify({ is: 'waiting', sent: 0 });
  blobIdsOf(held.command).forEach((from, index) => {
    const to = body.attachments?.[index]?.blobId;
    if (to === undefined) return;
    db.run(sql`UPDATE file SET blob_id = ${to}, mode = 'note', state = ${waiting}, is_sent = 0 WHERE blob_id = ${from}`);
    db.run(sql`UPDATE file_piece SET blob_id = ${to} WHERE blob_id = ${from}`);
  });
  removeFromOutbox(db, [insteadOf]);
}
