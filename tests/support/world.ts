import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDeskCore, type DeskCore } from '#core/create-desk-core';
import { openCacheInline, type OpenCache } from '#core/cache/open-cache';
import { openVault } from '#core/key-vault';
import { systemClock } from '#core/system-clock';
import type { HubConfig } from '#hub/config';
import { openPgliteMemory } from '#hub/db/open-pglite';
import type { Db } from '#hub/db/db';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoLogin } from '#hub/demo/demo-centre';
import type { NoticeWire } from '#hub/log/notices';
import type { CommandBody } from '#shared/commands/index';
import { deskContract, type Connection, type DeskContract, type OutboxItem, type Session } from '#shared/contracts/desk';
import type { Clock } from '#shared/domain/clock';
import type { Draft } from '#shared/domain/draft';
import { createIds, type CommandId, type CustomerId, type Ids } from '#shared/domain/ids';
import type { Bodies, Change, Kind } from '#shared/records/records';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { memoryPorts } from '#shared/rpc/port';
import { createTwilioEmulator, type TwilioEmulator } from '#tests/emulators/twilio-emulator';
import { createKeptLog } from './kept-log.ts';
import { openHub } from './open-hub.ts';
import { waitUntil } from './wait-until.ts';

/** A window of the renderer without a screen: it lays what it is told one on the other, as the records store does. */
export interface WorldWindow {
  readonly call: Client<DeskContract>['call'];
  readonly session: () => Session | null;
  readonly connection: () => Connection | null;
  readonly outbox: () => readonly OutboxItem[];
  readonly drafts: readonly Draft[];
  /** What is on the screen. */
  of<K extends Kind>(kind: K): Bodies[K][];
  openInbox(): Promise<string>;
  openCustomer(customerId: CustomerId): Promise<{ viewId: string; hasOlder: boolean; isCut: boolean }>;
  /** Mints the command's id, as the renderer does. */
  submit(body: CommandBody, basis?: number): Promise<CommandId>;
  close(): void;
}

/** A desk core with its own files; `window()` opens another window on it. */
export interface WorldDesk extends WorldWindow {
  readonly core: DeskCore;
  readonly folder: string;
  readonly log: { readonly lines: readonly string[] };
  window(): WorldWindow;
  /** Until the desk is signed in and level. */
  connected(): Promise<void>;
  /** Ends the core as SIGTERM would; `desk(login, { folder })` opens it again. */
  shut(): Promise<void>;
}

export interface World {
  readonly db: Db;
  readonly hub: Awaited<ReturnType<typeof openHub>>;
  readonly ids: Ids;
  desk(login: DemoLogin, options?: DeskOptions): Promise<WorldDesk>;
  /** Twilio, as far as this hub knows: what went out is in `accepted`. */
  readonly twilio: TwilioEmulator;
  /** A customer's SMS, signed and posted as Twilio does; throws unless it is taken. */
  customerWrites(from: string, text: string): Promise<void>;
  /** Ends the hub and starts another one on the same store and port. */
  restartHub(): Promise<void>;
  stopHub(): Promise<void>;
  startHub(): Promise<void>;
  close(): Promise<void>;
}

interface DeskOptions {
  readonly folder?: string;
  /** False: the sign-in form is open, unless the vault knows better. */
  readonly signsIn?: boolean;
  readonly hubUrls?: readonly string[];
  readonly openCache?: OpenCache;
}

interface WorldOptions {
  readonly db?: Db;
  readonly clock?: Clock;
  readonly config?: Partial<HubConfig>;
  /** To other hubs on the same database. */
  readonly wire?: NoticeWire;
}

