import { deskContract } from '#shared/contracts/desk';
import type { Clock } from '#shared/domain/clock';
import { DeskId, type Ids } from '#shared/domain/ids';
import type { Port } from '#shared/rpc/port';
import { serve } from '#shared/rpc/serve';
import { openAgentDesk, type AgentDesk } from './agent-desk.ts';
import type { OpenCache } from './cache/open-cache.ts';
import { createDeskHandlers } from './desk-handlers.ts';
import { keepTyping } from './keep-typing.ts';
import type { KeyVault } from './key-vault.ts';
import type { Log } from './log.ts';
import { openSession, type SignedIn } from './session.ts';
import { SLOW, type Slowness } from './session/password-verifier.ts';
import { countSealed } from './cache/count-sealed.ts';
import type { SignedInOut } from './session/signed-in-out.ts';
import { createSignInOut } from './sign-in-out.ts';
import { createPractice } from './practice.ts';
import { systemClock } from './system-clock.ts';
import { createDialHub, type Dial } from './sync/dial-hub.ts';
import { lookAround } from './sync/look-around.ts';
import { watchClock } from './sync/watch-clock.ts';
import { createWindow, type Window } from './windows.ts';

export interface DeskCoreDeps {
  /** Offered at sign-in. */
  readonly hubUrls: readonly string[];
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Milliseconds that nobody can set; left out, the clock's own. */
  readonly steady?: () => number;
  readonly ids: Ids;
  /** 0 ≤ n < 1: spreads tries. */
  readonly random: () => number;
  readonly vault: KeyVault;
  readonly log: Log;
  readonly openCache: OpenCache;
  /** Left out: to real hubs over the network, by way of the proxy that the environment names. */
  readonly dial?: Dial;
  /** How slow a password is to try at a locked desk. */
  readonly slowness?: Slowness;
}

export interface DeskCore {
  /** Serves one window; when its port closes, its views go with it. */
  connect(port: Port): void;
  /** The machine woke up, or its network came back: try the hub now. */
  wake(): void;
  /** Nothing is lost by closing: what is submitted is on the disk, and what is not confirmed is sent again. */
  close(): Promise<void>;
}

const COUNT_AFTER_MS = 200;

