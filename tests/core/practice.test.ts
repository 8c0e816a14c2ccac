import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askInTurn } from '#core/session/ask-hub';
import { openWorld, type World } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const held: { world?: World } = {};
beforeAll(async () => {
  held.world = await openWorld();
});
afterAll(() => held.world?.close());

test('an outage that is practised is one: nothing goes out or comes in, a new window sees it, and each word goes once when it ends', async () => {
  const world = held.world;
  if (world === undefined) throw new Error('the world is opened before the tests');
  const mika = await world.desk('mika');
  await mika.connected();
  await mika.openInbox();
  await world.customerWrites('+819011112222', '返金はいつですか');
  const work = await waitUntil(() => mika.of('interaction').find(({ lastLine }) => lastLine?.text === '返金はいつですか'));
  await mika.submit({ type: 'interaction.take', interactionId: work.id });
  await waitUntil(() => mika.of('interaction').find(({ id }) => id === work.id)?.state.is === 'handling');

  await mika.call('line.cut', { isCut: true });
  await waitUntil(() => mika.connection()?.is === 'offline', { what: 'cut' });
  expect(mika.connection()).toMatchObject({ is: 'offline', reason: 'cut', isDemo: true });
  const { id: interactionId, conversationId } = work;
  await mika.submit(
    { type: 'message.send', interactionId, conversationId, messageId: world.ids.message(), text: '明日です' },
    work.lastLine?.seq,
  );
  await mika.call('line.try', { by: 'agent' });
  const reloaded = mika.window();
  expect((await reloaded.call('session.current', {})).connection).toMatchObject({ is: 'offline', reason: 'cut' });
  expect(await reloaded.call('outbox.list', {})).toHaveLength(1);
  expect(world.twilio.accepted).toHaveLength(0);

  await reloaded.call('line.cut', { isCut: false });
  await mika.connected();
  await waitUntil(() => world.twilio.accepted.length === 1, { what: 'sent' });
  expect(world.twilio.accepted.map(({ body }) => body)).toEqual(['明日です']);

  // It is off at every start.
  await mika.call('line.cut', { isCut: true });
  await mika.shut();
  const again = await world.desk('mika', { folder: mika.folder });
  expect((await again.call('session.current', {})).connection.lastSyncedAt).not.toBeNull();
  await again.connected();
});

test('a page that refuses in the hub’s place ends nobody’s session', async () => {
  const portal = createServer((_request, answer) =>
    answer.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Sign in to the Wi-Fi</h1>'),
  );
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  // Listening on TCP, so it has a port.
  const url = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
  await expect(askInTurn([url], '/session/refresh', { method: 'POST', body: {} })).rejects.toMatchObject({ code: 'offline' });
  portal.close();
});
