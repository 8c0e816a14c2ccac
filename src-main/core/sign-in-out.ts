import type { Connection, Session } from '#shared/contracts/desk';
import { hasUnsent, type LostWork, type UnsentCounts } from '#shared/contracts/wipe';
import type { Agent } from '#shared/domain/agent';
import type { Clock } from '#shared/domain/clock';
import type { DeskId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { AgentDesk } from './agent-desk.ts';
import { parseHubUrls } from './config.ts';
import type { KeyVault } from './key-vault.ts';
import type { Log } from './log.ts';
import type { Given, SessionKeeper, SignedIn } from './session.ts';
import { createDeskLock, type Tries } from './session/desk-lock.ts';
import { eachMinute, MINUTE_MS } from './session/each-minute.ts';
import { createOrders } from './session/orders.ts';
import type { Slowness } from './session/password-verifier.ts';
import type { SignedInOut, Unsent } from './session/signed-in-out.ts';
import { createStores, type Store } from './session/stores.ts';
import { createTimeAlone } from './session/time-alone.ts';
import { keptCounts, wordsFor } from './session/unsent-counts.ts';
import { createWipes } from './session/wipes.ts';

interface Deps {
  readonly hubUrls: readonly string[];
  readonly dataFolder: string;
  readonly deskId: DeskId;
  readonly vault: KeyVault;
  readonly keeper: SessionKeeper;
  readonly clock: Clock;
  readonly slowness: Slowness;
  readonly log: Log;
  /** Opens the local files and the line of one agent. */
  readonly openDesk: (signedIn: SignedIn, files: { readonly folder: string; readonly key: string }) => Promise<AgentDesk>;
  /** What of a store that is not open was not sent. */
  readonly countUnsent: (files: { readonly folder: string; readonly key: string }) => Promise<LostWork | null>;
  readonly tell: {
    session(session: Session): void;
    connection(connection: Connection): void;
  };
}

const NEVER: Connection = { is: 'offline', lastSyncedAt: null };
/** How often a desk asks for orders about people who are not on the line here. */
const LOOK_EVERY_MINUTES = 10;

export function createSignInOut(deps: Deps): SignedInOut {
  const { hubUrls, dataFolder, deskId, vault, keeper, clock, slowness, log, openDesk, countUnsent, tell } = deps;
  const state: {
    desk: AgentDesk | null;
    agent: Agent | null;
    connection: Connection;
    locked: Tries | null;
    kept: UnsentCounts | null;
    leavesWhenSent: boolean;
    isWiped: boolean;
    turn: Promise<unknown>;
    stopMinutes: () => void;
  } = {
    desk: null,
    agent: null,
    connection: NEVER,
    locked: null,
    kept: null,
    leavesWhenSent: false,
    isWiped: false,
    turn: Promise.resolve(),
    stopMinutes: () => {},
  };
  const isKeyFile = vault.kind === 'key_file';
  const stores = createStores({ vault, dataFolder });
  const lock = createDeskLock({ vault, clock, slowness });
  const alone = createTimeAlone({ lock, keeper, stores });
  const wipes = createWipes({ vault, stores, deskId, log, letGo, count });
  const orders = createOrders({ wipes, stores, keeper, onWiped });

  function session(): Session {
    const current = keeper.current();
    const base = { hubUrl: (current?.hubUrls ?? hubUrls).join(','), isKeyFile };
    if (state.locked !== null && current !== null) return { is: 'locked', ...base, agent: current.agent, ...state.locked };
    if (state.agent === null || state.desk === null) return { is: 'signed_out', ...base, ...(state.isWiped ? { isWiped: true } : {}) };
    const { setAside } = state.desk.cache;
    return {
      is: 'signed_in',
      ...base,
      agent: state.agent,
      ...(state.desk.cache.isDiskFull() ? { isDiskFull: true } : {}),
      ...(setAside === null ? {} : { setAside: setAside.file, ...(setAside.saved === null ? {} : { saved: setAside.saved }) }),
      ...(state.kept === null ? {} : { kept: state.kept }),
      ...(state.leavesWhenSent ? { leavesWhenSent: true } : {}),
    };
  }

  function tellSession(): Session {
    const now = session();
    tell.session(now);
    if (now.is === 'signed_out') tell.connection(state.connection);
    return now;
  }

  /** Signing in and out come one after the other, whichever window asks. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = state.turn.then(work);
    state.turn = done.catch(() => {});
    return done;
  }

  /** The same for what nobody waits for. */
  async function soon(work: () => Promise<unknown>, what: string): Promise<void> {
    await inTurn(work).catch((error: unknown) =>
      log.error({ error: error instanceof Error ? error.message : String(error) }, `failed: ${what}`),
    );
  }

  async function open(signedIn: SignedIn): Promise<Session> {
    const store = stores.of(signedIn);
    await stores.remember(store, signedIn);
    state.agent = signedIn.agent;
    state.desk = await openDesk(signedIn, { folder: store.folder, key: await stores.key(store) });
    state.locked = null;
    state.isWiped = false;
    return tellSession();
  }

  async function signIn(urls: SignedIn['hubUrls'], given: Given): Promise<Session> {
    if (state.desk !== null || state.locked !== null) throw new Failure('conflict', 'somebody is signed in already');
    // Whoever this is: what the hub ordered about this computer comes first.
    await orders.obeyAll();
    const signedIn = await keeper.signIn(urls, given);
    const store = stores.of(signedIn);
    const [, unsent] = await Promise.all([lock.opened(store.name, given.newPassword ?? given.password), count(store)]);
    state.kept = keptCounts(unsent);
    return open(signedIn);
  }

  /** What of a store was not sent: from its desk where that is open, else from its file, where there is one. */
  async function count(store: Store): Promise<LostWork | null> {
    const current = keeper.current();
    const isOpen = state.desk !== null && current !== null && stores.of(current).name === store.name;
    if (isOpen) return (await desk().cache.call('unsent.read', {})).lost;
    if (!(await stores.hasKey(store))) return null;
    return countUnsent({ folder: store.folder, key: await stores.key(store) }).catch(() => null);
  }

  function desk(): AgentDesk {
    if (state.desk === null) throw new Failure('denied', 'nobody is signed in');
    return state.desk;
  }

  async function closeDesk(connection: Connection): Promise<void> {
    await state.desk?.close();
    state.desk = null;
    state.agent = null;
    state.locked = null;
    state.kept = null;
    state.leavesWhenSent = false;
    state.connection = connection;
  }

  /** Unsent work stays, sealed, in durable.db; of the customers nothing does. */
  async function leave(connection: Connection): Promise<Session> {
    const current = keeper.current();
    await closeDesk(connection);
    if (current !== null) {
      // First the way in, then what is behind it: what a crash in between leaves is cleared at the next start.
      await keeper.forget();
      await alone.forget(current);
      stores.clear(stores.of(current));
    }
    return tellSession();
  }

  async function signOut(unsent: Unsent | undefined): Promise<Session> {
    const ended = keeper.current();
    const lost = state.desk === null ? null : (await state.desk.cache.call('unsent.read', {})).lost;
    if (lost !== null && hasUnsent(lost)) {
      if (unsent === undefined) throw new Failure('conflict', `unsent: ${wordsFor(lost)}`, { field: 'unsent' });
      if (unsent === 'wait') return waitToLeave(true);
      if (unsent === 'discard') await desk().cache.call('unsent.discard', {});
    }
    const left = await leave(NEVER);
    // Not reached: its token ends by itself, and here nothing is left.
    if (ended !== null) void keeper.revoke(ended).catch(() => {});
    return left;
  }

  function waitToLeave(waits: boolean): Session {
    state.leavesWhenSent = waits;
    return tellSession();
  }

  /** For a wipe: nothing of the store is open any more, nor is there a way in. */
  async function letGo(store: Store): Promise<void> {
    await lock.forget(store.name);
    const current = keeper.current();
    if (current === null || stores.of(current).name !== store.name) return;
    await closeDesk(NEVER);
    await keeper.forget();
  }

  /** Told where nobody works: somebody else who is signed in here has lost nothing. */
  function onWiped(): void {
    if (state.desk !== null || state.locked !== null) return;
    state.isWiped = true;
    tellSession();
  }

  async function unlock(password: string): Promise<Session> {
    const current = keeper.current();
    if (state.locked === null || current === null) return session();
    try {
      return await open(await alone.unlock(current, password));
    } catch (error) {
      state.locked = await alone.tries(current);
      tellSession();
      throw error;
    }
  }

  async function resume(): Promise<void> {
    await orders.finish();
    const current = keeper.current();
    stores.clearAllBut(current === null ? null : stores.of(current));
    if (current === null || (await orders.obeyed(current))) return;
    const signedIn = await alone.atStart(current);
    if (signedIn === null) state.locked = await alone.tries(current);
    else await open(signedIn);
  }

  function look(): void {
    orders.look(inTurn, state.desk !== null).catch((error: unknown) => log.error({ error: String(error) }, 'failed: asking for orders'));
  }

  async function passMinute(): Promise<void> {
    const current = keeper.current();
    if (current === null || state.desk === null) return;
    const connection = state.desk.connection();
    if (!(await alone.passed(current, connection, MINUTE_MS))) return;
    await alone.lock(current);
    await closeDesk(connection);
    state.locked = await alone.tries(current);
    tellSession();
  }

  return {
    session,
    connection: () => state.desk?.connection() ?? state.connection,
    isSignedIn: () => state.desk !== null,
    desk,
    signIn: (hubUrl, given) => inTurn(() => signIn([...parseHubUrls(hubUrl, 'hubUrl')], given)),
    setUp: (hubUrl, setup) =>
      inTurn(async () => {
        const urls: SignedIn['hubUrls'] = [...parseHubUrls(hubUrl, 'hubUrl')];
        await keeper.setUp(urls, setup);
        const { loginName, password } = setup.admin;
        return signIn(urls, { loginName, password });
      }),
    signOut: (unsent) => inTurn(() => signOut(unsent)),
    stay: () => waitToLeave(false),
    unlock: (password) => inTurn(() => unlock(password)),
    async passwordChanged(password) {
      const current = keeper.current();
      if (current !== null) await inTurn(() => lock.passwordChanged(stores.of(current).name, password));
    },
    signedOutElsewhere: () =>
      inTurn(async () => {
        const current = keeper.current();
        if (state.desk === null || current === null || (await orders.obeyed(current))) return;
        await leave({ is: 'signed_out_elsewhere', lastSyncedAt: state.desk.connection().lastSyncedAt });
      }),
    reopen: () =>
      inTurn(async () => {
        const signedIn = keeper.current();
        if (state.desk === null || signedIn === null) return;
        // Till the new one is there the old one answers that it can be tried again.
        await state.desk.close();
        await open(signedIn);
      }),
    diskChanged() {
      if (state.desk !== null) tell.session(session());
    },
    agentChanged(agent) {
      const isSame = JSON.stringify(state.agent) === JSON.stringify(agent);
      state.agent = agent;
      if (!isSame && state.desk !== null) tellSession();
    },
    outboxChanged() {
      if (!state.leavesWhenSent) return;
      void soon(async () => {
        const current = keeper.current();
        if (!state.leavesWhenSent || current === null) return;
        const left = await count(stores.of(current));
        if (left !== null && !hasUnsent(left)) await signOut(undefined);
      }, 'signing out');
    },
    connected() {
      const current = keeper.current();
      if (current === null) return;
      void soon(async () => {
        // Its secret may have come with newer tokens.
        await stores.remember(stores.of(current), current);
        await alone.heard(current);
      }, 'noting the hub');
    },
    demoPeople: (hubUrl) => keeper.demoPeople([...parseHubUrls(hubUrl, 'hubUrl')]),
    setupState: (hubUrl) => keeper.setupState([...parseHubUrls(hubUrl, 'hubUrl')]),
    async resume() {
      await inTurn(resume);
      state.stopMinutes = eachMinute(clock, (minute) => {
        if (minute % LOOK_EVERY_MINUTES === 0) look();
        return soon(passMinute, 'looking after the session');
      });
      look();
    },
    wake: (by) => state.desk?.wake(by),
    clockJumped: () => state.desk?.clockJumped(),
    close: () =>
      inTurn(async () => {
        state.stopMinutes();
        await state.desk?.close();
        state.desk = null;
      }),
  };
}
