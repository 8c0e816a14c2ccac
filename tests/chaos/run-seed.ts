import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '#hub/simulator/random';
import { createIds } from '#shared/domain/ids';
import { openChaosDesk, signedInAt, type ChaosDesk, type DeskPlace } from './chaos-desk.ts';
import { startChaosHub, type ChaosHub } from './chaos-hub.ts';
import { createChecks, type Breach } from './checks.ts';
import { createCustomers } from './customers.ts';
import { simulateFetch } from './fake-fetch.ts';
import { createHands } from './hands.ts';
import { makeFilesKillable } from './killable-files.ts';
import { createLedger } from './ledger.ts';
import { createLogIndex } from './log-index.ts';
import { createNetwork } from './network.ts';
import { createNoticeBus } from './notice-bus.ts';
import { DESKS } from './people.ts';
import type { Plant } from './plants.ts';
import { createPulse } from './pulse.ts';
import { STARTS_AT, type ChaosStore } from './store.ts';
import { createSupervisor } from './supervisor.ts';
import { createVendor } from './vendor.ts';
import { createWorldClock } from './world-clock.ts';

export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly ms: number;
  /** Of the processor, which says more on a busy machine. */
  readonly cpuMs: number;
  /** Of everything that happened: the same seed has the same. */
  readonly hash: string;
  readonly breach: Breach | null;
  readonly trace: readonly string[];
  readonly counted: Readonly<Record<string, number>>;
}

interface Options {
  readonly store: ChaosStore;
  readonly seed: number;
  readonly steps?: number;
  readonly plant?: Plant | undefined;
}

const STEPS = 200;
const LOOK_AT_LEVEL_EVERY = 10;
/** Rounds of the end in which everything has to come to rest. */
const ROUNDS = 60;

