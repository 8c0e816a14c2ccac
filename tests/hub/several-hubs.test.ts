import { describe, expect, inject, test } from 'vitest';
import { openPostgresNotices } from '#hub/db/postgres-notices';
import { visibleEventsAfter } from '#hub/log/read-events';
import type { NoticeWire } from '#hub/log/notices';
import { openRedisNotices } from '#hub/log/redis-notices';
import { sql } from '#shared/sql';
import { openTestHub, PEOPLE, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { createLogFollower } from '#tests/support/log-follower';
import { describePostgres, type OpenStore } from '#tests/support/stores';
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

async function visibleOf(db: Parameters<typeof visibleEventsAfter>[0], person: 'mika' | 'ryo'): Promise<number[]> {
  const { events } = await visibleEventsAfter(db, PEOPLE[person].id, 0, 10_000);
  return events.map(({ seq }) => seq);
}
