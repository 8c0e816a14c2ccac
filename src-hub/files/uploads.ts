import { toInstant, type Clock } from '#shared/domain/clock';
import type { ComposerMode } from '#shared/domain/draft';
import type { AccountId, AgentId, BlobId, ConversationId, VisitorId } from '#shared/domain/ids';
import type { Attachment, GivenAttachment } from '#shared/domain/message';
import { checkGiven, fileFailure, FILE_LIMIT } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';
import { sql, type Sql } from '#shared/sql';
import { CHUNK_SIZE, type BlobStore } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import { createLimited } from '#hub/realtime/limited';
import type { Timers } from '#hub/timers/timers';
import { checkFile } from './check-file.ts';

/*
 * Files on their way into a message. Whoever brings one mints its id, so that a piece sent twice is one piece and a broken line goes on
 * where it broke. It belongs to its bringer and to one use; nobody reads it before a message names it; unused for a day, it goes.
 */

/** Who may use it, and for what. */
export interface UploadUse {
  readonly owner: string;
  readonly use: string;
}

export function agentsUse(agentId: AgentId, conversationId: ConversationId, mode: ComposerMode): UploadUse {
  return { owner: agentId, use: `${mode} ${conversationId}` };
}

export function visitorsUse(accountId: AccountId, visitorId: VisitorId | string): UploadUse {
  return { owner: `${accountId} ${visitorId}`, use: 'inbound' };
}

export interface Piece extends GivenAttachment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Uploads {
  /** `received`: where to go on. The file, once it is whole and found to be good; Failure('invalid') of `file.…` where it is not. */
  put(use: UploadUse, limit: number, piece: Piece): Promise<{ readonly received: number; readonly attachment: Attachment | null }>;
}

const UNUSED_FOR_MS = 24 * 3_600_000;
/** With words that were held back. */
const HELD_FOR_MS = 14 * UNUSED_FOR_MS;
const KIND = 'upload.expire';
/** Of one bringer, not yet of any message. */
const MOST_WAITING = 20;
const MOST_WAITING_BYTES = 6 * FILE_LIMIT;
/** Each holds a whole file in memory. */
const CHECKS_AT_ONCE = 2;

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly timers: Pick<Timers, 'on' | 'set'>;
}

interface Row {
  readonly owner: string;
  readonly use: string;
  readonly size: number;
  readonly received: number;
  readonly isChecked: boolean;
  readonly name: string;
  readonly mediaType: string;
}

