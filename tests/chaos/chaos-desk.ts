import { mkdirSync } from 'node:fs';
import { createDeskCore, type DeskCore } from '#core/create-desk-core';
import { openCacheInline, type Cache, type OpenCache } from '#core/cache/open-cache';
import type { KeyVault } from '#core/key-vault';
import { deskContract, type Connection, type DeskContract, type OutboxItem, type Session } from '#shared/contracts/desk';
import type { Tokens } from '#shared/contracts/session';
import type { Ids } from '#shared/domain/ids';
import type { Bodies, Change, Kind } from '#shared/records/records';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { memoryPorts, type Port } from '#shared/rpc/port';
import { createKeptLog } from '#tests/support/kept-log';
import type { KillableFiles } from './killable-files.ts';
import { clockOf, createLife, never, type Life } from './life.ts';
import type { Network } from './network.ts';
import type { DeskName, PersonName } from './people.ts';
import { PEOPLE } from './people.ts';
import type { Pulse } from './pulse.ts';
import { deskIdOf } from './store.ts';
import type { WorldClock } from './world-clock.ts';

/** What a killed desk leaves behind: its folder, and its vault. */
export interface DeskPlace {
  readonly name: DeskName;
  readonly person: PersonName;
  readonly folder: string;
  readonly secrets: Map<string, string>;
  /** How wrong the clock of this computer is. */
  skewMs: number;
}

/** A desk core at work, and the window that its agent looks at. */
export interface ChaosDesk {
  readonly place: DeskPlace;
  readonly life: Life;
  readonly core: DeskCore;
  readonly log: readonly string[];
  /** As the window asks; never answered once the core is dead. */
  readonly call: Client<DeskContract>['call'];
  session(): Session | null;
  connection(): Connection | null;
  outbox(): readonly OutboxItem[];
  /** What the window shows. */
  of<K extends Kind>(kind: K): Bodies[K][];
  shown(): ReadonlyMap<string, Change>;
  /** The files themselves, for who checks; null while nobody is signed in. */
  cache(): Cache | null;
  /** Lets go of the files of a dead one. */
  bury(): Promise<void>;
}

interface Deps {
  readonly place: DeskPlace;
  readonly pulse: Pulse;
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly network: Network;
  readonly files: KillableFiles;
  /** Falsifies what the core asks of its files: how a bug is planted. */
  readonly tamper?: ((cache: Cache) => Cache) | undefined;
  /** Killed after so many moments, perhaps before it is open. */
  readonly dieAfter: number | null;
  readonly onDeath: (where: string) => void;
}

const HUBS = ['a', 'b'] as const;

/** The vault of somebody who signed in yesterday. */
export function signedInAt(place: Pick<DeskPlace, 'name'>, tokens: Tokens): Map<string, string> {
  const hubUrls = HUBS.map((hub) => `https://${hub}.${place.name}.test`);
  return new Map([
    ['desk', deskIdOf(place.name)],
    ['session', JSON.stringify({ ...tokens, hubUrls })],
  ]);
}

/** Null: killed before it was open. */
export async function openChaosDesk(deps: Deps): Promise<ChaosDesk | null> {
  const life = createLife(`desk ${deps.place.name}`, deps.pulse);
  life.dieAfter(deps.dieAfter);
  life.onDeath(deps.onDeath);
  const caches: Cache[] = [];
  const killed = new Promise<null>((resolve) => life.onDeath(() => resolve(null)));
  const desk = await Promise.race([open(deps, life, caches), killed]);
  if (desk === null)
    for (const cache of caches)
      await deps.pulse.during(
        'burying',
        cache.close().catch(() => undefined),
      );
  return desk;
}

async function open({ place, pulse, clock, ids, network, files, tamper }: Deps, life: Life, caches: Cache[]): Promise<ChaosDesk> {
  const { name, folder, secrets } = place;
  mkdirSync(folder, { recursive: true });
  files.owns(folder, life);
  const log = createKeptLog();
  const openCache: OpenCache = (options, own) =>
    life.call('opening the files', async () => {
      const cache = await openCacheInline(options, own);
      caches.push(cache);
      const used = tamper?.(cache) ?? cache;
      return { ...used, call: (asked, input) => life.call(`the files: ${asked}`, () => used.call(asked, input)) };
    });
  const core = await createDeskCore({
    hubUrls: HUBS.map((hub) => `https://${hub}.${name}.test`),
    dataFolder: folder,
    clock: clockOf(life, clock, () => place.skewMs),
    ids,
    random: () => 0.5,
    vault: vaultOf(life, secrets),
    log,
    openCache,
    dial: network.dialFrom(name, life),
  });
  const wire = memoryPorts();
  core.connect(wire.b);
  const window = openWindow(life, wire.a);
  await window.open();
  return {
    ...window,
    place,
    life,
    core,
    log: log.lines,
    cache: () => caches.at(-1) ?? null,
    async bury() {
      for (const cache of caches)
        await pulse.during(
          'burying',
          cache.close().catch(() => undefined),
        );
    },
  };
}

function vaultOf(life: Life, secrets: Map<string, string>): KeyVault {
  return {
    kind: 'system',
    get: (key) => life.call('the vault', () => Promise.resolve(secrets.get(key) ?? null)),
    set: (key, value) => life.call('the vault', () => Promise.resolve(void secrets.set(key, value))),
    delete: (key) => life.call('the vault', () => Promise.resolve(void secrets.delete(key))),
  };
}

function openWindow(life: Life, port: Port) {
  const client = connect(deskContract, port, (what) => {
    throw new Error(`the window was told what the contract does not say: ${what}`);
  });
  const records = new Map<string, Change>();
  const state: { session: Session | null; connection: Connection | null; outbox: readonly OutboxItem[] } = {
    session: null,
    connection: null,
    outbox: [],
  };
  const lay = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.body === null) records.delete(`${change.kind} ${change.id}`);
      else records.set(`${change.kind} ${change.id}`, change);
    }
  };
  const alive =
    <T>(hear: (payload: T) => void) =>
    (payload: T): void => {
      if (!life.isDead) hear(payload);
    };
  client.on(
    'records.changed',
    alive(({ changes }) => lay(changes)),
  );
  client.on(
    'session.changed',
    alive((session) => {
      state.session = session;
      if (session.is === 'signed_out') records.clear();
    }),
  );
  client.on(
    'connection.changed',
    alive((connection) => void (state.connection = connection)),
  );
  client.on(
    'outbox.changed',
    alive((items) => void (state.outbox = items)),
  );
  return {
    call: (async (name, input) => {
      if (life.isDead) return never();
      const answer = await client.call(name, input);
      return life.isDead ? never() : answer;
    }) as Client<DeskContract>['call'],
    session: () => state.session,
    connection: () => state.connection,
    outbox: () => state.outbox,
    shown: () => records,
    // The map's values are of the kind asked for.
    of: <K extends Kind>(kind: K) =>
      [...records.values()].filter((change) => change.kind === kind).map(({ body }) => body as unknown as Bodies[K]),
    async open() {
      const { session, connection } = await client.call('session.current', {});
      Object.assign(state, { session, connection });
      if (session.is !== 'signed_in') return;
      lay((await client.call('view.open', { is: 'inbox' })).changes);
      state.outbox = await client.call('outbox.list', {});
    },
  };
}

export const agentIdOf = (person: PersonName): (typeof PEOPLE)[PersonName]['id'] => PEOPLE[person].id;
