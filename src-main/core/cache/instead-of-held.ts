import type { Command } from '#shared/commands/index';
import { Failure } from '#shared/rpc/failure';
import type { Database } from './open-database.ts';
import { outboxRows, removeFromOutbox } from './outbox-rows.ts';

/** A held reply becomes a note: it leaves the outbox in the transaction in which the note enters it, and its files are the note's from here. */
export function insteadOfHeld(db: Database, { body }: Command): void {
  if (body.type !== 'note.add' || body.insteadOf === undefined) return;
  const { insteadOf } = body;
  const isHeld = outboxRows(db).some(({ command: { commandId }, parked }) => commandId === insteadOf && parked?.is === 'held');
  if (!isHeld) throw new Failure('not_found', 'this is not held any more', { field: 'insteadOf' });
  removeFromOutbox(db, [insteadOf]);
}
