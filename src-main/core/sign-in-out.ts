import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Connection, Session } from '#shared/contracts/desk';
import type { DemoPeople } from '#shared/contracts/session';
import type { Setup, SetupState } from '#shared/contracts/setup';
import type { Agent } from '#shared/domain/agent';
import { Failure } from '#shared/rpc/failure';
import type { AgentDesk } from './agent-desk.ts';
import { cachePaths } from './cache/cache-files.ts';
import { deleteDatabaseFiles } from './cache/open-replica.ts';
import { parseHubUrls } from './config.ts';
import type { KeyVault } from './key-vault.ts';
import type { Given, SessionKeeper, SignedIn } from './session.ts';

interface Deps {
  readonly hubUrls: readonly string[];
  readonly dataFolder: string;
  readonly vault: KeyVault;
  readonly keeper: SessionKeeper;
  /** Opens the local files and the line of one agent. */
  readonly openDesk: (signedIn: SignedIn, files: { readonly folder: string; readonly key: string }) => Promise<AgentDesk>;
  readonly tell: {
    session(session: Session): void;
    connection(connection: Connection): void;
  };
}

/** Who works here: opens the agent's desk, and closes it with nothing of the customers left. */
export interface SignedInOut {
  session(): Session;
  connection(): Connection;
  isSignedIn(): boolean;
  /** Failure('denied') while nobody is signed in. */
  desk(): AgentDesk;
  signIn(hubUrl: string, given: Given): Promise<Session>;
  /** Makes the hub a centre, and its first administrator the one who works here. */
  setUp(hubUrl: string, setup: Setup): Promise<Session>;
  signOut(): Promise<Session>;
  /** The hub ended the session. */
  signedOutElsewhere(): Promise<void>;
  /** The local files' threads are gone: everything is opened again, and the agent need not know. */
  reopen(): Promise<void>;
  agentChanged(agent: Agent): void;
  demoPeople(hubUrl: string): Promise<DemoPeople | null>;
  setupState(hubUrl: string): Promise<SetupState | null>;
  /** Who was signed in when the desk was last closed still is. */
  resume(): Promise<void>;
  wake(): void;
  close(): Promise<void>;
}

const NEVER: Connection = { is: 'offline', lastSyncedAt: null };

export function createSignInOut({ hubUrls, dataFolder, vault, keeper, openDesk, tell }: Deps): SignedInOut {
  const state: { desk: AgentDesk | null; agent: Agent | null; connection: Connection; turn: Promise<unknown> } = {
    desk: null,
    agent: null,
    connection: NEVER,
    turn: Promise.resolve(),
  };
  const isKeyFile = vault.kind === 'key_file';

  function session(): Session {
    const hubUrl = (keeper.current()?.hubUrls ?? hubUrls).join(',');
    const setAside = state.desk?.cache.setAside ?? null;
    return state.agent === null || state.desk === null
      ? { is: 'signed_out', hubUrl, isKeyFile }
      : { is: 'signed_in', hubUrl, agent: state.agent, isKeyFile, ...(setAside === null ? {} : { setAside }) };
  }

  /** Signing in and out come one after the other, whichever window asks. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = state.turn.then(work);
    state.turn = done.catch(() => {});
    return done;
  }

  async function open(signedIn: SignedIn): Promise<void> {
    const folder = folderOf(dataFolder, signedIn);
    state.agent = signedIn.agent;
    state.desk = await openDesk(signedIn, { folder, key: await databaseKey(vault, path.relative(dataFolder, folder)) });
    tell.session(session());
  }

  async function signIn(urls: SignedIn['hubUrls'], given: Given): Promise<Session> {
    if (state.desk !== null) throw new Failure('conflict', 'somebody is signed in already');
    await open(await keeper.signIn(urls, given));
    return session();
  }

  /** Unsent work stays, sealed, in durable.db; of the customers nothing does. */
  async function leave(connection: Connection): Promise<void> {
    const signedIn = keeper.current();
    await state.desk?.close();
    state.desk = null;
    state.agent = null;
    state.connection = connection;
    if (signedIn !== null) deleteDatabaseFiles(cachePaths(folderOf(dataFolder, signedIn)).replica);
  }

  return {
    session,
    connection: () => state.desk?.connection() ?? state.connection,
    isSignedIn: () => state.desk !== null,
    desk() {
      if (state.desk === null) throw new Failure('denied', 'nobody is signed in');
      return state.desk;
    },
    signIn: (hubUrl, given) => inTurn(() => signIn([...parseHubUrls(hubUrl, 'hubUrl')], given)),
    setUp: (hubUrl, setup) =>
      inTurn(async () => {
        const urls: SignedIn['hubUrls'] = [...parseHubUrls(hubUrl, 'hubUrl')];
        await keeper.setUp(urls, setup);
        const { loginName, password } = setup.admin;
        return signIn(urls, { loginName, password });
      }),
    signOut: () =>
      inTurn(async () => {
        await leave(NEVER);
        await keeper.signOut();
        tell.session(session());
        tell.connection(state.connection);
        return session();
      }),
    signedOutElsewhere: () =>
      inTurn(async () => {
        if (state.desk === null) return;
        const { lastSyncedAt } = state.desk.connection();
        await leave({ is: 'signed_out_elsewhere', lastSyncedAt });
        await keeper.forget();
        tell.session(session());
        tell.connection(state.connection);
      }),
    reopen: () =>
      inTurn(async () => {
        const signedIn = keeper.current();
        if (state.desk === null || signedIn === null) return;
        // Till the new one is there the old one answers that it can be tried again.
        await state.desk.close();
        await open(signedIn);
      }),
    agentChanged(agent) {
      const isSame = JSON.stringify(state.agent) === JSON.stringify(agent);
      state.agent = agent;
      if (!isSame && state.desk !== null) tell.session(session());
    },
    demoPeople: (hubUrl) => keeper.demoPeople([...parseHubUrls(hubUrl, 'hubUrl')]),
    setupState: (hubUrl) => keeper.setupState([...parseHubUrls(hubUrl, 'hubUrl')]),
    resume: () =>
      inTurn(async () => {
        const signedIn = keeper.current();
        if (signedIn !== null) await open(signedIn);
      }),
    wake: () => state.desk?.wake(),
    close: () =>
      inTurn(async () => {
        await state.desk?.close();
        state.desk = null;
      }),
  };
}

/** One pair of files a hub and agent. A hub with several addresses is named by the first. */
function folderOf(dataFolder: string, { hubUrls, agent }: SignedIn): string {
  const hub = new URL(hubUrls[0]).host.replaceAll(/[^0-9a-z.-]/gi, '_');
  return path.join(dataFolder, 'hubs', hub, agent.id);
}

async function databaseKey(vault: KeyVault, name: string): Promise<string> {
  const entry = `database ${name}`;
  const kept = await vault.get(entry);
  if (kept !== null) return kept;
  const key = randomBytes(32).toString('hex');
  await vault.set(entry, key);
  return key;
}