/** A whole contact centre in this process: the demo's hub on a port of its own, and as many desks as are asked for. */
export async function openWorld({ db, clock = systemClock, config = {}, wire }: WorldOptions = {}): Promise<World> {
  const store = db ?? (await openPgliteMemory());
  const ids = createIds(() => clock.now(), randomBytes);
  const twilio = await createTwilioEmulator();
  const hubConfig = { twilioApiBaseUrl: twilio.url, ...config };
  const state = { hub: await openHub({ db: store, clock, config: hubConfig, ...(wire === undefined ? {} : { wire }) }), isUp: true };
  const url = state.hub.url;
  const port = Number(new URL(url).port);
  const closers: (() => Promise<void>)[] = [];
  const folders: string[] = [];

  async function desk(login: DemoLogin, options: DeskOptions = {}): Promise<WorldDesk> {
    const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), `madoguchi ${login} 窓口 `));
    folders.push(folder);
    const log = createKeptLog();
    const hubUrls = options.hubUrls ?? [url];
    const core = await createDeskCore({
      hubUrls,
      dataFolder: folder,
      clock,
      ids,
      // No pause before the next try, unless time stands still until a test moves it.
      random: () => (clock === systemClock ? 0 : 0.5),
      vault: await openVault({ folder, sealKey: null, log }),
      log,
      openCache: options.openCache ?? openCacheInline,
      // Slow on purpose, elsewhere.
      slowness: { N: 2 ** 4, r: 8, p: 1 },
    });
    let closing: Promise<void> | null = null;
    const shut = (): Promise<void> => (closing ??= core.close());
    closers.push(shut);
    const first = openWindow(core, ids);
    const { session } = await first.call('session.current', {});
    if (session.is === 'signed_out' && options.signsIn !== false) {
      await first.call('session.sign_in', { hubUrl: hubUrls.join(','), loginName: login, password: DEMO_PASSWORD });
    }
    return {
      ...first,
      core,
      folder,
      log,
      shut,
      window: () => openWindow(core, ids),
      connected: async () => {
        await waitUntil(async () => (await first.call('session.current', {})).connection.is === 'connected', {
          what: `${login} is connected`,
        });
      },
    };
  }

  async function stopHub(): Promise<void> {
    if (!state.isUp) return;
    state.isUp = false;
    await state.hub.close();
  }

  async function startHub(): Promise<void> {
    if (state.isUp) return;
    state.hub = await openHub({ db: store, clock, config: hubConfig, port });
    state.isUp = true;
  }

  return {
    db: store,
    get hub() {
      return state.hub;
    },
    ids,
    twilio,
    desk,
    async customerWrites(from, text) {
      const status = await twilio.receive(`${url}/channels/sms/webhook`, { from, body: text });
      if (status >= 300) throw new Error(`the hub answered ${status} to a customer's SMS`);
    },
    stopHub,
    startHub,
    async restartHub() {
      await stopHub();
      await startHub();
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
      await stopHub();
      await twilio.close();
      if (db === undefined) await store.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The agent's record id, for what a test looks for. */
export function agentIdOf(login: DemoLogin): (typeof DEMO_PEOPLE)[DemoLogin]['id'] {
  return DEMO_PEOPLE[login].id;
}

function openWindow(core: DeskCore, ids: Ids): WorldWindow {
  const wire = memoryPorts();
  core.connect(wire.b);
  const client = connect(deskContract, wire.a, (what) => {
    throw new Error(`a window was told what the contract does not say: ${what}`);
  });
  const records = new Map<string, Change>();
  const state: { session: Session | null; connection: Connection | null; outbox: readonly OutboxItem[] } = {
    session: null,
    connection: null,
    outbox: [],
  };
  const drafts: Draft[] = [];
  const lay = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.body === null) records.delete(`${change.kind} ${change.id}`);
      else records.set(`${change.kind} ${change.id}`, change);
    }
  };
  client.on('records.changed', ({ changes }) => lay(changes));
  client.on('session.changed', (session) => {
    state.session = session;
    if (session.is === 'signed_out') records.clear();
  });
  client.on('connection.changed', (connection) => {
    state.connection = connection;
  });
  client.on('outbox.changed', (items) => {
    state.outbox = items;
  });
  client.on('draft.changed', (draft) => drafts.push(draft));
  return {
    call: (name, input) => client.call(name, input),
    session: () => state.session,
    connection: () => state.connection,
    outbox: () => state.outbox,
    drafts,
    // The map's values are of the kind asked for.
    of: <K extends Kind>(kind: K) =>
      [...records.values()].filter((change) => change.kind === kind).map(({ body }) => body as unknown as Bodies[K]),
    async openInbox() {
      const { viewId, changes } = await client.call('view.open', { is: 'inbox' });
      lay(changes);
      return viewId;
    },
    async openCustomer(customerId) {
      const { changes, ...opened } = await client.call('view.open', { is: 'customer', customerId });
      lay(changes);
      return opened;
    },
    async submit(body, basis = 0) {
      const commandId = ids.command();
      await client.call('command.submit', { commandId, basis, body });
      return commandId;
    },
    close: () => wire.close(),
  };
}
