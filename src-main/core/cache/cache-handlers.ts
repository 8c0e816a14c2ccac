import type { Command } from '#shared/commands/index';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import type { Settings } from '#shared/contracts/desk';
import { customerScope } from '#shared/domain/scope';
import type { Change, Key } from '#shared/records/records';
import type { Handlers } from '#shared/rpc/contract';
import { sql } from '#shared/sql';
import { belongsTo } from '../view-changes.ts';
import { applyEvents, applySnapshot } from './apply-events.ts';
import type { CacheContract, Changed, ReplicaState, Written } from './cache-contract.ts';
import { adoptDraft, consumeDraft, draftOf, markDraftSynced, putDraft, removeDrafts, unsyncedDrafts } from './draft-rows.ts';
import type { CacheFiles } from './cache-files.ts';
import { addToOutbox, markDone, outboxRows, park, removeDoneUpTo, removeFromOutbox, unpark } from './outbox-rows.ts';
import { customerKeys, inboxKeys, newestItems, olderItems } from './read-views.ts';
import { confirmedIn } from './record-rows.ts';
import { beginReplica, cursorOf, readMeta } from './replica-tables.ts';
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

/** One function a call; all of them synchronous, so one call is never in the middle of another. */
export function createCacheHandlers(files: CacheFiles): Handlers<CacheContract, null> {
  const { durable, agentId } = files;

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

  return {
    'replica.state': stateOf,
    'replica.begin': ({ epoch, cursor, scopes }) => {
      files.replica().transaction(() => {
        beginReplica(files.replica(), { epoch, cursor, scopes });
      });
      files.replica().checkpoint();
      return null;
    },

    'events.apply': ({ events, cursor }) => {
      const replica = files.replica();
      const applied = replica.transaction(() => applyEvents(replica, agentId, events, cursor));
      // Two files, two transactions: if this process dies between them, the wish is sent again under its id and found to be done.
      const written = writeOutbox(() => {
        removeFromOutbox(durable, applied.causedBy);
        removeDoneUpTo(durable, cursorOf(replica));
        for (const { kind, id } of applied.purged) if (kind === 'conversation') removeDrafts(durable, id);
      }, applied.keys);
      if (applied.purged.length > 0) for (const file of [replica, durable]) file.checkpoint();
      return { ...written, state: stateOf() };
    },

    'snapshot.apply': ({ scope, records }) => {
      const replica = files.replica();
      return withPeople(shown(replica.transaction(() => applySnapshot(replica, scope, records))));
    },
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

    'view.read': ({ view }) =>
      files.replica().transaction(() => {
        const replica = files.replica();
        const page =
          view.is === 'inbox' ? { keys: inboxKeys(replica), hasOlder: false, since: null } : newestItems(replica, view.customerId, agentId);
        const { keys: around, rest } = view.is === 'inbox' ? { keys: [], rest: [] } : customerKeys(replica, view.customerId, page.since);
        const confirmed = confirmedIn(replica);
        const laid = laidOver(outboxRows(durable), confirmed);
        const laidHere = [...laid.values()].filter((change) => belongsTo(view, change));
        const keys = [...around, ...page.keys, ...laidHere.map(({ kind, id }) => ({ kind, id }) as Key)]; // of one change each
        const changes = shownAs(keys, laid, confirmed).filter(({ body }) => body !== null);
        const isComplete = view.is === 'inbox' || holdsScope(replica, customerScope(view.customerId));
        return { changes, hasOlder: page.hasOlder, isComplete, rest };
      }),
    'timeline.older': ({ customerId, before }) => {
      const { keys, hasOlder } = olderItems(files.replica(), customerId, before);
      return { changes: shown(keys), hasOlder };
    },
    'records.read': ({ keys }) => ({ changes: shown(keys as Key[]) }), // any id may be asked of any kind
    search: ({ text }) => searchRecords(files.replica(), text),

    'outbox.list': () => outboxRows(durable),
    'outbox.add': ({ command }) => {
      let consumed: Draft | null = null;
      const written = writeOutbox(() => {
        const mode = addToOutbox(durable, command) ? consumedMode(command) : null;
        if (mode !== null) consumed = consumeDraft(durable, mode.conversationId, mode.mode, command.writtenAt);
      });
      return { ...written, consumed };
    },
    'outbox.park': ({ commandId, parked, isAnswered }) =>
      writeOutbox(() => {
        park(durable, commandId, parked, isAnswered);
      }),
    'outbox.unpark': ({ commandId, command }) =>
      writeOutbox(() => {
        unpark(durable, commandId, command);
      }),
    'outbox.done': ({ commandId, seq }) =>
      writeOutbox(() => {
        markDone(durable, commandId, seq, cursorOf(files.replica()));
      }),
    'outbox.remove': ({ commandId }) =>
      writeOutbox(() => {
        removeFromOutbox(durable, [commandId]);
      }),

    'draft.get': ({ conversationId, mode }) => draftOf(durable, conversationId, mode),
    'draft.put': (draft) => durable.transaction(() => putDraft(durable, draft)),
    'draft.adopt': (draft) => durable.transaction(() => adoptDraft(durable, draft)),
    'draft.unsynced': () => unsyncedDrafts(durable),
    'draft.synced': (draft) => {
      markDraftSynced(durable, draft);
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

function consumedMode({ body }: Command): { conversationId: Draft['conversationId']; mode: ComposerMode } | null {
  if (body.type === 'message.send') return { conversationId: body.conversationId, mode: 'reply' };
  return body.type === 'note.add' ? { conversationId: body.conversationId, mode: 'note' } : null;
}
