import { deskEdge } from '#shared/domain/centre';
import { toInstant } from '#shared/domain/clock';
import type { Change, Key } from '#shared/records/records';
import type { Handlers } from '#shared/rpc/contract';
import { sql } from '#shared/sql';
import type { BlobHandlers } from './blob-handlers.ts';
import type { CacheContract } from './cache-contract.ts';
import type { CacheFiles } from './cache-files.ts';
import { outboxRows } from './outbox-rows.ts';
import { addToReceipt, deskDaysIn, dropPast, forgetReceipt, lastLook, owedReceipts, putLastLook } from './past-rows.ts';

type PastCalls = 'past.begin' | 'past.drop' | 'past.end' | 'receipts.owed' | 'receipts.given';

/** A line that comes and goes does not make the desk look through everything each time. */
const LOOK_AGAIN_AFTER_MS = 60 * 60_000;

/** The past of queues leaves in small steps: between two of them every other call is answered. */
export function createPastHandlers(
  files: CacheFiles,
  blobs: Pick<BlobHandlers, 'dropFilesOf'>,
  shown: (keys: readonly Key[]) => Change[],
): Pick<Handlers<CacheContract, null>, PastCalls> {
  /** Threads with words that only this desk has. */
  function withUnsent(): string[] {
    const drafts = files.durable.all<{ id: string }>(sql`SELECT DISTINCT conversation_id AS id FROM draft WHERE text <> ''
      UNION SELECT conversation_id FROM file`);
    const wishes = outboxRows(files.durable).flatMap(({ command: { body } }) => ('conversationId' in body ? [body.conversationId] : []));
    return [...new Set([...drafts.map(({ id }) => id), ...wishes])];
  }

  return {
    'past.begin': ({ now }) => {
      const replica = files.replica();
      const days = deskDaysIn(replica);
      const look = lastLook(replica);
      if (look !== null && look.days === days && now >= look.at && now - look.at < LOOK_AGAIN_AFTER_MS) return null;
      return { before: deskEdge({ deskDays: days }, now) };
    },
    'past.drop': ({ now, before, after }) => {
      const replica = files.replica();
      const at = toInstant(now);
      const { keys, next } = replica.transaction(() => {
        const dropped = dropPast(replica, { before, after, spared: withUnsent() });
        addToReceipt(replica, 'retention', { at, before, records: dropped.keys.length, files: 0 });
        return dropped;
      });
      const droppedBlobs = blobs.dropFilesOf(keys);
      addToReceipt(replica, 'retention', { at, before, records: 0, files: droppedBlobs.length });
      return { changes: shown(keys), droppedBlobs, next };
    },
    'past.end': ({ now }) => {
      const replica = files.replica();
      putLastLook(replica, { at: now, days: deskDaysIn(replica) });
      replica.checkpoint();
      return null;
    },
    'receipts.owed': () => owedReceipts(files.replica()),
    'receipts.given': (receipt) => {
      files.replica().transaction(() => forgetReceipt(files.replica(), receipt));
      return null;
    },
  };
}
