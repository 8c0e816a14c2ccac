import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPresence, type Presence } from '#hub/agents/presence';
import { openEventLog, type EventLog } from '#hub/log/event-log';
import { agentLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { eventsAfter } from '#hub/log/read-events';
import { recordById } from '#hub/log/records';
import type { Db } from '#hub/db/db';
import type { Clock } from '#shared/domain/clock';
import { AgentId } from '#shared/domain/ids';
import { anAgent } from '#tests/support/builders';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { describePostgres, describeStores } from '#tests/support/stores';

const mika = AgentId.parse('agt_mika');
const PATIENTLY = { timeout: 10_000, interval: 10 };

interface Hub {
  readonly log: EventLog;
  readonly presence: Presence;
  readonly troubles: unknown[];
}

async function openHub(db: Db, clock: Clock, hubId: string): Promise<Hub> {
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const log = await openEventLog({ db, clock, notices: createNotices(hubId), onTrouble });
  return { log, troubles, presence: createPresence({ db, log, clock, hubId, onTrouble }) };
}

async function addMika({ log }: Hub): Promise<void> {
  const agent = anAgent({ isConnected: false });
  await log.append([agentLane(mika)], () => Promise.resolve({ events: [{ type: 'agent.configured', body: { agent } }], result: null }));
}

async function edgesOf(db: Db): Promise<string[]> {
  const events = await eventsAfter(db, 0, 100);
  return events.map(({ type }) => type).filter((type) => type === 'agent.connected' || type === 'agent.disconnected');
}

const isConnected = async (db: Db): Promise<boolean | undefined> => (await recordById(db, 'agent', mika))?.isConnected;

describeStores('presence', (openStore) => {
  let db: Db;
  let clock: FakeClock;
  let hub: Hub;

  beforeEach(async () => {
    db = await openStore();
    clock = createFakeClock();
    hub = await openHub(db, clock, 'hub-1');
    await addMika(hub);
  });
  afterEach(async () => {
    await hub.log.close();
    if (hub.troubles.length > 0) throw new AggregateError(hub.troubles);
  });

  test('the first desk of an agent connects, the last one disconnects, and those between say nothing', async () => {
    await hub.presence.opened(mika, 'office');
    await hub.presence.opened(mika, 'home');
    await hub.presence.closed('office');
    expect(await edgesOf(db)).toEqual(['agent.connected']);
    expect(await isConnected(db)).toBe(true);
    await hub.presence.closed('home');
    await hub.presence.closed('home');
    expect(await edgesOf(db)).toEqual(['agent.connected', 'agent.disconnected']);
  });

  test('a desk that opens and closes at once leaves nobody connected', async () => {
    await Promise.all([hub.presence.opened(mika, 'office'), hub.presence.closed('office')]);
    expect(await isConnected(db)).toBe(false);
  });

  test('many desks that come and go at once end as one truth', async () => {
    const desks = Array.from({ length: 20 }, (_, index) => `desk-${index}`);
    await Promise.all(desks.map((desk) => hub.presence.opened(mika, desk)));
    await Promise.all(desks.map((desk) => hub.presence.closed(desk)));
    expect(await edgesOf(db)).toEqual(['agent.connected', 'agent.disconnected']);
  });

  test('a living hub keeps its desks, however long', async () => {
    const stop = hub.presence.start();
    await hub.presence.opened(mika, 'office');
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(2_000);
      await expect.poll(() => isConnected(db), PATIENTLY).toBe(true);
    }
    stop();
    expect(await edgesOf(db)).toEqual(['agent.connected']);
  });

  test('a hub that died took its desks with it: the hub that starts next says so within ten seconds', async () => {
    await hub.presence.opened(mika, 'office');
    const next = await openHub(db, clock, 'hub-2');
    const stop = next.presence.start();
    const diedAt = clock.now();
    const look = async (): Promise<string[]> => {
      await clock.advance(100);
      return edgesOf(db);
    };
    await expect.poll(look, PATIENTLY).toEqual(['agent.connected', 'agent.disconnected']);
    expect(clock.now() - diedAt).toBeGreaterThan(5_000);
    expect(clock.now() - diedAt).toBeLessThan(10_000);
    stop();
    await next.log.close();
  });

  test('a desk that came or went while the database did not answer is counted right soon after', async () => {
    const broken = { isBroken: false };
    const log: EventLog = {
      ...hub.log,
      append: (lanes, decide) => (broken.isBroken ? Promise.reject(new Error('no answer')) : hub.log.append(lanes, decide)),
    };
    const presence = createPresence({ db, log, clock, hubId: 'hub-1', onTrouble: (error) => void hub.troubles.push(error) });
    const stop = presence.start();
    const look = async (): Promise<boolean | undefined> => {
      await clock.advance(500);
      return isConnected(db);
    };
    broken.isBroken = true;
    await expect(presence.opened(mika, 'office')).rejects.toThrow('no answer');
    broken.isBroken = false;
    await expect.poll(look, PATIENTLY).toBe(true);
    broken.isBroken = true;
    await expect(presence.closed('office')).rejects.toThrow('no answer');
    broken.isBroken = false;
    await expect.poll(look, PATIENTLY).toBe(false);
    stop();
  });

  test('an agent marked connected of whom no desk is known is not left so', async () => {
    const agent = anAgent({ isConnected: true });
    await hub.log.append([agentLane(mika)], () =>
      Promise.resolve({ events: [{ type: 'agent.configured', body: { agent } }], result: null }),
    );
    const stop = hub.presence.start();
    await expect.poll(() => isConnected(db), PATIENTLY).toBe(false);
    stop();
  });
});

describePostgres('presence over two hubs', (openStore) => {
  test('a desk at each hub is one agent, and a hub that stalled takes its desks back', async () => {
    const clock = createFakeClock();
    const [db, db2] = [await openStore(), await openStore()];
    const hubs = [await openHub(db, clock, 'hub-1'), await openHub(db2, clock, 'hub-2')] as const;
    await addMika(hubs[0]);
    await Promise.all([hubs[0].presence.opened(mika, 'office'), hubs[1].presence.opened(mika, 'home')]);
    await hubs[0].presence.closed('office');
    expect(await edgesOf(db)).toEqual(['agent.connected']);

    // hub-2 sleeps beyond its lease while hub-1 goes on …
    const stop = hubs[0].presence.start();
    await clock.advance(10_000);
    await expect.poll(() => edgesOf(db), PATIENTLY).toEqual(['agent.connected', 'agent.disconnected']);
    // … and wakes with its desk still on the line.
    const stopSecond = hubs[1].presence.start();
    await expect.poll(() => edgesOf(db), PATIENTLY).toEqual(['agent.connected', 'agent.disconnected', 'agent.connected']);
    stop();
    stopSecond();
    await Promise.all(hubs.map(({ log }) => log.close()));
    expect(hubs.flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});
