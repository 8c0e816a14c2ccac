import * as z from 'zod';
import { Instant } from '#shared/domain/clock';
import { Command } from '#shared/commands/index';
import { DraftFile, FilePiece, type QueueBacklog, Settings, TimelineHit, View } from '#shared/contracts/desk';
import { Epoch } from '#shared/contracts/hub';
import { TimelinePlace } from '#shared/domain/timeline-place';
import { SearchPage, SearchQuestion } from '#shared/contracts/search';
import { ComposerMode, Draft } from '#shared/domain/draft';
import { BlobId, CommandId, ConversationId, CustomerId } from '#shared/domain/ids';
import { Scope } from '#shared/domain/scope';
import { Seq, type LoggedEvent } from '#shared/events/index';
import { KindName, type Change, type Key, type RawRecord } from '#shared/records/records';
import { call, defineContract } from '#shared/rpc/contract';
import { FailureBody } from '#shared/rpc/failure';
import { keptCalls } from './kept-contract.ts';
import type { SetAside } from './open-durable.ts';
import type { Edge } from './waiting-window.ts';
import { Parked } from './outbox-rows.ts';
import { UnsentHere } from './unsent-rows.ts';

/** A scope whose records have to come whole; `since` says for which grant. */
const WantedScope = z.object({ scope: Scope, since: Seq });

/** Where the replica stands, and what it still has to ask of the hub. */
export const ReplicaState = z.object({
  /** Null: it holds nothing yet. */
  epoch: Epoch.nullable(),
  cursor: Seq,
  wantedScopes: z.array(WantedScope),
  wantedCustomers: z.array(CustomerId),
  /** Lost and purged; the hub is owed a receipt. */
  clearedScopes: z.array(Scope),
});
export type ReplicaState = z.infer<typeof ReplicaState>;

export const StoredWish = z.object({
  command: Command,
  parked: Parked.nullable(),
  isAnswered: z.boolean(),
  doneSeq: z.number().int().nullable(),
});
export type StoredWish = z.infer<typeof StoredWish>;

/** Both ends are this program: what was parsed at its edge, or comes from its own files, is not parsed a second time. */
function trusted<T>(): z.ZodCustom<T, T> {
  return z.custom<T>();
}

/** What a batch of events did to the replica. */
const Folded = z.object({
  /** Every record that may look different now. */
  keys: trusted<Key[]>(),
  causedBy: trusted<CommandId[]>(),
  /** Conversations that may not be seen any more. */
  purged: trusted<string[]>(),
  cursor: Seq,
});
export type Folded = z.infer<typeof Folded>;

/** After a write: what looks different now, confirmed and pending together, and the outbox where that changed. */
const Changed = z.object({
  changes: trusted<Change[]>(),
  /** The people and threads of changed work, for a list that has not shown them yet. */
  around: trusted<Change[]>(),
});
const Written = Changed.extend({ outbox: z.array(StoredWish) });
export type Changed = z.infer<typeof Changed>;
export type Written = z.infer<typeof Written>;

