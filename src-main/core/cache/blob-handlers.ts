import { DEFAULT_FILE_BUDGET_MB, type Settings } from '#shared/contracts/desk';
import type { Attachment } from '#shared/domain/message';
import type { BlobId } from '#shared/domain/ids';
import type { Key } from '#shared/records/records';
import type { Handlers } from '#shared/rpc/contract';
import { sql } from '#shared/sql';
import { dropBeyond, dropBlobsOf, hasBlobs, keptBlobs, putBlobPiece, readBlobPart, sweepBlobs, touchBlobs } from './blob-rows.ts';
import type { CacheContract } from './cache-contract.ts';
import type { CacheFiles } from './cache-files.ts';
import type { WantedBlob } from './kept-contract.ts';
import { DamagedDatabase } from './open-database.ts';
import { recordIn } from './record-rows.ts';

type BlobCalls = 'blob.read' | 'blob.put' | 'blob.kept' | 'blob.wanted' | 'blob.sweep';

/** What is read at once: enough for most pictures, little enough for whoever waits behind it. */
const PIECES_AT_ONCE = 8;
/** Larger ones come when they are looked at. */
const LARGEST_AHEAD = 10 * 1024 * 1024;
/** Of each person's words so many are looked through for files. */
const NEWEST_ITEMS = 200;

export interface BlobHandlers extends Pick<Handlers<CacheContract, null>, BlobCalls> {
  /** In the step in which these records went, or changed: files that they no longer name go too. */
  readonly dropFilesOf: (keys: readonly Key[]) => BlobId[];
}

export function createBlobHandlers(files: CacheFiles): BlobHandlers {
  /** A damaged file is begun anew: whatever was in it is fetched again when it is wanted. */
  function orAnew<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DamagedDatabase) || error.path !== files.blobs().path) throw error;
      files.resetBlobs();
      return otherwise;
    }
  }

  function attachmentsOf(itemId: string): readonly Attachment[] {
    const replica = files.replica();
    return recordIn(replica, 'message', itemId)?.body.attachments ?? recordIn(replica, 'note', itemId)?.body.attachments ?? [];
  }

  const isNamed = (itemId: string, id: BlobId): boolean => attachmentsOf(itemId).some(({ blobId }) => blobId === id);

  function budget(): number {
    const row = files.durable.first<{ body: string }>(sql`SELECT body FROM settings`);
    const settings = row === undefined ? null : (JSON.parse(row.body) as Settings); // parsed before it was stored
    return (settings?.fileBudgetMb ?? DEFAULT_FILE_BUDGET_MB) * 1024 * 1024;
  }

  /** Of what this agent has in hand, with the newest words of its people. */
  function ofOpenWork(): WantedBlob[] {
    const rows = files.replica().all<{ itemId: string; attachments: string }>(sql`
      SELECT item.id AS "itemId", item.body ->> '$.attachments' AS attachments FROM (
        SELECT DISTINCT work.customer_id AS customer_id FROM record AS work
        WHERE work.kind = 'interaction' AND work.state IN ('offered', 'handling', 'wrap_up') AND work.body ->> '$.state.agentId' = ${files.agentId}
      ) AS mine JOIN record AS item ON item.row IN (
        SELECT row FROM record WHERE customer_id = mine.customer_id AND kind IN ('message', 'note') ORDER BY at DESC, seq DESC LIMIT ${NEWEST_ITEMS})
      WHERE coalesce(item.body ->> '$.attachments', '[]') <> '[]'`);
    return rows.flatMap(({ itemId, attachments }) =>
      (JSON.parse(attachments) as Attachment[]) // of a record, so parsed before it was stored
        .filter(({ isPending, isMissing, size }) => isPending !== true && isMissing !== true && size <= LARGEST_AHEAD)
        .map(({ blobId, size }) => ({ blobId, itemId, size })),
    );
  }

  return {
    'blob.read': ({ blobId, offset, now }) =>
      orAnew(() => {
        const part = readBlobPart(files.blobs(), blobId, offset, PIECES_AT_ONCE);
        if (part === null) return null;
        if (offset === 0) touchBlobs(files.blobs(), [blobId], now);
        return { base64: part.bytes.toString('base64'), size: part.size };
      }, null),
    'blob.put': ({ base64, offset, now, ...whose }) =>
      orAnew(
        () => {
          // Asked each time: the record may have gone while its file was on the way.
          if (!isNamed(whose.itemId, whose.blobId) || whose.size > budget()) return { isWanted: false, isWhole: false, dropped: [] };
          return files.blobs().transaction(() => {
            const isWhole = putBlobPiece(files.blobs(), whose, offset, Buffer.from(base64, 'base64'), now);
            return { isWanted: true, isWhole, dropped: isWhole ? dropBeyond(files.blobs(), budget(), whose.blobId) : [] };
          });
        },
        { isWanted: false, isWhole: false, dropped: [] },
      ),
    'blob.kept': ({ blobIds }) => orAnew(() => keptBlobs(files.blobs(), blobIds), []),
    'blob.wanted': ({ now }) =>
      orAnew(() => {
        const wanted = ofOpenWork().toSorted((one, two) => one.size - two.size || (one.blobId < two.blobId ? -1 : 1));
        const kept = new Set(
          keptBlobs(
            files.blobs(),
            wanted.map(({ blobId }) => blobId),
          ),
        );
        touchBlobs(files.blobs(), [...kept], now);
        // Half of the room is for what is looked at, so that fetching ahead never pushes out what it has just fetched.
        let room = budget() / 2;
        return wanted.filter(({ blobId, size }) => {
          room -= size;
          return room >= 0 && !kept.has(blobId);
        });
      }, []),
    'blob.sweep': () => orAnew(() => files.blobs().transaction(() => sweepBlobs(files.blobs(), isNamed)), []),
    dropFilesOf: (keys) =>
      orAnew(() => {
        if (!hasBlobs(files.blobs())) return [];
        const dropped = files.blobs().transaction(() => dropBlobsOf(files.blobs(), keys, isNamed));
        if (dropped.length > 0) files.blobs().checkpoint();
        return dropped;
      }, []),
  };
}
