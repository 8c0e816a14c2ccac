import type { Command } from '#shared/commands/index';
import type { DraftFile, FilePiece } from '#shared/contracts/desk';
import { FILE_PIECE } from '#shared/contracts/hub';
import type { ComposerMode } from '#shared/domain/draft';
import type { BlobId, ConversationId } from '#shared/domain/ids';
import { Failure, type FailureBody } from '#shared/rpc/failure';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { outboxRows } from './outbox-rows.ts';

// Files of replies and notes that are being written, and of those on their way: nobody else has their bytes until the hub says so.

interface Row {
  readonly blob_id: BlobId;
  readonly conversation_id: ConversationId;
  readonly mode: ComposerMode;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly received: number;
  readonly state: string;
}

const WAITING = JSON.stringify({ is: 'waiting', sent: 0 } satisfies DraftFile['state']);

/** Keeps a piece; one that came before changes nothing. */
export function putFilePiece(db: Database, piece: FilePiece): DraftFile {
  const { blobId, conversationId, mode, name, mediaType, size, offset, base64 } = piece;
  db.run(sql`INSERT INTO file (blob_id, conversation_id, mode, name, media_type, size, received, state, is_sent)
    VALUES (${blobId}, ${conversationId}, ${mode}, ${name}, ${mediaType}, ${size}, 0, ${WAITING}, 0) ON CONFLICT DO NOTHING`);
  const known = fileOf(db, blobId);
  if (known !== undefined && offset === known.received && known.received < known.size) {
    const bytes = Buffer.from(base64, 'base64');
    db.run(sql`INSERT INTO file_piece (blob_id, position, bytes) VALUES (${blobId}, ${offset / FILE_PIECE}, ${bytes})`);
    db.run(sql`UPDATE file SET received = ${offset + bytes.byteLength} WHERE blob_id = ${blobId}`);
  }
  const kept = fileOf(db, blobId);
  if (kept === undefined) throw new Error('a file that was just kept is gone');
  return toDraftFile(kept);
}

/** Of what is being written there; what is on its way belongs to its words. */
export function draftFiles(db: Database, conversationId: ConversationId, mode: ComposerMode): DraftFile[] {
  return select(db, sql`conversation_id = ${conversationId} AND mode = ${mode} AND is_sent = 0`);
}

/** Of all that is on its way, or waits for the agent. */
export function sentFiles(db: Database): DraftFile[] {
  return select(db, sql`is_sent = 1`);
}

/** Whole here, and not yet at the hub. */
export function waitingFiles(db: Database): DraftFile[] {
  return select(db, sql`received = size AND state ->> 'is' = 'waiting'`);
}

/** Of these files: what still has to be brought, and why one never will be. */
export function filesToBring(db: Database, blobIds: readonly BlobId[]): { waiting: DraftFile[]; refused: FailureBody | null } {
  const files = blobIds.flatMap((blobId) => select(db, sql`blob_id = ${blobId}`));
  const refused = files.map(({ state }) => state).find((state) => state.is === 'refused');
  return { waiting: files.filter(({ state }) => state.is === 'waiting'), refused: refused?.failure ?? null };
}

export function readFile(db: Database, blobId: BlobId, offset: number): { base64: string; size: number } | null {
  const file = fileOf(db, blobId);
  if (file === undefined || file.received < file.size) return null;
  const piece = db.first<{ bytes: Buffer }>(
    sql`SELECT bytes FROM file_piece WHERE blob_id = ${blobId} AND position = ${Math.floor(offset / FILE_PIECE)}`,
  );
  return { base64: piece?.bytes.toString('base64') ?? '', size: file.size };
}

/** Null where it was taken away meanwhile. */
export function setFileState(db: Database, blobId: BlobId, state: DraftFile['state']): DraftFile | null {
  db.run(sql`UPDATE file SET state = ${JSON.stringify(state)} WHERE blob_id = ${blobId}`);
  const file = fileOf(db, blobId);
  return file === undefined ? null : toDraftFile(file);
}

/** Taken away by the agent; what is on its way is not to be had any more. */
export function removeFile(db: Database, blobId: BlobId): DraftFile | null {
  const file = select(db, sql`blob_id = ${blobId} AND is_sent = 0`)[0];
  if (file !== undefined) drop(db, [blobId]);
  return file ?? null;
}

