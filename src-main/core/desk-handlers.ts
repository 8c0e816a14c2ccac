import type { DeskContract, DraftFile, QueueBacklog } from '#shared/contracts/desk';
import type { HubContract } from '#shared/contracts/hub';
import { TimelinePlace } from '#shared/domain/timeline-place';
import type { Clock } from '#shared/domain/clock';
import type { BlobId } from '#shared/domain/ids';
import { knownRecord, type Change, type Key } from '#shared/records/records';
import type { CallInput, Client, Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { AgentDesk } from './agent-desk.ts';
import { WAITING_STEP, type Edge } from './cache/waiting-window.ts';
import { searchFrom } from './search-from.ts';
import type { Practice } from './practice.ts';
import type { SignedInOut } from './session/signed-in-out.ts';
import type { Window } from './windows.ts';

interface Deps {
  readonly clock: Clock;
  readonly people: SignedInOut;
  readonly practice: Practice;
  readonly tellAll: (tell: (window: Window) => void) => void;
  /** What one window did to what all windows show. */
  readonly tellOthers: (teller: Window, tell: (window: Window) => void) => void;
}

const REST_PIECE = 200;
/** By then the window has drawn what it asked for, which is not to wait for what nobody looks at yet. */
const REST_AFTER_MS = 250;

/** One function a call of contracts/desk; each window has its own views, and all share the agent's desk. */
export function createDeskHandlers({ clock, people, practice, tellOthers, tellAll }: Deps): Handlers<DeskContract, Window> {
  const desk = (): AgentDesk => people.desk();
  const atHub = (): Client<HubContract> => {
    const hub = desk().hub();
    if (hub === null) throw new Failure('offline', 'this is done at the hub; there is no line to it now');
    return hub;
  };

  const tellFile = (file: DraftFile): void => tellAll(({ emitter }) => emitter.emit('file.changed', file));

  /** The way back does not end where this desk's part of the past does: what is older is at the hub. */
  function howFar({ hasOlder, isComplete }: { hasOlder: boolean; isComplete: boolean }): { hasOlder: boolean; isCut: boolean } {
    if (hasOlder || isComplete) return { hasOlder, isCut: false };
    const isReached = desk().hub() !== null;
    return { hasOlder: isReached, isCut: !isReached };
  }

  /** Of a person's work what is on no page yet, in pieces: news and other windows are not to wait for it. */
  async function bringRest(window: Window, viewId: string, rest: readonly Key[]): Promise<void> {
    for (let from = 0; from < rest.length; from += REST_PIECE) {
      const keys = rest.slice(from, from + REST_PIECE);
      const isAdded = await window.add(viewId, async () => (await desk().cache.call('records.read', { keys })).changes);
      if (!isAdded) return;
    }
  }

  return {
    'session.current': async () => {
      const settings = people.isSignedIn() ? await desk().cache.call('settings.get', {}) : null;
      // Last, in the moment of the answer: what was told of them while the settings were read is not older than this.
      return { session: people.session(), connection: people.connection(), settings };
    },
    'session.sign_in': ({ hubUrl, ...given }) => people.signIn(hubUrl, given),
    'setup.state': ({ hubUrl }) => people.setupState(hubUrl),
    'setup.run': ({ hubUrl, setup }) => people.setUp(hubUrl, setup),
    'session.sign_out': ({ unsent }) => {
      // The hub is to hear of it, so the practice is over; not while it is still to be said what becomes of unsent work.
      if (people.isSignedIn() && (unsent !== undefined || desk().outbox().length === 0)) practice.set(desk(), false);
      return people.signOut(unsent);
    },
    'session.stay': () => people.stay(),
    'session.unlock': ({ password }) => people.unlock(password),
    'session.unsent': async () => {
      const { lost, drafts, files } = await desk().cache.call('unsent.read', {});
      const { conversationIds: _, ...counts } = lost;
      return { counts, drafts, files };
    },
    'session.demo_people': ({ hubUrl }) => people.demoPeople(hubUrl),
    'settings.put': async (settings) => {
      await desk().cache.call('settings.put', settings);
      return settings;
    },

    'view.open': async (view, window) => {
      const {
        rest,
        edges: _,
        ...opened
      } = await window.open(view, async () => {
        const { isComplete, hasOlder, ...page } = await desk().cache.call('view.read', { view });
        return { ...page, backlog: [...page.backlog], ...howFar({ hasOlder, isComplete }) };
      });
      // Where the files are lost meanwhile, the window is renewed, and that reads the rest too.
      if (rest.length > 0) clock.setTimer(REST_AFTER_MS, () => void bringRest(window, opened.viewId, rest).catch(() => undefined));
      return opened;
    },
    'inbox.more': async ({ viewId }, window) => {
      const shown = window.find(viewId);
      if (shown?.view.is !== 'inbox') throw new Failure('not_found', 'this view is not open, or is no inbox');
      const size = shown.size() + WAITING_STEP;
      const read = { edges: [] as readonly Edge[], backlog: [] as readonly QueueBacklog[] };
      await window.add(
        viewId,
        async () => {
          const { changes, edges, backlog } = await desk().cache.call('view.read', { view: shown.view, size });
          Object.assign(read, { edges, backlog });
          return changes;
        },
        () => {
          shown.reach(size, read.edges);
          window.emitter.emit('inbox.backlog', [...read.backlog]);
        },
      );
      return null;
    },
    'view.close': ({ viewId }, window) => {
      window.close(viewId);
      return null;
    },
    'timeline.older': async ({ viewId, before }, window) => {
      const shown = window.find(viewId);
      if (shown?.view.is !== 'customer') throw new Failure('not_found', 'this view is not open, or has no timeline');
      const { customerId } = shown.view;
      const local = await desk().cache.call('timeline.older', { customerId, before });
      const hub = desk().hub();
      const isLocal = local.changes.length > 0 || hub === null || local.isComplete;
      const page = isLocal
        ? { changes: local.changes, ...howFar(local) }
        : { ...(await olderAtHub(hub, { customerId, before })), isCut: false };
      shown.give(page.changes);
      return page;
    },

    'timeline.find': (question) => desk().cache.call('timeline.find', question),

    'command.submit': async (wish) => {
      await desk().submit(wish);
      return null;
    },
    'outbox.list': () => desk().outbox(),
    'line.try': ({ by }) => {
      people.wake(by === 'agent' ? 'agent' : 'hint');
      return null;
    },
    'line.cut': ({ isCut }) => {
      practice.set(desk(), isCut);
      return null;
    },
    'outbox.files': () => desk().cache.call('file.sent', {}),
    'outbox.retry': async ({ commandId, basis }) => {
      await desk().retry(commandId, basis);
      return null;
    },
    'outbox.discard': async ({ commandId, keepsFiles = false }) => {
      await desk().discard(commandId, keepsFiles);
      if (keepsFiles) desk().filesChanged();
      return null;
    },

    'draft.get': (which) => desk().cache.call('draft.get', which),
    'draft.put': async (draft, window) => {
      const kept = await desk().cache.call('draft.put', draft);
      tellOthers(window, ({ emitter }) => emitter.emit('draft.changed', kept));
      desk().draftChanged();
      return kept;
    },
    'typing.set': async (typing) => {
      // Lossy by nature: where it does not arrive, nobody is told.
      await desk()
        .hub()
        ?.call('typing.set', typing)
        .catch(() => null);
      return null;
    },
    search: (question) => searchFrom(desk(), question),
    'password.issue': (whose) => atHub().call('password.issue', whose),
    'password.change': async (given) => {
      await atHub().call('password.change', given);
      await people.passwordChanged(given.newPassword);
      return null;
    },
    'person.work': (whose) => atHub().call('person.work', whose),
    'desk.list': () => atHub().call('desk.list', {}),
    'desk.wipes': (whose) => atHub().call('desk.wipes', whose),
    'desk.order_wipe': (which) => atHub().call('desk.order_wipe', which),
    'desk.withdraw_wipe': (which) => atHub().call('desk.withdraw_wipe', which),
    'channel.quota': (which) => atHub().call('channel.quota', which),
    'channel.sticker': (which) => atHub().call('channel.sticker', which),
    'channel_account.states': () => atHub().call('channel_account.states', {}),
    'channel_account.put_secret': (given) => atHub().call('channel_account.put_secret', given),
    'channel_account.test': (which) => atHub().call('channel_account.test', which),
    'blob.read': async ({ blobId, itemId = null }) => ({
      base64: (await readKept(desk(), blobId)) ?? (await desk().blobs.read(blobId, itemId)),
    }),
    'blob.kept': ({ blobIds }) => desk().cache.call('blob.kept', { blobIds }),
    'file.add': async (piece) => {
      const file = await desk().cache.call('file.put', piece);
      tellFile(file);
      if (file.state.is !== 'receiving') desk().filesChanged();
      return file;
    },
    'file.list': (which) => desk().cache.call('file.list', which),
    'file.remove': async ({ blobId }) => {
      const removed = await desk().cache.call('file.remove', { blobId });
      if (removed !== null) tellAll(({ emitter }) => emitter.emit('file.removed', { blobId }));
      return null;
    },
    'file.retry': async ({ blobId }) => {
      const file = await desk().cache.call('file.move', { blobId, state: { is: 'waiting', sent: 0 } });
      if (file !== null) tellFile(file);
      desk().filesChanged();
      return null;
    },
  };
}

async function olderAtHub(
  hub: Client<HubContract>,
  place: CallInput<HubContract, 'history.read'>,
): Promise<{ changes: Change[]; hasOlder: boolean }> {
  const { records, hasOlder } = await hub.call('history.read', place);
  const changes = records.flatMap((raw): Change[] => {
    const known = knownRecord(raw);
    if (known === null) return [];
    const { rev: _rev, ...change } = known;
    return [change];
  });
  const last = TimelinePlace.safeParse(records.at(-1)?.body);
  // A page of nothing but what this desk cannot read would end the way back; the next one may hold what it can.
  if (changes.length === 0 && hasOlder && last.success) return olderAtHub(hub, { ...place, before: last.data });
  return { changes, hasOlder: hasOlder && changes.length > 0 };
}

/** Of what is still on its way from here, which the hub may not have. */
async function readKept({ cache }: AgentDesk, blobId: BlobId): Promise<string | null> {
  const parts: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const piece = await cache.call('file.read', { blobId, offset });
    if (piece === null) return null;
    const part = Buffer.from(piece.base64, 'base64');
    parts.push(part);
    offset += part.length;
    if (offset >= piece.size || part.length === 0) return Buffer.concat(parts).toString('base64');
  }
}
