import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { openEventLog } from '#hub/log/event-log';
import { createNotices } from '#hub/log/notices';
import { createTimers, type Timers } from '#hub/timers/timers';
import { sql } from '#shared/sql';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { describePostgres, describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const NOTHING = { events: [], result: undefined };

interface Hub {
  readonly timers: Timers;
  readonly fired: string[];
  readonly troubles: string[];
}

/** A hub as far as timers go: what fires is written down. */
async function openHub(db: Db, clock: FakeClock, decide = (_subjectId: string): Promise<void> => Promise.resolve()): Promise<Hub> {
  const troubles: string[] = [];
  const onTrouble = (_error: unknown, what: string): void => void troubles.push(what);
  const log = await openEventLog({ db, clock, notices: createNotices('test'), onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const fired: string[] = [];
  timers.on('ring', {
    lanes: () => Promise.resolve([]),
    async decide(_writer, subjectId) {
      await decide(subjectId);
      return NOTHING;
    },
    after: (subjectId) => void fired.push(subjectId),
  });
  const stop = timers.start();
  onTestFinished(async () => {
    stop();
    await log.close();
  });
  return { timers, fired, troubles };
}

const countOf = async (db: Db): Promise<number> => (await db.all(sql`SELECT kind FROM timer`)).length;

describeStores('timers', (openStore) => {
  test('a timer fires once its moment has come, and not before', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const { timers, fired } = await openHub(db, clock);
    await timers.set(db, { kind: 'ring', subjectId: 'res_1', dueAt: clock.now() + 20_000 });
    await clock.advance(19_000);
    await timers.set(db, { kind: 'ring', subjectId: 'res_2', dueAt: clock.now() });
    await clock.advance(500);
    await waitUntil(() => fired.includes('res_2'));
    expect(fired).toEqual(['res_2']);
    await clock.advance(1_000);
    await waitUntil(() => fired.includes('res_1'));
    expect(await countOf(db)).toBe(0);
  });

  test('a timer that is set anew counts from then, and one that is cancelled never fires', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const { timers, fired } = await openHub(db, clock);
    await timers.set(db, { kind: 'ring', subjectId: 'res_1', dueAt: clock.now() + 1_000 });
    await timers.set(db, { kind: 'ring', subjectId: 'res_1', dueAt: clock.now() + 60_000 });
    await timers.set(db, { kind: 'ring', subjectId: 'res_2', dueAt: clock.now() + 1_000 });
    await timers.set(db, { kind: 'ring', subjectId: 'res_3', dueAt: clock.now() + 1_000 });
    await timers.cancel(db, 'ring', 'res_2');
    await clock.advance(5_000);
    await waitUntil(() => fired.includes('res_3'));
    expect(fired).toEqual(['res_3']);
    expect(await countOf(db)).toBe(1);
  });

  test('a timer whose handler fails is not forgotten: it comes again, and says so', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    let isBroken = true;
    const { timers, fired, troubles } = await openHub(db, clock, () => (isBroken ? Promise.reject(new Error('no')) : Promise.resolve()));
    await timers.set(db, { kind: 'ring', subjectId: 'res_1', dueAt: clock.now() });
    await clock.advance(500);
    await waitUntil(async () => (await db.all(sql`SELECT kind FROM timer WHERE due_at > ${clock.now()}`)).length === 1);
    expect([fired, troubles]).toEqual([[], ['the timer ring of res_1']]);
    isBroken = false;
    await clock.advance(6_000);
    await waitUntil(() => fired.includes('res_1'));
  });

  test('what a stopped hub left is fired by the next', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const before = createTimers({ db, log: await openLogOf(db, clock), clock, onTrouble: () => undefined });
    await before.set(db, { kind: 'ring', subjectId: 'res_1', dueAt: clock.now() + 1_000 });
    await clock.advance(60_000);
    const { fired } = await openHub(db, clock);
    await waitUntil(async () => (await countOf(db)) === 0 && fired.length > 0);
    expect(fired).toEqual(['res_1']);
  });
});

describePostgres('timers of several hubs', (openStore) => {
  test('each fires once, on whichever hub', async () => {
    const clock = createFakeClock();
    const dbs = await Promise.all([openStore(), openStore(), openStore()]);
    const hubs = await Promise.all(dbs.map((db) => openHub(db, clock)));
    const [db] = dbs;
    const ids = Array.from({ length: 100 }, (_, index) => `res_${index}`);
    for (const subjectId of ids) await hubs[0]?.timers.set(db, { kind: 'ring', subjectId, dueAt: clock.now() + 1_000 });
    await clock.advance(1_500);
    await waitUntil(async () => (await countOf(db)) === 0);
    await waitUntil(() => hubs.flatMap(({ fired }) => fired).length >= ids.length);
    expect(hubs.flatMap(({ fired }) => fired).toSorted()).toEqual(ids.toSorted());
  });
});

async function openLogOf(db: Db, clock: FakeClock) {
  const log = await openEventLog({ db, clock, notices: createNotices('test'), onTrouble: () => undefined });
  onTestFinished(() => log.close());
  return log;
}
