import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { expect, inject, onTestFinished, test } from 'vitest';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { customerLane } from '#hub/log/lanes';
import { openEventLog } from '#hub/log/event-log';
import { createNotices } from '#hub/log/notices';
import { allOf, recordById } from '#hub/log/records';
import { toInstant } from '#shared/domain/clock';
import { createIds } from '#shared/domain/ids';
import { DEMO_PEOPLE } from '#hub/demo/demo-centre';
import { sql } from '#shared/sql';
import { createTwilioEmulator } from '#tests/emulators/twilio-emulator';
import { createFakeClock } from '#tests/support/fake-clock';
import { openHub } from '#tests/support/open-hub';
import { runProgram } from '#tests/support/running-program';
import { createTestDatabase } from '#tests/support/test-database';
import { aFolder } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

test('a reply that a dead hub left in the log goes out only when the next one can hear what became of it', async () => {
  const [db, emulator, clock] = [await openPgliteMemory(), await createTwilioEmulator(), createFakeClock()];
  onTestFinished(async () => {
    await emulator.close();
    await db.close();
  });
  const config = { twilioApiBaseUrl: emulator.url };
  const first = await openHub({ db, clock, config });
  await emulator.receive(`${first.url}/channels/sms/webhook`, { from: '+819011112222', body: '荷物が届きません' });
  await first.close();

  const ids = createIds(() => clock.now(), randomBytes);
  const messageId = ids.message();
  const thread = (await allOf(db, 'conversation')).find(({ contactPoint }) => contactPoint.value === '+819011112222');
  if (thread === undefined) throw new Error('the customer has no thread');
  const { id: conversationId, customerId, channel } = thread;
  const dying = await openEventLog({ db, clock, notices: createNotices('dying'), onTrouble: () => undefined });
  await dying.append([customerLane(customerId)], (writer) => {
    const at = toInstant(writer.now);
    const words = { text: 'お調べします', attachments: [], at, receivedAt: at, writtenAt: at };
    const author = { by: 'agent' as const, agentId: DEMO_PEOPLE.mika.id };
    const place = { customerId, conversationId, interactionId: null, queueId: null, channel };
    const message = { id: messageId, ...place, author, ...words, delivery: { state: 'pending' as const, at } };
    return Promise.resolve({ events: [{ type: 'message.sent', body: { message } }], result: null });
  });
  await dying.close();

  const hubConfig = { ...parseConfig(['--demo', '--port', '0'], {}), ...config };
  const second = await createHub({ db, clock, ids, config: hubConfig, logger: pino({ level: 'silent' }), wire: null });
  onTestFinished(() => second.close());
  // The embedded store answers one question after the other: what the hub would do by itself it has done by then.
  for (let turn = 0; turn < 30; turn += 1) await db.all(sql`SELECT ${turn}::int`);
  const url = await second.listen(0, '127.0.0.1');
  await waitUntil(async () => (await recordById(db, 'message', messageId))?.delivery?.state === 'delivered', {
    what: 'its receipt is in the log',
  });
  expect(emulator.accepted.map(({ statusCallback }) => statusCallback)).toEqual([
    `${url}/channels/sms/webhook?m=${messageId.slice('msg_'.length)}`,
  ]);
});

const [postgresUrl, redisUrl] = [inject('postgresUrl'), inject('redisUrl')];

test.skipIf(postgresUrl === null || redisUrl === null)('two hubs with Redis start at once on an empty database', async () => {
  const database = await createTestDatabase(postgresUrl ?? '');
  onTestFinished(() => database.drop());
  const env = { DATABASE_URL: database.url, REDIS_URL: redisUrl ?? '' };
  const hubs = [1, 2].map(() => runProgram('src-hub/main.ts', ['--demo', '--port', '0', '--data', aFolder()], { env }));
  onTestFinished(async () => void (await Promise.all(hubs.map((hub) => hub.stop('SIGKILL')))));
  expect(await Promise.all(hubs.map((hub) => hub.line('hub ready ')))).toHaveLength(2);
  expect(await Promise.all(hubs.map((hub) => hub.stop('SIGTERM')))).toEqual([0, 0]);
});
