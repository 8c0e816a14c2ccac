import * as z from 'zod';
import { Instant } from '#shared/domain/clock';
import { PurgeReceipt } from '#shared/domain/desk-state';
import { BlobId } from '#shared/domain/ids';
import { Change } from '#shared/records/records';
import { call } from '#shared/rpc/contract';

/** A file of the agent's open work that is not here yet. */
const WantedBlob = z.object({ blobId: BlobId, itemId: z.string(), size: z.number().int() });
export type WantedBlob = z.infer<typeof WantedBlob>;

/** Milliseconds since 1970 on the desk's clock. */
const Now = z.number();

/** The part of the cache contract that is about how long things stay here: the past of queues, and files. */
export const keptCalls = {
  /** Begins to look through the past; null where that was done a short while ago. `now` is the hub's time. */
  'past.begin': call(z.object({ now: Now }), z.object({ before: Instant }).nullable()),
  /** Drops what has grown old of the next rows, with its files. */
  'past.drop': call(
    z.object({ now: Now, before: Instant, after: z.number().nullable() }),
    z.object({ changes: z.array(Change), droppedBlobs: z.array(BlobId), next: z.number().nullable() }),
  ),
  /** All was looked at: what was dropped is out of the files too. */
  'past.end': call(z.object({ now: Now }), z.null()),
  'receipts.owed': call(z.object({}), z.array(PurgeReceipt)),
  'receipts.given': call(PurgeReceipt, z.null()),

  /** A part of a file that is whole here; null where it is not. */
  'blob.read': call(
    z.object({ blobId: BlobId, offset: z.number().int(), now: Now }),
    z.object({ base64: z.string(), size: z.number().int() }).nullable(),
  ),
  /** Keeps a piece for a record that is here and names the file; `isWanted: false`: it is not kept. */
  'blob.put': call(
    z.object({
      blobId: BlobId,
      itemId: z.string(),
      size: z.number().int(),
      offset: z.number().int(),
      base64: z.string(),
      now: Now,
    }),
    z.object({ isWanted: z.boolean(), isWhole: z.boolean(), dropped: z.array(BlobId) }),
  ),
  'blob.kept': call(z.object({ blobIds: z.array(BlobId) }), z.array(BlobId)),
  /** What to fetch ahead, small ones first; those of it that are here are marked as in use. */
  'blob.wanted': call(z.object({ now: Now }), z.array(WantedBlob)),
  /** Files whose records are gone, and those half fetched by a desk that was killed. */
  'blob.sweep': call(z.object({}), z.array(BlobId)),
} as const;
