import { expect, test } from 'vitest';
import { createPasswords, passwordHashOf } from '#hub/auth/credentials';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { DEMO_PASSWORD, DEMO_PEOPLE, DEMO_QUEUES } from '#hub/demo/demo-centre';
import { historyOf } from '#hub/demo/history';
import { seedDemo } from '#hub/db/seed';
import type { Db } from '#hub/db/db';
import { openEventLog, type EventLog } from '#hub/log/event-log';
import { createNotices } from '#hub/log/notices';
import { allOf, recordById, scopesHeldBy } from '#hub/log/records';
import type { Clock } from '#shared/domain/clock';
import { createFakeClock } from '#tests/support/fake-clock';
import { describePostgres, describeStores } from '#tests/support/stores';

const DAY_MS = 86_400_000;

function openLog(db: Db, clock: Clock): Promise<EventLog> {
  const onTrouble = (error: unknown): void => {
    throw error;
  };
  return openEventLog({ db, clock, notices: createNotices('test'), onTrouble });
}

describeStores('the demo centre', (openStore) => {
  test('has people, queues, outcomes and customers with a past, all of it closed', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const log = await openLog(db, clock);
    const passwords = createPasswords();
    await seedDemo({ log, clock, passwords });

    expect((await allOf(db, 'agent')).map(({ loginName, role }) => `${loginName}: ${role}`)).toEqual([
      'admin: admin',
      'kenji: agent',
      'mika: agent',
      'ryo: lead',
      'sara: agent',
      'yuki: supervisor',
    ]);
    expect(await passwords.verify(DEMO_PASSWORD, await passwordHashOf(db, DEMO_PEOPLE.mika.id))).toBe(true);
    expect(await scopesHeldBy(db, DEMO_PEOPLE.mika.id)).toEqual([
      'agent:agt_mika',
      `queue:${DEMO_QUEUES.chat.id}`,
      `queue:${DEMO_QUEUES.sms.id}`,
      'team:all',
    ]);
    expect(await allOf(db, 'customer')).toHaveLength(DEMO_CUSTOMERS.length);
    const interactions = await allOf(db, 'interaction');
    expect(interactions.length).toBeGreaterThan(DEMO_CUSTOMERS.length);
    for (const { state, arrivedAt, lastLine } of interactions) {
      expect(state.is).toBe('closed');
      expect(lastLine).not.toBeNull();
      const age = clock.now() - Date.parse(arrivedAt);
      expect(age).toBeGreaterThan(0);
      expect(age).toBeLessThan(37 * DAY_MS);
    }
    expect(new Set(interactions.map(({ channel }) => channel))).toEqual(new Set(['chat', 'sms']));
    expect((await allOf(db, 'note')).length).toBeGreaterThan(5);
    for (const message of await allOf(db, 'message')) expect(message.text).not.toMatch(/[{}]|undefined/);
    for (const segment of await allOf(db, 'segment')) expect(segment.endedAt).not.toBeNull();
    await log.close();
  });

  test('is seeded once: a second start changes nothing, not even a password', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const log = await openLog(db, clock);
    const passwords = createPasswords();
    await seedDemo({ log, clock, passwords });
    const before = { head: await log.head(), hash: await passwordHashOf(db, DEMO_PEOPLE.mika.id) };
    await clock.advance(3 * DAY_MS);
    await seedDemo({ log, clock, passwords });
    expect({ head: await log.head(), hash: await passwordHashOf(db, DEMO_PEOPLE.mika.id) }).toEqual(before);
    await log.close();
  });

  test('its past is read: nobody begins with hundreds of unread lines', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const log = await openLog(db, clock);
    await seedDemo({ log, clock, passwords: createPasswords() });
    const [conversation] = await allOf(db, 'conversation');
    const lines = (await allOf(db, 'message')).filter(({ conversationId }) => conversationId === conversation?.id);
    const marker = await recordById(db, 'read_marker', `${DEMO_PEOPLE.mika.id}/${conversation?.id}`);
    expect(marker?.upToSeq).toBeGreaterThanOrEqual(Math.max(...lines.map(({ seq }) => seq)));
    await log.close();
  });
});

describePostgres('the demo centre', (openStore) => {
  test('two hubs that start at once make one', async () => {
    const clock = createFakeClock();
    const passwords = createPasswords();
    const db = await openStore();
    const logs = [await openLog(db, clock), await openLog(await openStore(), clock)];
    await Promise.all(logs.map((log) => seedDemo({ log, clock, passwords })));
    expect(await allOf(db, 'customer')).toHaveLength(DEMO_CUSTOMERS.length);
    await Promise.all(logs.map((log) => log.close()));
  });
});

test('the same seed tells the same past, another seed another one', () => {
  const now = Date.parse('2026-11-20T01:00:00.000Z');
  const past = (seed: string): unknown => DEMO_CUSTOMERS.map((customer) => historyOf(customer, now, seed));
  expect(past('a')).toEqual(past('a'));
  expect(past('a')).not.toEqual(past('b'));
});