/** Core ↔ its SQLite files; private to the core. Every answer is of records as they are shown. */
export const cacheContract = defineContract({
  name: 'cache',
  calls: {
    'replica.state': call(z.object({}), ReplicaState),
    /** Empties the replica for another epoch, or the first one. The outbox stays. */
    'replica.begin': call(z.object({ epoch: Epoch, cursor: Seq, scopes: z.array(Scope) }), z.null()),
    /** When this was level with the hub, as far as is known: kept over a restart. Null asks. */
    'replica.synced': call(z.object({ at: Instant.nullable() }), Instant.nullable()),
    /** Folds, stores, moves the cursor. What it answers is for `events.settle`, which is due next. */
    'events.apply': call(z.object({ events: trusted<LoggedEvent[]>(), cursor: Seq }), Folded.extend({ state: ReplicaState })),
    /** The wishes that these events fulfil go, and so do the drafts of what may not be seen any more. */
    'events.settle': call(Folded, Written),
    /** `scope`: whose page this is. */
    'snapshot.apply': call(z.object({ scope: Scope, records: trusted<RawRecord[]>() }), z.object({ keys: trusted<Key[]>() })),
    /** How these look now, after a page. */
    'records.changed': call(z.object({ keys: trusted<Key[]>() }), Changed),
    'replica.cursor': call(z.object({}), Seq),
    'scope.level': call(WantedScope, ReplicaState),
    /** `isDenied`: the hub does not give this person alone. */
    'customer.done': call(z.object({ customerId: CustomerId, isDenied: z.boolean() }), ReplicaState),
    'scope.receipted': call(z.object({ scope: Scope }), ReplicaState),

    'view.read': call(
      /** `size`: so many of a backlog are in an inbox. */
      z.object({ view: View, size: z.number().int().positive().optional() }),
      z.object({
        changes: trusted<Change[]>(),
        hasOlder: z.boolean(),
        /** The customer's scope is held, so nothing older can be anywhere else. */
        isComplete: z.boolean(),
        /** Of the person's work what is not on the page: to be read after it. */
        rest: trusted<Key[]>(),
        /** Of an inbox that does not hold all that waits. */
        backlog: trusted<readonly QueueBacklog[]>(),
        edges: trusted<readonly Edge[]>(),
      }),
    ),
    /** All that waits, queue by queue. */
    'inbox.count': call(z.object({}), z.object({ backlog: trusted<readonly QueueBacklog[]>() })),
    'timeline.older': call(
      z.object({ customerId: CustomerId, before: TimelinePlace }),
      z.object({ changes: trusted<Change[]>(), hasOlder: z.boolean(), isComplete: z.boolean() }),
    ),
    'timeline.find': call(
      z.object({ customerId: CustomerId, text: z.string() }),
      z.object({ hits: z.array(TimelineHit), isComplete: z.boolean() }),
    ),
    'records.read': call(
      z.object({ keys: z.array(z.object({ kind: KindName, id: z.string() })) }),
      z.object({ changes: trusted<Change[]>() }),
    ),
    search: call(SearchQuestion, SearchPage),

    'outbox.list': call(z.object({}), z.array(StoredWish)),
    /** Kept, on the disk, before this answers. A send consumes its draft in the same transaction. */
    'outbox.add': call(z.object({ command: Command }), Written.extend({ consumed: Draft.nullable() })),
    'outbox.park': call(z.object({ commandId: CommandId, parked: Parked, isAnswered: z.boolean() }), Written),
    'outbox.unpark': call(z.object({ commandId: CommandId, command: Command }), Written),
    'outbox.done': call(z.object({ commandId: CommandId, seq: Seq }), Written),
    'outbox.remove': call(z.object({ commandId: CommandId, keepsFiles: z.boolean() }), Written),

    'draft.get': call(z.object({ conversationId: ConversationId, mode: ComposerMode }), Draft.nullable()),
    'draft.put': call(Draft, Draft),
    /** Of another desk, or of the hub: answers it where it replaced ours. */
    'draft.adopt': call(Draft, Draft.nullable()),
    'draft.unsynced': call(z.object({}), z.array(Draft)),
    'draft.synced': call(Draft, z.null()),
    /** What is in composers here and at the hub, unless it was sent or deleted elsewhere meanwhile. */
    'draft.shared': call(z.object({}), z.array(Draft)),

    /** Kept, on the disk, before this answers. */
    'file.put': call(FilePiece, DraftFile),
    'file.list': call(z.object({ conversationId: ConversationId, mode: ComposerMode }), z.array(DraftFile)),
    'file.waiting': call(z.object({}), z.array(DraftFile)),
    /** Of words that are to be sent: what still has to be brought, and why one never will be. */
    'file.of': call(z.object({ blobIds: z.array(BlobId) }), z.object({ waiting: z.array(DraftFile), refused: FailureBody.nullable() })),
    /** Null: it is not kept here. */
    'file.read': call(
      z.object({ blobId: BlobId, offset: z.number().int().nonnegative() }),
      z.object({ base64: z.string(), size: z.number().int() }).nullable(),
    ),
    'file.move': call(z.object({ blobId: BlobId, state: DraftFile.shape.state }), DraftFile.nullable()),
    'file.remove': call(z.object({ blobId: BlobId }), DraftFile.nullable()),

    'file.sent': call(z.object({}), z.array(DraftFile)),
    'unsent.read': call(z.object({}), UnsentHere),
    'unsent.discard': call(z.object({}), z.null()),

    ...keptCalls,

    /** Writes a little, and fails where the disk takes nothing. */
    'disk.try': call(z.object({}), z.null()),
    'settings.get': call(z.object({}), Settings.nullable()),
    'settings.put': call(Settings, z.null()),

    /** The replica is damaged: it is closed, deleted and opened empty. */
    'replica.reset': call(z.object({}), z.null()),
    /** Of the reading side: the old, damaged replica is not to be read any more; where `scopes` are given, only if it has others. */
    'old.drop': call(z.object({ unlessWithin: z.array(Scope).nullable() }), z.object({ isDropped: z.boolean() })),
    'replica.delete_old': call(z.object({}), z.null()),
    /** Of the reading side: let go of the replica, and take hold of the new one. */
    'replica.release': call(z.object({}), z.null()),
    'replica.reopen': call(z.object({}), z.null()),
    close: call(z.object({}), z.null()),
  },
  events: {
    /** Ready for calls. `setAside`: where a durable.db that could not be read lies now, and what of it is in use again. */
    opened: z.object({ setAside: trusted<SetAside>().nullable() }),
    /** Instead of `opened`: the files are not for this program, and why stands in one sentence. */
    refused: FailureBody,
    'replica.damaged': z.object({}),
    /** Opening the files again mends it. */
    'durable.damaged': z.object({}),
    log: z.object({ level: z.enum(['warn', 'error']), text: z.string() }),
  },
});
export type CacheContract = typeof cacheContract;
