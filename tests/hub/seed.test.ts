import { expect, test } from 'vitest';
import { createPasswords, credentialOf } from '#hub/auth/credentials';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { DEMO_CANNED_RESPONSES } from '#hub/demo/canned-responses';
import { DEMO_CENTRE, DEMO_PASSWORD, DEMO_PEOPLE, DEMO_QUEUES } from '#hub/demo/demo-centre';
import { historyOf } from '#hub/demo/history';
import { seedDemo } from '#hub/db/seed';
import type { Db } from '#hub/db/db';
import { openEventLog, type EventLog } from '#hub/log/event-log';
import { createNotices } from '#hub/log/notices';
import { allOf, recordById, scopesHeldBy } from '#hub/log/records';
import type { Clock } from '#shared/domain/clock';
import { sql } from '#shared/sql';
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
    expect(await passwords.verify(DEMO_PASSWORD, (await credentialOf(db, DEMO_PEOPLE.mika.id))?.hash)).toBe(true);
    expect(await scopesHeldBy(db, DEMO_PEOPLE.mika.id)).toEqual([
      'agent:agt_mika',
      `queue:${DEMO_QUEUES.chat.id}`,
      `queue:${DEMO_QUEUES.line.id}`,
      `queue:${DEMO_QUEUES.sms.id}`,
      'team:all',
    ]);
    expect(await allOf(db, 'centre')).toEqual([DEMO_CENTRE]);
    expect(await allOf(db, 'canned_response')).toHaveLength(20);
    expect(new Set(DEMO_CANNED_RESPONSES.map(({ shortcut }) => shortcut)).size).toBe(20);
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
    const before = { head: await log.head(), hash: (await credentialOf(db, DEMO_PEOPLE.mika.id))?.hash };
    await clock.advance(3 * DAY_MS);
    await seedDemo({ log, clock, passwords });
    expect({ head: await log.head(), hash: (await credentialOf(db, DEMO_PEOPLE.mika.id))?.hash }).toEqual(before);
    await log.close();
  });

  test('a demo of before LINE gets its queue, and who would hold it today', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const log = await openLog(db, clock);
    const passwords = createPasswords();
    await seedDemo({ log, clock, passwords });
    const isOf = sql`id = ${DEMO_QUEUES.line.id}`;
    await db.all(sql`DELETE FROM queue WHERE ${isOf}`);
    for (const agent of await allOf(db, 'agent')) {
      const body = { ...agent, queueIds: agent.queueIds.filter((id) => id !== DEMO_QUEUES.line.id), capacity: { chat: 1 } };
      await db.all(sql`UPDATE agent SET body = ${JSON.stringify(body)}::jsonb WHERE id = ${agent.id}`);
      await db.all(sql`DELETE FROM "grant" WHERE agent_id = ${agent.id} AND scope = ${`queue:${DEMO_QUEUES.line.id}`}`);
    }
    await seedDemo({ log, clock, passwords });
    expect(await recordById(db, 'queue', DEMO_QUEUES.line.id)).toBeDefined();
    const mika = await recordById(db, 'agent', DEMO_PEOPLE.mika.id);
    expect(mika).toMatchObject({ queueIds: DEMO_PEOPLE.mika.queueIds, capacity: { chat: 1, line: 4 } });
    expect(await scopesHeldBy(db, DEMO_PEOPLE.mika.id)).toContain(`queue:${DEMO_QUEUES.line.id}`);
    expect((await recordById(db, 'agent', DEMO_PEOPLE.admin.id))?.queueIds).toEqual([]);
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
