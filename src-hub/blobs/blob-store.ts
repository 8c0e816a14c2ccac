import { FILE_PIECE } from '#shared/contracts/hub';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AgentId, BlobId, Ids } from '#shared/domain/ids';
import type { Attachment } from '#shared/domain/message';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { heldScopes } from '#hub/log/read-events';

interface NewBlob {
  /** Where it was promised before it was here. */
  readonly blobId?: BlobId;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Files of messages, in chunks beside the log: every hub on the database has them, and a backup of it is whole. */
export interface BlobStore {
  /** In the transaction of the message that names it: neither is ever without the other. */
  put(tx: Db, blob: NewBlob): Promise<Attachment>;
  /** What it is called, what it is and how large; undefined where there is no such file. */
  describe(blobId: BlobId): Promise<Pick<Attachment, 'name' | 'mediaType' | 'size'> | undefined>;
  /** At most `length` bytes from `offset`; undefined where there is no such file. */
  read(blobId: BlobId, offset: number, length: number): Promise<{ bytes: Uint8Array; size: number } | undefined>;
  /** Whether the file is of a message or note that this agent may read, or the face of a customer whom they may see. */
  mayRead(agentId: AgentId, blobId: BlobId): Promise<boolean>;
}

/** Bytes; also the most that one read gives. */
export const CHUNK_SIZE = FILE_PIECE;

export function createBlobStore({ db, ids, clock }: { readonly db: Db; readonly ids: Ids; readonly clock: Clock }): BlobStore {
  return {
    async put(tx, { blobId = ids.blob(), name, mediaType, bytes }) {
      const size = bytes.byteLength;
      await tx.all(sql`INSERT INTO blob (id, name, media_type, size, stored_at)
        VALUES (${blobId}, ${name}, ${mediaType}, ${size}, ${toInstant(clock.now())})`);
      for (let position = 0; position * CHUNK_SIZE < size; position += 1) {
        const chunk = Buffer.from(bytes.subarray(position * CHUNK_SIZE, (position + 1) * CHUNK_SIZE));
        await tx.all(sql`INSERT INTO blob_chunk (blob_id, position, bytes) VALUES (${blobId}, ${position}, ${chunk})`);
      }
      return { blobId, name, mediaType, size };
    },
    async describe(blobId) {
      const [blob] = await db.all<Pick<Attachment, 'name' | 'mediaType' | 'size'>>(
        sql`SELECT name, media_type AS "mediaType", size::float8 AS size FROM blob WHERE id = ${blobId}`,
      );
      return blob;
    },
    async read(blobId, offset, length) {
      const [blob] = await db.all<{ size: number }>(sql`SELECT size FROM blob WHERE id = ${blobId}`);
      if (blob === undefined) return undefined;
      const position = Math.floor(offset / CHUNK_SIZE);
      const [chunk] = await db.all<{ bytes: Uint8Array }>(
        sql`SELECT bytes FROM blob_chunk WHERE blob_id = ${blobId} AND position = ${position}`,
      );
      const from = offset - position * CHUNK_SIZE;
      return { bytes: chunk?.bytes.subarray(from, from + length) ?? new Uint8Array(), size: blob.size };
    },
    async mayRead(agentId, blobId) {
      const [found] = await db.all(sql`SELECT id FROM message WHERE body -> 'attachments' <> '[]'::jsonb
        AND body -> 'attachments' @> ${JSON.stringify([{ blobId }])}::jsonb AND scopes && ${heldScopes(agentId)}
        UNION ALL SELECT id FROM note WHERE body -> 'attachments' IS NOT NULL
        AND body -> 'attachments' @> ${JSON.stringify([{ blobId }])}::jsonb AND scopes && ${heldScopes(agentId)}
        UNION ALL SELECT id FROM customer WHERE body -> 'picture' IS NOT NULL
        AND body -> 'picture' ->> 'blobId' = ${blobId} AND scopes && ${heldScopes(agentId)} LIMIT 1`);
      return found !== undefined;
    },
  };
}
