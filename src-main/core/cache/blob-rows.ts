import { FILE_PIECE } from '#shared/contracts/hub';
import type { BlobId } from '#shared/domain/ids';
import type { Key } from '#shared/records/records';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';

// Files of messages and notes, kept to be seen without a line. A file is here for the sake of one record, and goes with it.

export interface KeptFor {
  readonly blobId: BlobId;
  /** The message or note that names it. */
  readonly itemId: string;
  readonly size: number;
}

export function createBlobTables(db: Database): void {
  db.script(`
    CREATE TABLE blob (
      id TEXT PRIMARY KEY,
      item_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      received INTEGER NOT NULL,
      -- Milliseconds since 1970: the oldest use goes first.
      used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX blob_used ON blob (used_at);
    CREATE INDEX blob_item ON blob (item_id);
    -- \`position\`: where in the file it begins.
    CREATE TABLE piece (blob_id TEXT NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (blob_id, position)) STRICT;
  `);
}

/** Keeps a piece of a file that is being fetched; one that is out of turn changes nothing. Answers whether the file is whole now. */
export function putBlobPiece(db: Database, { blobId, itemId, size }: KeptFor, offset: number, bytes: Buffer, now: number): boolean {
  if (offset === 0) dropBlobs(db, [blobId]);
  db.run(
    sql`INSERT INTO blob (id, item_id, size, received, used_at) VALUES (${blobId}, ${itemId}, ${size}, 0, ${now}) ON CONFLICT DO NOTHING`,
  );
  const known = db.first<{ received: number }>(sql`SELECT received FROM blob WHERE id = ${blobId}`);
  if (known?.received !== offset) return false;
  // Cut to the size in which they are read again.
  for (let from = 0; from < bytes.length; from += FILE_PIECE) {
    const part = bytes.subarray(from, from + FILE_PIECE);
    db.run(sql`INSERT INTO piece (blob_id, position, bytes) VALUES (${blobId}, ${offset + from}, ${part})`);
  }
  const received = offset + bytes.length;
  db.run(sql`UPDATE blob SET received = ${received}, used_at = ${now} WHERE id = ${blobId}`);
  return received >= size;
}

/** A part of a file that is whole here, as many pieces as travel at once; null where it is not. */
export function readBlobPart(db: Database, blobId: BlobId, offset: number, pieces: number): { bytes: Buffer; size: number } | null {
  const known = db.first<{ size: number }>(sql`SELECT size FROM blob WHERE id = ${blobId} AND received >= size`);
  if (known === undefined) return null;
  const parts = db.all<{ bytes: Buffer }>(sql`SELECT bytes FROM piece WHERE blob_id = ${blobId} AND position >= ${offset}
    ORDER BY position LIMIT ${pieces}`);
  return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), size: known.size };
}

/** In use now: others go before them. */
export function touchBlobs(db: Database, blobIds: readonly BlobId[], now: number): void {
  for (const id of blobIds) db.run(sql`UPDATE blob SET used_at = ${now} WHERE id = ${id}`);
}

/** Which of these are whole here. */
export function keptBlobs(db: Database, blobIds: readonly BlobId[]): BlobId[] {
  return db
    .all<{ id: BlobId }>(
      sql`SELECT id FROM blob WHERE received >= size AND id IN (SELECT value FROM json_each(${JSON.stringify(blobIds)}))`,
    )
    .map(({ id }) => id);
}

/** Makes room: what was not looked at for the longest goes first, but never the one that just came. */
export function dropBeyond(db: Database, budget: number, newest: BlobId): BlobId[] {
  const dropped: BlobId[] = [];
  for (;;) {
    const total = db.first<{ bytes: number }>(sql`SELECT coalesce(sum(size), 0) AS bytes FROM blob`)?.bytes ?? 0;
    if (total <= budget) return dropped;
    const oldest = db.first<{ id: BlobId }>(sql`SELECT id FROM blob WHERE id <> ${newest} ORDER BY used_at, id LIMIT 1`)?.id;
    if (oldest === undefined) return dropped;
    dropBlobs(db, [oldest]);
    dropped.push(oldest);
  }
}

export function hasBlobs(db: Database): boolean {
  return db.first(sql`SELECT 1 FROM blob LIMIT 1`) !== undefined;
}

/** Of records that are gone, or that name it no longer. */
export function dropBlobsOf(db: Database, keys: readonly Key[], isNamed: (itemId: string, blobId: BlobId) => boolean): BlobId[] {
  const items = keys.filter(({ kind }) => kind === 'message' || kind === 'note');
  const dropped = items.flatMap(({ id }) =>
    db
      .all<{ id: BlobId }>(sql`SELECT id FROM blob WHERE item_id = ${id}`)
      .map((row) => row.id)
      .filter((blobId) => !isNamed(id, blobId)),
  );
  dropBlobs(db, dropped);
  return dropped;
}

/** Everything that no record here names, and what a desk that was killed had half fetched. */
export function sweepBlobs(db: Database, isNamed: (itemId: string, blobId: BlobId) => boolean): BlobId[] {
  const all = db.all<{ id: BlobId; itemId: string; isWhole: number }>(
    sql`SELECT id, item_id AS "itemId", received >= size AS "isWhole" FROM blob`,
  );
  const dropped = all.filter(({ id, itemId, isWhole }) => isWhole === 0 || !isNamed(itemId, id)).map(({ id }) => id);
  dropBlobs(db, dropped);
  return dropped;
}

export function dropBlobs(db: Database, blobIds: readonly BlobId[]): void {
  for (const id of blobIds) {
    db.run(sql`DELETE FROM piece WHERE blob_id = ${id}`);
    db.run(sql`DELETE FROM blob WHERE id = ${id}`);
  }
}
