import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { migrate } from '#hub/db/migrate';
import { openPgliteFolder } from '#hub/db/open-pglite';
import { openPostgresNotices } from '#hub/db/postgres-notices';
import { visibleEventsAfter } from '#hub/log/read-events';
import { openEventLog } from '#hub/log/event-log';
import { createNotices, type NoticeWire } from '#hub/log/notices';
import { openRedisNotices } from '#hub/log/redis-notices';
import { sql } from '#shared/sql';
import { openTestHub, PEOPLE, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { createFakeClock } from '#tests/support/fake-clock';
import { createLogFollower } from '#tests/support/log-follower';
import { describePostgres, type OpenStore } from '#tests/support/stores';
import { faultsOfStore } from '#tests/support/verify-store';
import { waitUntil } from '#tests/support/wait-until';

const onTrouble = (error: unknown): void => {
  throw error;
};
type OpenWire = (openStore: OpenStore) => NoticeWire | null;
const wires: readonly [string, OpenWire, boolean][] = [
  ['telling each other through PostgreSQL', (openStore) => openPostgresNotices({ url: openStore.url() ?? '', onTrouble }), true],
  [
    'telling each other through Redis',
    (openStore) => openRedisNotices({ url: inject('redisUrl') ?? '', channel: `test:${openStore.url()}`, onTrouble }),
    inject('redisUrl') !== null,
  ],
  ['telling each other nothing', () => null, true],
];

async function openPair(openStore: OpenStore, openWire: OpenWire): Promise<[TestHub, TestHub]> {
  const first = await openTestHub(await openStore(), { wire: openWire(openStore), salt: 1 });
  const second = await openTestHub(await openStore(), { wire: openWire(openStore), clock: first.clock, seeds: false, salt: 2 });
  return [first, second];
}

for (const [how, openWire, isThere] of wires) {
  const suite = isThere ? describe : describe.skip;
  suite(`two hubs on one database, ${how}`, () => {
    describePostgres('and', (openStore) => {
      test('eight writers at once: no desk on either hub misses or doubles an event', async () => {
        const hubs = await openPair(openStore, openWire);
        const desks = await Promise.all([hubs[0].desk('mika'), hubs[1].desk('ryo'), hubs[1].desk('mika', { deskId: 'dsk_two' })]);
        const followers = desks.map(() => createLogFollower());
        await Promise.all(followers.map((follower, index) => follower.attach(desks[index] as (typeof desks)[0])));
        const write = async (writer: number): Promise<void> => {
          for (let turn = 0; turn < 12; turn += 1) {
            await seedWaiting(hubs[writer % 2]?.hub.log as TestHub['hub']['log'], writer * 100 + turn, turn % 3 === 0 ? 'que_2' : 'que_1');
          }
        };
        await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
        const db = await openStore();
        const all = await Promise.all(['mika', 'ryo', 'mika'].map((name) => visibleOf(db, name as 'mika' | 'ryo')));
        await waitUntil(async () => {
          await Promise.all(followers.map((follower) => follower.settle()));
          return followers.every((follower, index) => follower.cursor() >= (all[index]?.at(-1) ?? Infinity));
        });
        expect(followers.map(({ seqs }) => seqs)).toEqual(all);
        expect(await faultsOfStore(db)).toEqual([]);
      });

      test('a hub dies, and its desks go on at the other from where they were', async () => {
        const [first, second] = await openPair(openStore, openWire);
        const follower = createLogFollower();
        const before = await first.desk('mika');
        await follower.attach(before);
        await seedWaiting(first.hub.log, 1);
        await first.hub.close();
        await seedWaiting(second.hub.log, 2);
        const after = await second.desk('mika');
        expect(await follower.attach(after)).toBe(true);
        await seedWaiting(second.hub.log, 3);
        const all = await visibleOf(await openStore(), 'mika');
        await waitUntil(() => follower.cursor() >= (all.at(-1) ?? Infinity));
        expect(follower.seqs).toEqual((await visibleOf(await openStore(), 'mika')).slice(0, follower.seqs.length));
        expect(follower.seqs.length).toBeGreaterThanOrEqual(all.length);
      });
    });
  });
}

describePostgres('a store that was put back', (openStore) => {
  test('an older database behind a running hub: a new epoch, and desks are told to start afresh', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const mika = await desk('mika', { saysHello: false });
    const { epoch, head } = await mika.hello();
    const isCut = new Promise<void>((done) => mika.socket.once('disconnect', () => done()));
    await seedWaiting(hub.log, 1);
    await waitUntil(() => hub.log.position() > head);
    const db = await openStore();
    await db.all(sql`WITH gone AS (DELETE FROM event_body WHERE seq > ${head}) UPDATE log_state SET head = ${head}`);
    await isCut;
    const again = await desk('mika', { saysHello: false });
    const welcome = await again.hello({ epoch, cursor: head });
    expect(welcome.epoch).not.toBe(epoch);
    expect(welcome.mayResume).toBe(false);
  });
});

describePostgres('a dump that was read back', (openStore) => {
  test('into the same database, with the same head, is another store: its epoch is new', async () => {
    const db = await openStore();
    const open = () => openEventLog({ db, clock: createFakeClock(), notices: createNotices('test'), onTrouble });
    const before = await open();
    await before.close();
    await db.script(`CREATE TABLE copy (LIKE log_state INCLUDING ALL); INSERT INTO copy SELECT * FROM log_state;
      DROP TABLE log_state; ALTER TABLE copy RENAME TO log_state`);
    const after = await open();
    expect(after.epoch).not.toBe(before.epoch);
    await after.close();
    const again = await open();
    expect(again.epoch).toBe(after.epoch);
    await again.close();
  });
});

describe('a data folder', () => {
  test('keeps its epoch when it is opened again, and has a new one when it was copied back', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'madoguchi-epoch-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const epochOf = async (dataFolder: string): Promise<string> => {
      const db = await openPgliteFolder(dataFolder);
      await migrate(db);
      const log = await openEventLog({ db, clock: createFakeClock(), notices: createNotices('test'), onTrouble });
      await log.close();
      await db.close();
      return log.epoch;
    };
    const first = await epochOf(path.join(folder, 'data'));
    expect(await epochOf(path.join(folder, 'data'))).toBe(first);
    await cp(path.join(folder, 'data'), path.join(folder, 'backup'), { recursive: true });
    expect(await epochOf(path.join(folder, 'backup'))).not.toBe(first);
  });
});

async function visibleOf(db: Parameters<typeof visibleEventsAfter>[0], person: 'mika' | 'ryo'): Promise<number[]> {
  const { events } = await visibleEventsAfter(db, PEOPLE[person].id, 0, 10_000);
  return events.map(({ seq }) => seq);
}
