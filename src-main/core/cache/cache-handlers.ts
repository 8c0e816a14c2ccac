import { Instant } from '#shared/domain/clock';
import { composerModeOf } from '#shared/commands/index';
import type { PurgeCounts } from '#shared/domain/desk-state';
import type { Draft } from '#shared/domain/draft';
import type { AgentId } from '#shared/domain/ids';
import type { Settings, View } from '#shared/contracts/desk';
import { customerScope } from '#shared/domain/scope';
import type { Change, Key } from '#shared/records/records';
import type { Handlers } from '#shared/rpc/contract';
import type { LoggedEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { belongsTo } from '../view-changes.ts';
import { applyEvents, applySnapshot } from './apply-events.ts';
import { createBlobHandlers } from './blob-handlers.ts';
import type { CacheContract, Changed, ReplicaState, Written } from './cache-contract.ts';
import { adoptDraft, consumeDraft, draftOf, markDraftSynced, putDraft, removeDrafts, syncedDrafts, unsyncedDrafts } from './draft-rows.ts';
import {
  draftFiles,
  dropSentFiles,
  filesToBring,
  putFilePiece,
  readFile,
  removeFile,
  removeFilesOf,
  resendFiles,
  sendFiles,
  setFileState,
  sentFiles,
  takeBackFiles,
  waitingFiles,
} from './file-rows.ts';
import type { CacheFiles } from './cache-files.ts';
import { findInTimeline } from './find-in-timeline.ts';
import { insteadOfHeld } from './instead-of-held.ts';
import type { Database } from './open-database.ts';
import { addToOutbox, markDone, outboxRows, park, removeDoneUpTo, removeFromOutbox, unpark } from './outbox-rows.ts';
import { createPastHandlers } from './past-handlers.ts';
import { addToReceipt, wantLongerPast } from './past-rows.ts';
import { centreKeys, customerKeys, inboxKeys, newestItems, olderItems, type Page } from './read-views.ts';
import { confirmedIn } from './record-rows.ts';
import { beginReplica, cursorOf, putMeta, readMeta } from './replica-tables.ts';
import {
  clearedScopes,
  forgetClearedScope,
  forgetWantedCustomer,
  holdsScope,
  markScopeLevel,
  wantedOf,
  wantQueuesOf,
} from './scope-rows.ts';
import { searchRecords } from './search-records.ts';
import { laidOver, shownAs } from './shown-records.ts';
import { discardUnsent, unsentHere } from './unsent-rows.ts';
import { countWaiting, isBeyond, NOTHING_WAITS, WAITING_STEP, waitingWindow } from './waiting-window.ts';

/** One function a call; all of them synchronous, so one call is never in the middle of another. */
export function createCacheHandlers(files: CacheFiles): Handlers<CacheContract, null> {
  const { durable, agentId } = files;
  const { dropFilesOf, ...blobCalls } = createBlobHandlers(files);

  function stateOf(): ReplicaState {
    const replica = files.replica();
    const { scopes, customerIds } = wantedOf(replica);
    return {
      epoch: readMeta(replica, 'epoch') ?? null,
      cursor: cursorOf(replica),
      wantedScopes: scopes,
      wantedCustomers: customerIds,
      clearedScopes: clearedScopes(replica),
    };
  }

  function shown(keys: readonly Key[]): Change[] {
    const confirmed = confirmedIn(files.replica());
    return shownAs(keys, laidOver(outboxRows(durable), confirmed), confirmed);
  }

  function withPeople(changes: Change[]): Changed {
    const keys = changes.flatMap((change): Key[] =>
      change.kind === 'interaction' && change.body !== null
        ? [
            { kind: 'customer', id: change.body.customerId },
            { kind: 'conversation', id: change.body.conversationId },
          ]
        : [],
    );
    return { changes, around: shownAs(keys, new Map(), confirmedIn(files.replica())).filter(({ body }) => body !== null) };
  }

  /** What a write to the outbox makes look different: all that was laid over before, and all that is now. */
  function writeOutbox(write: () => void, alsoChanged: readonly Key[] = []): Written {
    const confirmed = confirmedIn(files.replica());
    const before = laidOver(outboxRows(durable), confirmed);
    durable.transaction(write);
    const outbox = outboxRows(durable);
    const after = laidOver(outbox, confirmed);
    const laidKeys = [...before.values(), ...after.values()].map(({ kind, id }) => ({ kind, id }) as Key); // of one change each
    return { ...withPeople(shownAs([...alsoChanged, ...laidKeys], after, confirmed)), outbox };
  }

  /** What was taken away is counted for the hub. */
  function noteRevoked(events: readonly LoggedEvent[], counts: PurgeCounts): void {
    const at = events.at(-1)?.at;
    if (at !== undefined) addToReceipt(files.replica(), 'revoked', { at, ...counts });
  }

  return {
    'replica.state': stateOf,
    'replica.begin': ({ epoch, cursor, scopes }) => {
      files.replica().transaction(() => {
        beginReplica(files.replica(), { epoch, cursor, scopes });
      });
      files.replica().checkpoint();
      return null;
    },

    'replica.synced': ({ at }) => {
      if (at !== null) putMeta(files.replica(), 'syncedAt', at);
      return Instant.safeParse(readMeta(files.replica(), 'syncedAt')).data ?? null;
    },
    'events.apply': ({ events, cursor }) => {
      const replica = files.replica();
      const applied = replica.transaction(() => {
        const done = applyEvents(replica, agentId, events, cursor);
        noteRevoked(events, { records: done.purged.length, files: 0 });
        wantLongerPast(replica);
        return done;
      });
      noteRevoked(events, { records: 0, files: dropFilesOf(applied.keys).length });
      if (applied.purged.length > 0) replica.checkpoint();
      const purged = applied.purged.flatMap((key) => (key.kind === 'conversation' ? [key.id] : []));
      return { keys: [...applied.keys], causedBy: [...applied.causedBy], purged, cursor: cursorOf(replica), state: stateOf() };
    },
    // Two files, two transactions: if this process dies between them, the wish is sent again under its id and found to be done.
    'events.settle': ({ keys, causedBy, purged, cursor }) => {
      const written = writeOutbox(() => {
        removeFromOutbox(durable, causedBy);
        removeDoneUpTo(durable, cursor);
        dropSentFiles(durable);
        for (const id of purged) {
          removeDrafts(durable, id);
          removeFilesOf(durable, id);
        }
      }, keys);
      if (purged.length > 0) durable.checkpoint();
      return written;
    },

    'snapshot.apply': ({ scope, records }) => {
      const replica = files.replica();
      return { keys: [...replica.transaction(() => applySnapshot(replica, scope, records))] };
    },
    'records.changed': ({ keys }) => withPeople(shown(keys)),
    'replica.cursor': () => cursorOf(files.replica()),
    'scope.level': (wanted) => {
      markScopeLevel(files.replica(), wanted);
      return stateOf();
    },
    'customer.done': ({ customerId, isDenied }) => {
      if (isDenied) wantQueuesOf(files.replica(), customerId);
      else forgetWantedCustomer(files.replica(), customerId);
      return stateOf();
    },
    'scope.receipted': ({ scope }) => {
      forgetClearedScope(files.replica(), scope);
      return stateOf();
    },

    'view.read': ({ view, size = WAITING_STEP }) =>
      files.replica().transaction(() => {
        const replica = files.replica();
        const waiting = view.is === 'inbox' ? waitingWindow(replica, agentId, size) : NOTHING_WAITS;
        const page = pageOf(replica, view, agentId, waiting.ids);
        const { keys: around, rest } = view.is === 'customer' ? customerKeys(replica, view.customerId, page.since) : { keys: [], rest: [] };
        const confirmed = confirmedIn(replica);
        const laid = laidOver(outboxRows(durable), confirmed);
        const laidHere = [...laid.values()].filter((change) => belongsTo(view, change) && !isBeyond(waiting.edges, change));
        const keys = [...around, ...page.keys, ...laidHere.map(({ kind, id }) => ({ kind, id }) as Key)]; // of one change each
        const changes = shownAs(keys, laid, confirmed).filter(({ body }) => body !== null);
        const isComplete = view.is !== 'customer' || holdsScope(replica, customerScope(view.customerId));
        return { changes, hasOlder: page.hasOlder, isComplete, rest, backlog: waiting.backlog, edges: waiting.edges };
      }),
    'inbox.count': () => ({ backlog: countWaiting(files.replica()) }),
    'timeline.older': ({ customerId, before }) => {
      const { keys, hasOlder } = olderItems(files.replica(), customerId, before);
      return { changes: shown(keys), hasOlder, isComplete: holdsScope(files.replica(), customerScope(customerId)) };
    },
    'timeline.find': ({ customerId, text }) => ({
      hits: findInTimeline(files.replica(), customerId, text),
      isComplete: holdsScope(files.replica(), customerScope(customerId)),
    }),
    'records.read': ({ keys }) => ({ changes: shown(keys as Key[]) }), // any id may be asked of any kind
    search: (question) => searchRecords(files.replica(), question),

    'outbox.list': () => outboxRows(durable),
    'outbox.add': ({ command }) => {
      let consumed: Draft | null = null;
      const written = writeOutbox(() => {
        const isNew = addToOutbox(durable, command);
        if (isNew) insteadOfHeld(durable, command);
        if (isNew) sendFiles(durable, command);
        const { body } = command;
        const mode = isNew ? composerModeOf(body) : null;
        if (mode !== null && 'conversationId' in body) consumed = consumeDraft(durable, body.conversationId, mode, command.writtenAt);
      });
      return { ...written, consumed };
    },
    'outbox.park': ({ commandId, parked, isAnswered }) =>
      writeOutbox(() => {
        park(durable, commandId, parked, isAnswered);
      }),
    'outbox.unpark': ({ commandId, command }) =>
      writeOutbox(() => {
        resendFiles(durable, command);
        unpark(durable, commandId, command);
      }),
    'outbox.done': ({ commandId, seq }) =>
      writeOutbox(() => {
        markDone(durable, commandId, seq, cursorOf(files.replica()));
        dropSentFiles(durable);
      }),
    'outbox.remove': ({ commandId, keepsFiles }) =>
      writeOutbox(() => {
        const wish = outboxRows(durable).find(({ command }) => command.commandId === commandId);
        if (keepsFiles) takeBackFiles(durable, wish?.command);
        removeFromOutbox(durable, [commandId]);
        dropSentFiles(durable);
      }),

    'draft.get': ({ conversationId, mode }) => draftOf(durable, conversationId, mode),
    'draft.put': (draft) => durable.transaction(() => putDraft(durable, draft)),
    'draft.adopt': (draft) => durable.transaction(() => adoptDraft(durable, draft)),
    'draft.unsynced': () => unsyncedDrafts(durable),
    'draft.shared': () => syncedDrafts(durable),
    'draft.synced': (draft) => {
      markDraftSynced(durable, draft);
      return null;
    },

    'file.put': (piece) => durable.transaction(() => putFilePiece(durable, piece)),
    'file.list': ({ conversationId, mode }) => draftFiles(durable, conversationId, mode),
    'file.waiting': () => waitingFiles(durable),
    'file.sent': () => sentFiles(durable),
    'file.of': ({ blobIds }) => filesToBring(durable, blobIds),
    'file.read': ({ blobId, offset }) => readFile(durable, blobId, offset),
    'file.move': ({ blobId, state }) => setFileState(durable, blobId, state),
    'file.remove': ({ blobId }) => durable.transaction(() => removeFile(durable, blobId)),

    'unsent.read': () => unsentHere(durable),
    'unsent.discard': () => {
      discardUnsent(durable);
      return null;
    },

    ...createPastHandlers(files, { dropFilesOf }, shown),
    ...blobCalls,

    'disk.try': () => {
      const version = durable.first<{ user_version: number }>(sql`PRAGMA user_version`)?.user_version ?? 0;
      durable.transaction(() => durable.script(`PRAGMA user_version = ${version}`));
      return null;
    },
    'settings.get': () => {
      const row = durable.first<{ body: string }>(sql`SELECT body FROM settings`);
      return row === undefined ? null : (JSON.parse(row.body) as Settings); // parsed before it was stored
    },
    'settings.put': (settings) => {
      const body = JSON.stringify(settings);
      durable.run(sql`INSERT INTO settings (row, body) VALUES (1, ${body}) ON CONFLICT (row) DO UPDATE SET body = excluded.body`);
      return null;
    },

    'replica.reset': () => {
      files.resetReplica();
      return null;
    },
    'old.drop': ({ unlessWithin }) => {
      const held = files.replica().all<{ name: string }>(sql`SELECT name FROM scope WHERE state <> 'cleared'`);
      if (unlessWithin !== null && held.every(({ name }) => unlessWithin.some((scope) => scope === name))) return { isDropped: false };
      files.letGoOfOld();
      return { isDropped: true };
    },
    'replica.delete_old': () => {
      files.deleteOld();
      return null;
    },
    'replica.release': () => {
      files.releaseReplica();
      return null;
    },
    'replica.reopen': () => {
      files.reopenReplica();
      return null;
    },
    close: () => {
      files.close();
      return null;
    },
  };
}

function pageOf(replica: Database, view: View, agentId: AgentId, waiting: readonly string[]): Page {
  switch (view.is) {
    case 'inbox':
      return { keys: inboxKeys(replica, waiting), hasOlder: false, since: null };
    case 'centre':
      return { keys: centreKeys(replica), hasOlder: false, since: null };
    case 'customer':
      return newestItems(replica, view.customerId, agentId);
  }
}