/** One seed: three desks, one or two hubs, customers, a supervisor and a network that does its worst; then everything is mended. */
export async function runSeed({ store, seed, steps = STEPS, plant = {} }: Options): Promise<Outcome> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await store.reset();
  const random = createRandom(`chaos ${seed}`);
  const letters = createRandom(`ids ${seed}`);
  const pulse = createPulse();
  const clock = createWorldClock(STARTS_AT + 1_000, pulse);
  const ids = createIds(
    () => clock.now(),
    (length) => Uint8Array.from({ length }, () => letters.between(0, 255)),
  );
  const trace: string[] = [];
  const counted: Record<string, number> = {};
  const count = (what: string): void => void (counted[what] = (counted[what] ?? 0) + 1);
  const say = (what: string): void => void trace.push(`${trace.length} ${((clock.now() - STARTS_AT) / 1_000).toFixed(1)}s ${what}`);

  const ledger = createLedger();
  const log = createLogIndex(store.db);
  let hubs: ChaosHub[] = [];
  const desks = new Map<string, ChaosDesk>();
  const opening = new Set<string>();
  const state = { trouble: 0.02, isMended: false, fault: null as Error | null };

  const vendor = createVendor(random, clock, () => (state.isMended ? 0 : 0.1));
  const network = createNetwork({
    random,
    pulse,
    clock,
    hubs: () => hubs,
    trouble: () => (state.isMended ? 0 : state.trouble),
    trace: say,
    tamper: plant.line,
  });
  const bus = createNoticeBus(random, store.db, pulse, () => state.isMended);
  const files = makeFilesKillable();
  const unfetch = simulateFetch({ pulse, vendor, network: () => network, hubs: () => hubs });
  const root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `chaos-${seed}-`));
  const places = new Map<string, DeskPlace>(
    DESKS.map(({ name, person }) => {
      const tokens = store.tokens[name];
      if (tokens === undefined) throw new Error(`nobody is signed in at ${name}`);
      const place = {
        name,
        person,
        folder: path.join(root, name),
        secrets: signedInAt({ name }, tokens),
        skewMs: random.between(-600_000, 600_000),
      };
      return [name, place] as const;
    }),
  );
  const hands = createHands({ random, ledger, ids, clock });
  const customers = createCustomers({ random, pulse, ledger });
  const yuki = store.tokens['yuki-1'];
  if (yuki === undefined) throw new Error('nobody is signed in as yuki');
  const supervisor = createSupervisor({ random, pulse, clock, ids, db: store.db, tokens: yuki });
  const checks = createChecks({ db: store.db, log, ledger, vendor });

  async function startHub(name: string): Promise<void> {
    hubs = hubs.filter((hub) => !hub.life.isDead);
    if (hubs.some((hub) => hub.name === name)) return;
    hubs = [...hubs, await startChaosHub({ name, db: store.db, pulse, clock, ids, wire: (life) => bus.wire(life), tamper: plant.hub })];
    const started = hubs.at(-1);
    started?.life.onDeath((where) => say(`hub ${name} is gone: ${where}`));
  }

  /** Perhaps it is killed while it opens: then it is not there. */
  async function openDesk(name: string, dieAfter: number | null): Promise<void> {
    const place = places.get(name);
    if (place === undefined || desks.get(name)?.life.isDead === false || opening.has(name)) return;
    await desks.get(name)?.bury();
    desks.delete(name);
    opening.add(name);
    const opened = openChaosDesk({
      place,
      pulse,
      clock,
      ids,
      network,
      files,
      tamper: plant.desk,
      dieAfter,
      onDeath: (where) => say(`${name} is gone: ${where}`),
    });
    void opened
      .then((desk) => {
        if (desk !== null) desks.set(name, desk);
      })
      .catch(failed)
      .finally(() => opening.delete(name));
    await pulse.still();
  }

  function failed(error: unknown): void {
    state.fault ??= error instanceof Error ? error : new Error('something else was thrown', { cause: error });
  }

  const aliveHub = (): ChaosHub | undefined => {
    const [first, ...others] = hubs.filter(({ life }) => !life.isDead);
    return first === undefined ? undefined : random.pick([first, ...others]);
  };
  const aliveDesk = (): ChaosDesk | undefined => {
    const [first, ...others] = [...desks.values()].filter(({ life }) => !life.isDead);
    return first === undefined ? undefined : random.pick([first, ...others]);
  };
  const anyName = (): string => (DESKS[random.between(0, DESKS.length - 1)] ?? DESKS[0]).name;

  /** Who lies on the ground gets up again some day. */
  async function recover(): Promise<void> {
    if (!hubs.some(({ life }) => !life.isDead) && random.chance(0.06)) await startHub(random.pick(['a', 'b'] as const));
    for (const { name } of DESKS) {
      if (random.chance(0.04)) network.setCut(name, false);
      if (desks.get(name)?.life.isDead !== false && random.chance(0.06))
        await openDesk(name, random.chance(0.15) ? random.between(1, 60) : null);
    }
  }

  async function step(): Promise<void> {
    await recover();
    const dice = random.next();
    if (dice < 0.4) {
      // Several things in one breath: what each of them starts runs beside the others.
      for (let left = random.between(1, 12); left > 0 && network.deliver(); left -= 1) count('delivered');
    } else if (dice < 0.5) {
      const ms = random.between(50, random.chance(0.15) ? 30_000 : 2_500);
      await clock.advance(ms);
      say(`time goes on by ${ms} ms`);
    } else if (dice < 0.78) {
      const desk = aliveDesk();
      if (desk === undefined) return;
      void hands.act(desk).then((what) => say(`${desk.place.name} ${what}`), failed);
    } else if (dice < 0.85) {
      const hub = aliveHub();
      if (hub !== undefined) say(random.chance(0.93) ? customers.write(hub) : customers.end(hub));
    } else if (dice < 0.88) {
      const hub = aliveHub();
      if (hub !== undefined) void supervisor.act(hub).then(say, failed);
    } else {
      await trouble(random.next());
    }
  }

  async function trouble(dice: number): Promise<void> {
    const name = anyName();
    const desk = desks.get(name);
    if (dice < 0.22) {
      network.setCut(name, true);
      say(`${name} is cut off`);
    } else if (dice < 0.4) {
      network.setCut(name, false);
      say(`${name} has its line again`);
    } else if (dice < 0.55 && desk !== undefined && !desk.life.isDead) {
      const points = random.between(1, 60);
      desk.life.dieAfter(points);
      say(`${name} will be killed in ${points} moments`);
    } else if (dice < 0.72) {
      say(`${name} is opened`);
      await openDesk(name, random.chance(0.15) ? random.between(1, 60) : null);
    } else if (dice < 0.76 && desk !== undefined && !desk.life.isDead) {
      say(`${name} is closed`);
      void desk.core.close().then(() => desk.life.die('closed in good order'), failed);
    } else if (dice < 0.82) {
      const hub = aliveHub();
      hub?.life.dieAfter(random.between(1, 40));
      if (hub !== undefined) say(`hub ${hub.name} will be killed`);
    } else if (dice < 0.92) {
      const which = random.pick(['a', 'b'] as const);
      say(`hub ${which} is started`);
      await startHub(which);
    } else if (dice < 0.95) {
      const ms = random.between(60_000, 3 * 3_600_000);
      say(`everybody sleeps for ${Math.round(ms / 60_000)} minutes`);
      await clock.leap(ms);
    } else if (dice < 0.98) {
      const place = places.get(name);
      if (place !== undefined) place.skewMs = random.between(-600_000, 600_000);
      say(`the clock of ${name} is set`);
    } else {
      desk?.core.wake();
      say(`${name} wakes up`);
    }
  }

  async function look(): Promise<Breach | null> {
    await pulse.still();
    await bus.deliver();
    await pulse.still();
    if (state.fault !== null) return { invariant: 'nothing stumbles', what: state.fault.stack ?? state.fault.message };
    const twice = supervisor.amiss();
    return twice === null ? checks.always([...desks.values()]) : { invariant: 'nothing doubled', what: twice };
  }

  async function levelDesks(): Promise<Breach | null> {
    for (const desk of desks.values()) {
      if (desk.life.isDead || desk.connection()?.is !== 'connected' || desk.outbox().length > 0 || !network.isQuiet(desk.place.name))
        continue;
      count('level looks');
      const amiss = await checks.level(desk);
      if (amiss !== null) return amiss;
    }
    return null;
  }

  /** Everything is mended, and has its time. */
  async function settle(): Promise<Breach | null> {
    state.isMended = true;
    say('everything is mended');
    for (const { name } of DESKS) network.setCut(name, false);
    for (const hub of hubs) hub.life.dieAfter(null);
    for (const desk of desks.values()) desk.life.dieAfter(null);
    await startHub('a');
    let calm = 0;
    for (let round = 0; round < ROUNDS && calm < 2; round += 1) {
      for (const { name } of DESKS) await openDesk(name, null);
      const hub = aliveHub();
      const hadLines = hub !== undefined && customers.bringAgain(hub);
      await pulse.still();
      while (network.deliver()) await pulse.still();
      await clock.advance(2_500);
      for (const desk of desks.values()) {
        for (const { command, state: at } of desk.outbox()) {
          const wish = ledger.wishes.get(command.commandId);
          if (at.is !== 'held' && at.is !== 'refused') continue;
          if (wish !== undefined) wish.state = 'gone';
          void desk.call('outbox.discard', { commandId: command.commandId }).catch(() => undefined);
        }
      }
      const amiss = await look();
      if (amiss !== null) return amiss;
      const isCalm =
        desks.size === DESKS.length &&
        !hadLines &&
        [...desks.values()].every((desk) => desk.connection()?.is === 'connected' && desk.outbox().length === 0);
      calm = isCalm ? calm + 1 : 0;
    }
    while (network.deliver()) await pulse.still();
    const amiss = await look();
    if (amiss !== null) return amiss;
    for (const { name } of DESKS) {
      const desk = desks.get(name);
      if (desk?.session()?.is !== 'signed_in' || desk.connection()?.is !== 'connected') {
        const what = `${name}: ${JSON.stringify(desk?.session() ?? null)} ${JSON.stringify(desk?.connection() ?? null)}\n${desk?.log.slice(-5).join('\n') ?? ''}`;
        return { invariant: 'at the end everybody is level', what };
      }
      const [left] = desk.outbox();
      if (left !== undefined) return { invariant: 'at the end nothing waits', what: `${name}: ${JSON.stringify(left)}` };
    }
    return (await levelDesks()) ?? checks.settled([...desks.values()]);
  }

  async function play(): Promise<Breach | null> {
    await startHub('a');
    for (const { name } of DESKS) await openDesk(name, null);
    for (let at = 1; at <= steps; at += 1) {
      await step();
      const amiss = (await look()) ?? (at % LOOK_AT_LEVEL_EVERY === 0 ? await levelDesks() : null);
      if (amiss !== null) return amiss;
    }
    return settle();
  }

  try {
    const breach = await play();
    const told = [...log.births.values()].map(({ id, seq, text }) => `${seq} ${id} ${text}`);
    const hash = createHash('sha256')
      .update([...trace, ...told, `head ${log.head}`].join('\n'))
      .digest('hex')
      .slice(0, 16);
    Object.assign(counted, { events: log.head, wishes: ledger.wishes.size, lines: ledger.lines.length, vendor: vendor.taken.length });
    return { seed, steps: trace.length, ms: performance.now() - startedAt, cpuMs: cpuSince(cpuBefore), hash, breach, trace, counted };
  } finally {
    for (const hub of hubs) hub.life.die('the seed is over');
    for (const desk of desks.values()) {
      desk.life.die('the seed is over');
      await desk.bury();
    }
    unfetch();
    files.restore();
    rmSync(root, { recursive: true, force: true });
  }
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