/** In the transaction of the send: they go with these words. A file of other words, or one that is not whole, stops it. */
export function sendFiles(db: Database, { body }: Command): void {
  for (const blobId of blobIdsOf({ body })) {
    const file = fileOf(db, blobId);
    const isOfThese = 'conversationId' in body && file?.conversation_id === body.conversationId && modesOf(body).includes(file.mode);
    if (!isOfThese || file.received < file.size) throw new Failure('invalid', 'a file is not of these words', { field: 'attachments' });
    db.run(sql`UPDATE file SET is_sent = 1 WHERE blob_id = ${blobId}`);
  }
}

/** Whose files may go with these words; the hub judges the same. Only a note that stands for a held reply may have a reply's. */
function modesOf(body: Command['body']): readonly ComposerMode[] {
  if (body.type !== 'note.add') return ['reply'];
  return body.insteadOf === undefined ? ['note'] : ['note', 'reply'];
}

/** The words come back to be written anew, and their files with them: to the composer of these words, whatever they were brought for. */
export function takeBackFiles(db: Database, command: Command | undefined): void {
  const mode: ComposerMode = command?.body.type === 'note.add' ? 'note' : 'reply';
  for (const blobId of command === undefined ? [] : blobIdsOf(command)) {
    db.run(sql`UPDATE file SET is_sent = 0, mode = ${mode}, state = ${WAITING} WHERE blob_id = ${blobId}`);
  }
}

/** The words are tried again: perhaps the hub has let go of their files since. */
export function resendFiles(db: Database, command: Command): void {
  for (const blobId of blobIdsOf(command)) db.run(sql`UPDATE file SET state = ${WAITING} WHERE blob_id = ${blobId}`);
}

/** What went out is the hub's to keep. */
export function dropSentFiles(db: Database): void {
  const sent = db.all<{ blob_id: BlobId }>(sql`SELECT blob_id FROM file WHERE is_sent = 1`);
  if (sent.length === 0) return;
  const needed = new Set(outboxRows(db).flatMap(({ command }) => blobIdsOf(command)));
  drop(
    db,
    sent.map(({ blob_id: id }) => id).filter((id) => !needed.has(id)),
  );
}

/** The conversation may not be seen any more: what was to go there is nobody's. */
export function removeFilesOf(db: Database, conversationId: string): void {
  drop(
    db,
    db
      .all<{ blob_id: BlobId }>(sql`SELECT blob_id FROM file WHERE conversation_id = ${conversationId} AND is_sent = 0`)
      .map(({ blob_id: id }) => id),
  );
}

/** Whoever was giving them is gone, and cannot go on. */
export function dropUnfinished(db: Database): void {
  drop(
    db,
    db.all<{ blob_id: BlobId }>(sql`SELECT blob_id FROM file WHERE received < size`).map(({ blob_id: id }) => id),
  );
}

export function blobIdsOf({ body }: Pick<Command, 'body'>): readonly BlobId[] {
  return body.type === 'message.send' || body.type === 'note.add' ? (body.attachments ?? []).map(({ blobId }) => blobId) : [];
}

function drop(db: Database, blobIds: readonly BlobId[]): void {
  for (const blobId of blobIds) {
    db.run(sql`DELETE FROM file_piece WHERE blob_id = ${blobId}`);
    db.run(sql`DELETE FROM file WHERE blob_id = ${blobId}`);
  }
}

function fileOf(db: Database, blobId: BlobId): Row | undefined {
  return db.first<Row>(sql`SELECT * FROM file WHERE blob_id = ${blobId}`);
}

function select(db: Database, where: Sql): DraftFile[] {
  return db.all<Row>(sql`SELECT * FROM file WHERE ${where} ORDER BY rowid`).map(toDraftFile);
}

function toDraftFile(row: Row): DraftFile {
  const { blob_id: blobId, conversation_id: conversationId, mode, name, media_type: mediaType, size, received } = row;
  const state: DraftFile['state'] = received < size ? { is: 'receiving' } : (JSON.parse(row.state) as DraftFile['state']); // written by us
  return { conversationId, mode, attachment: { blobId, name, mediaType, size }, state };
}