export function createUploads({ db, clock, blobs, timers }: Deps): Uploads {
  const checking = createLimited(CHECKS_AT_ONCE);
  timers.on(KIND, {
    lanes: () => Promise.resolve([]),
    async decide({ tx }, blobId) {
      await tx.all(sql`DELETE FROM blob WHERE id IN (SELECT blob_id FROM upload WHERE blob_id = ${blobId})`);
      return { events: [], result: undefined };
    },
  });

  return {
    async put(use, limit, piece) {
      const { blobId, size } = piece;
      const row = await db.transaction((tx) => keepPiece(tx, use, limit, piece));
      const attachment = { blobId, name: row.name, mediaType: row.mediaType, size };
      if (row.isChecked) return { received: size, attachment };
      if (row.received < size) return { received: row.received, attachment: null };
      return { received: size, attachment: await checking(() => check(attachment, limit)) };
    },
  };

  async function keepPiece(tx: Db, use: UploadUse, limit: number, piece: Piece): Promise<Row> {
    const { blobId, offset, bytes, size } = piece;
    const known = (await findUpload(tx, blobId)) ?? (await begin(tx, use, limit, piece));
    // Of others, or of another place: as if it were not there.
    if (known.owner !== use.owner || known.use !== use.use) throw new Failure('denied', 'this file is not yours to bring');
    if (known.size !== size) throw new Failure('invalid', 'size: differs from what was said before', { field: 'size' });
    // A piece that came before, or one that leaves a gap: the bringer goes on where the file ends.
    if (offset !== known.received || known.received === size) return known;
    const isRight = offset % CHUNK_SIZE === 0 && bytes.byteLength === Math.min(CHUNK_SIZE, size - offset);
    if (!isRight) throw new Failure('invalid', `bytes: pieces have ${CHUNK_SIZE} bytes, and the last what is left`, { field: 'bytes' });
    const position = offset / CHUNK_SIZE;
    await tx.all(sql`INSERT INTO blob_chunk (blob_id, position, bytes) VALUES (${blobId}, ${position}, ${Buffer.from(bytes)})`);
    const received = offset + bytes.byteLength;
    await tx.all(sql`UPDATE upload SET received = ${received} WHERE blob_id = ${blobId}`);
    return { ...known, received };
  }

  async function begin(tx: Db, { owner, use }: UploadUse, limit: number, { blobId, name, mediaType, size }: Piece): Promise<Row> {
    const given = checkGiven({ name, mediaType, size }, limit);
    if (typeof given === 'string') throw fileFailure(given);
    const [waiting] = await tx.all<{
      count: number;
      bytes: number;
    }>(sql`SELECT count(*)::int AS count, coalesce(sum(blob.size), 0)::float8 AS bytes
      FROM upload JOIN blob ON blob.id = upload.blob_id WHERE upload.owner = ${owner}`);
    if (waiting !== undefined && (waiting.count >= MOST_WAITING || waiting.bytes + size > MOST_WAITING_BYTES))
      throw fileFailure('too_many');
    const [added] = await tx.all(sql`INSERT INTO blob (id, name, media_type, size, stored_at)
      VALUES (${blobId}, ${given.name}, ${given.type}, ${size}, ${toInstant(clock.now())}) ON CONFLICT DO NOTHING RETURNING id`);
    // A file of a message, or of somebody who was a moment faster.
    if (added === undefined) throw new Failure('denied', 'this file is not yours to bring');
    await tx.all(sql`INSERT INTO upload (blob_id, owner, use, received, is_checked) VALUES (${blobId}, ${owner}, ${use}, 0, false)`);
    await timers.set(tx, { kind: KIND, subjectId: blobId, dueAt: clock.now() + UNUSED_FOR_MS });
    return { owner, use, size, received: 0, isChecked: false, name: given.name, mediaType: given.type };
  }

  async function check(given: Attachment, limit: number): Promise<Attachment> {
    const { blobId, size } = given;
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < size; offset += CHUNK_SIZE) {
      parts.push((await blobs.read(blobId, offset, CHUNK_SIZE))?.bytes ?? new Uint8Array());
    }
    const checked = await checkFile(Buffer.concat(parts), given, limit);
    if (typeof checked === 'string') {
      await db.all(sql`DELETE FROM blob WHERE id IN (SELECT blob_id FROM upload WHERE blob_id = ${blobId})`);
      throw fileFailure(checked);
    }
    await db.all(sql`UPDATE upload SET is_checked = true WHERE blob_id = ${blobId}`);
    return { ...given, ...checked };
  }
}

async function findUpload(tx: Db, blobId: BlobId): Promise<Row | undefined> {
  const [row] = await tx.all<Row>(sql`SELECT upload.owner, upload.use, blob.size::float8 AS size, upload.received::float8 AS received,
      upload.is_checked AS "isChecked", blob.name, blob.media_type AS "mediaType"
    FROM upload JOIN blob ON blob.id = upload.blob_id WHERE upload.blob_id = ${blobId} FOR UPDATE OF upload`);
  return row;
}

/** The files that a message may name: brought by the same hands for one of these uses, whole and checked. Failure('conflict') for any other. */
export async function usableUploads(tx: Db, uses: readonly UploadUse[], blobIds: readonly BlobId[]): Promise<Attachment[]> {
  const found: Attachment[] = [];
  for (const blobId of new Set(blobIds)) {
    const row = await findUpload(tx, blobId);
    const isUsable = row?.isChecked === true && uses.some(({ owner, use }) => row.owner === owner && row.use === use);
    if (!isUsable) throw new Failure('conflict', 'a file of this message is not here (any more)', { field: 'attachments' });
    found.push({ blobId, name: row.name, mediaType: row.mediaType, size: row.size });
  }
  return found;
}

/** It waits with its words until their writer decides. */
export function keepingUpload(owner: string, blobId: BlobId, now: number): Sql {
  return sql`UPDATE timer SET due_at = ${now + HELD_FOR_MS} WHERE kind = ${KIND}
    AND subject_id IN (SELECT blob_id FROM upload WHERE blob_id = ${blobId} AND owner = ${owner})`;
}

/** In the transaction of the message: from here on they are its files. */
export function claiming(attachments: readonly Pick<Attachment, 'blobId'>[]): readonly Sql[] {
  return attachments.map(({ blobId }) => sql`DELETE FROM upload WHERE blob_id = ${blobId}`);
}
