import * as z from 'zod';
import { Hold, type Command } from '#shared/commands/index';
import type { CommandId } from '#shared/domain/ids';
import { FailureBody } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';

/** Why a wish waits for the agent. */
export const Parked = z.discriminatedUnion('is', [
  // Those parked by desks before 0.2 have no seq.
  Hold.partial({ seq: true }).extend({ is: z.literal('held') }),
  z.object({ is: z.literal('refused'), failure: FailureBody }),
]);
export type Parked = z.infer<typeof Parked>;

export interface OutboxRow {
  readonly command: Command;
  readonly parked: Parked | null;
  readonly isAnswered: boolean;
  readonly doneSeq: number | null;
}

/** All that the log has not confirmed, oldest first. */
export function outboxRows(db: Database): OutboxRow[] {
  return db
    .all<{ command: string; parked: string | null; is_answered: number; done_seq: number | null }>(
      sql`SELECT command, parked, is_answered, done_seq FROM outbox ORDER BY position`,
    )
    .map(({ command, parked, is_answered, done_seq }) => ({
      // Both were parsed by their schemas before they were stored.
      command: JSON.parse(command) as Command,
      parked: parked === null ? null : (JSON.parse(parked) as Parked),
      isAnswered: is_answered === 1,
      doneSeq: done_seq,
    }));
}

/** False: it is here already; a repeated submit is one wish. */
export function addToOutbox(db: Database, command: Command): boolean {
  const text = JSON.stringify(command);
  return (
    db.run(sql`INSERT INTO outbox (command_id, command) VALUES (${command.commandId}, ${text}) ON CONFLICT (command_id) DO NOTHING`)
      .changes === 1
  );
}

export function park(db: Database, commandId: CommandId, parked: Parked, isAnswered: boolean): void {
  db.run(sql`UPDATE outbox SET parked = ${JSON.stringify(parked)}, is_answered = ${isAnswered ? 1 : 0} WHERE command_id = ${commandId}`);
}

/** Under its new id, in its old place. */
export function unpark(db: Database, commandId: CommandId, command: Command): void {
  db.run(sql`UPDATE outbox SET parked = NULL, is_answered = 0, command_id = ${command.commandId}, command = ${JSON.stringify(command)}
    WHERE command_id = ${commandId}`);
}

/** Done by events up to `seq`: it goes when they are folded, at once if they are. */
export function markDone(db: Database, commandId: CommandId, seq: number, cursor: number): void {
  if (seq <= cursor) removeFromOutbox(db, [commandId]);
  else db.run(sql`UPDATE outbox SET done_seq = ${seq} WHERE command_id = ${commandId}`);
}

export function removeFromOutbox(db: Database, commandIds: readonly CommandId[]): void {
  for (const commandId of commandIds) db.run(sql`DELETE FROM outbox WHERE command_id = ${commandId}`);
}

export function removeDoneUpTo(db: Database, cursor: number): void {
  db.run(sql`DELETE FROM outbox WHERE done_seq <= ${cursor}`);
}