/** The desk without a screen: one agent's work in local files, one line to the hub, any number of windows. */
export async function createDeskCore(deps: DeskCoreDeps): Promise<DeskCore> {
  const { dataFolder, clock, ids, random, vault, log, openCache, steady = () => clock.now() } = deps;
  const dial = deps.dial ?? createDialHub({ clock: systemClock, env: process.env });
  const practice = createPractice();
  const deskId = await deskIdIn(vault, ids);
  const windows = new Set<Window>();
  const counting = new Set<Window>();
  const each = (tell: (window: Window) => void): void => {
    for (const window of windows) tell(window);
  };

  const keeper = await openSession({ vault, deskId, clock });
  const people: SignedInOut = createSignInOut({
    hubUrls: deps.hubUrls,
    dataFolder,
    deskId,
    vault,
    keeper,
    clock,
    slowness: deps.slowness ?? SLOW,
    log,
    openDesk,
    countUnsent: (files) => countSealed(files, log),
    tell: {
      session: (session) =>
        each((window) => {
          if (session.is !== 'signed_in') practice.end();
          if (session.is !== 'signed_in') window.closeAll();
          window.emitter.emit('session.changed', session);
        }),
      connection: (connection) => each(({ emitter }) => emitter.emit('connection.changed', connection)),
    },
  });
  const handlers = createDeskHandlers({
    clock,
    people,
    practice,
    tellAll: each,
    tellOthers: (teller, tell) =>
      each((window) => {
        if (window !== teller) tell(window);
      }),
  });

  async function openDesk({ hubUrls, agent }: SignedIn, files: { folder: string; key: string }): Promise<AgentDesk> {
    const opened = await openCache({ ...files, agentId: agent.id, stamp: String(clock.now()) }, log);
    const cache = keepTyping({ cache: opened, clock, log, onChanged: () => people.diskChanged() });
    if (cache.setAside !== null) log.error({ ...cache.setAside }, 'durable.db cannot be read and was set aside; unsent work may be in it');
    cache.onLost(() => {
      log.error({}, 'a cache thread is gone; opening the files again');
      void people.reopen().then(renewAll, (error: unknown) => trouble(error, 'opening the files again'));
    });
    return openAgentDesk({
      hubUrls,
      agentId: agent.id,
      deskId,
      cache,
      dial,
      ...(deps.dial === undefined ? { lookAround } : {}),
      isCut: () => practice.isCut(),
      clock,
      steady,
      ids,
      random,
      log,
      accessToken: (isRefused) => keeper.accessToken(isRefused),
      tell: {
        changed: (changed) => each((window) => window.tell(changed, false)),
        history: (changed) => each((window) => window.tell(changed, true)),
        renewed: renewAll,
        outbox(items) {
          each(({ emitter }) => emitter.emit('outbox.changed', items));
          people.outboxChanged();
        },
        connection(connection) {
          each(({ emitter }) => emitter.emit('connection.changed', connection));
          if (connection.is === 'connected') people.connected();
        },
        file: (file) => each(({ emitter }) => emitter.emit('file.changed', file)),
        blobs: ({ kept, dropped }) => each(({ emitter }) => emitter.emit('blob.changed', { kept: [...kept], dropped: [...dropped] })),
        draft: (draft) => each(({ emitter }) => emitter.emit('draft.changed', draft)),
        signal: (signal) => each(({ emitter }) => emitter.emit('signal', signal)),
        agent: (changed) => people.agentChanged(changed),
        signedOutElsewhere: () => void people.signedOutElsewhere().catch((error: unknown) => trouble(error, 'signing out')),
      },
    });
  }

  /** A snapshot has changed what windows look at: they are read again, and what is gone from them is told. */
  function renewAll(): void {
    each((window) => void renew(window).catch((error: unknown) => trouble(error, 'renewing a window')));
  }

  function renew(window: Window): Promise<void> {
    return window.renew(async (shown) => {
      const { cache } = people.desk();
      const size = shown.size();
      const { changes, rest, edges, backlog } = await cache.call('view.read', { view: shown.view, size });
      const wasCut = shown.isCut();
      shown.reach(size, edges);
      if (wasCut || shown.isCut()) window.emitter.emit('inbox.backlog', [...backlog]);
      const others = await cache.call('records.read', { keys: [...shown.others(changes), ...rest] });
      return [...changes, ...others.changes];
    });
  }

  /** Once for all that changes meanwhile: a row is not to wait for the figure above it. */
  function countSoon(window: Window): void {
    if (counting.has(window)) return;
    counting.add(window);
    clock.setTimer(COUNT_AFTER_MS, () => {
      counting.delete(window);
      if (!windows.has(window) || !people.isSignedIn()) return;
      void people
        .desk()
        .cache.call('inbox.count', {})
        .then(({ backlog }) => window.isCut() && window.emitter.emit('inbox.backlog', [...backlog]))
        .catch((error: unknown) => trouble(error, 'counting what waits'));
    });
  }

  function trouble(error: unknown, what: string): void {
    log.error({ error: error instanceof Error ? error.message : String(error) }, `failed: ${what}`);
  }

  await people.resume();
  const stopWatching = watchClock({ clock, steady, onJump: () => people.clockJumped() });
  return {
    connect(port) {
      // The handlers are given the window, which holds the emitter that serving gives.
      const window: Window = createWindow({ emit: (name, payload) => emitter.emit(name, payload) }, () => countSoon(window));
      const emitter = serve(deskContract, handlers, port, window, (error, call) => trouble(error, call));
      windows.add(window);
      port.onClose(() => windows.delete(window));
    },
    wake: () => people.wake('hint'),
    close() {
      stopWatching();
      return people.close();
    },
  };
}

async function deskIdIn(vault: KeyVault, ids: Ids): Promise<DeskId> {
  const kept = DeskId.safeParse(await vault.get('desk'));
  if (kept.success) return kept.data;
  const deskId = ids.desk();
  await vault.set('desk', deskId);
  return deskId;
}
