import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCacheInWorkers, type Cache, type OpenCache } from '#core/cache/open-cache';
import { DEMO_QUEUES } from '#hub/demo/demo-centre';
import type { Interaction } from '#shared/domain/interaction';
import type { Failure } from '#shared/rpc/failure';
import { agentIdOf, openWorld, type World, type WorldDesk, type WorldWindow } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const held: { world?: World } = {};
const people: WorldDesk[] = [];
let numbers = 0;

beforeAll(async () => {
  held.world = await openWorld();
});
afterAll(() => held.world?.close());

const world = (): World => {
  if (held.world === undefined) throw new Error('the world is opened before the tests');
  return held.world;
};

async function deskOf(...[login, options]: Parameters<World['desk']>): Promise<WorldDesk> {
  const desk = await world().desk(login, options);
  people.push(desk);
  await desk.connected();
  await desk.openInbox();
  return desk;
}

/** A new customer's first line, as it appears in this window. */
async function arrival(window: WorldWindow, text: string): Promise<Interaction> {
  numbers += 1;
  await world().customerWrites(`+8190${String(Date.now() % 1_000_000).padStart(6, '0')}${String(numbers).padStart(2, '0')}`, text);
  return waitUntil(() => window.of('interaction').find(({ lastLine }) => lastLine?.text === text), { what: `“${text}” in the inbox` });
}

async function taken(desk: WorldDesk, text: string): Promise<Interaction> {
  const { id } = await arrival(desk, text);
  await desk.submit({ type: 'interaction.take', interactionId: id });
  return waitUntil(() => desk.of('interaction').find((one) => one.id === id && one.state.is === 'handling'), { what: 'the work is ours' });
}

function reply({ id, conversationId }: Interaction, text: string, messageId = world().ids.message()) {
  return { type: 'message.send' as const, interactionId: id, conversationId, messageId, text };
}

describe('a desk and the real hub', () => {
  test('a customer’s line reaches the inbox with the person, and the answer reaches the log once', async () => {
    const mika = await deskOf('mika');
    const work = await taken(mika, '返品したいです');
    expect(mika.of('customer').some(({ id }) => id === work.customerId)).toBe(true);
    await mika.openCustomer(work.customerId);
    const body = reply(work, '承りました、少々お待ちを');
    await mika.submit(body);
    await waitUntil(() => mika.outbox().length === 0 && (mika.of('message').find(({ id }) => id === body.messageId)?.seq ?? 0) < 1e9, {
      what: 'the answer is in the log',
    });
    expect((await mika.call('search', { text: '承りました、少々お待ちを' })).hits.map(({ itemId }) => itemId)).toEqual([body.messageId]);
    await mika.shut();
  });

  test('signing in again after a restart needs no password; the token on the disk is new each time', async () => {
    const first = await deskOf('kenji');
    const vault = (): string => readFileSync(path.join(first.folder, 'vault')).toString('base64');
    const before = vault();
    await first.shut();
    const second = await deskOf('kenji', { folder: first.folder, signsIn: false });
    expect((await second.call('session.current', {})).session).toMatchObject({
      is: 'signed_in',
      agent: { loginName: 'kenji' },
      isKeyFile: true,
    });
    expect(second.of('queue').length).toBeGreaterThan(0);
    expect(before).not.toBe('');
    await second.shut();
  });

  test('written while the hub is away, it is sent once when it is back, in order, and the draft never comes back', async () => {
    const mika = await deskOf('mika');
    const work = await taken(mika, '配送状況を教えてください');
    const other = await arrival(mika, 'まだ誰も引き受けていません');
    await mika.openCustomer(work.customerId);
    await mika.call('draft.put', {
      conversationId: work.conversationId,
      mode: 'reply',
      text: '一つ目',
      revision: 1,
      updatedAt: new Date().toISOString(),
    });
    await world().stopHub();
    await waitUntil(() => mika.connection()?.is === 'offline', { what: 'offline' });
    const bodies = ['一つ目', '二つ目', '三つ目'].map((text) => reply(work, text));
    for (const body of bodies) await mika.submit(body, work.lastLine?.seq);
    await expect(mika.submit({ type: 'agent.set_intent', intent: { is: 'ready' } })).rejects.toMatchObject({ code: 'offline' });
    expect(mika.outbox().map(({ state }) => state.is)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(await mika.call('draft.get', { conversationId: work.conversationId, mode: 'reply' })).toMatchObject({ text: '' });
    // The core is ended and started again before the hub is back.
    await mika.shut();
    const again = await world().desk('mika', { folder: mika.folder });
    await again.openCustomer(work.customerId);
    // What is older of a person may be at the hub alone: the end of what is here is not said to be the beginning.
    const { viewId, ...end } = await again.openCustomer(other.customerId);
    expect(end).toMatchObject({ hasOlder: false, isCut: true });
    const before = { at: other.arrivedAt, seq: 0 };
    expect(await again.call('timeline.older', { viewId, before })).toMatchObject({ hasOlder: false, isCut: true });
    expect(again.of('message').map(({ text }) => text)).toEqual(expect.arrayContaining(['一つ目', '二つ目', '三つ目']));
    await world().startHub();
    await again.connected();
    expect(await again.openCustomer(other.customerId)).toMatchObject({ hasOlder: true, isCut: false });
    expect(await again.call('timeline.older', { viewId, before })).toMatchObject({ hasOlder: false, isCut: false });
    await waitUntil(async () => (await again.call('outbox.list', {})).length === 0, { what: 'all is sent' });
    const sent = again.of('message').filter(({ author, interactionId }) => author.by === 'agent' && interactionId === work.id);
    expect(sent.toSorted((a, b) => a.seq - b.seq).map(({ id }) => id)).toEqual(bodies.map(({ messageId }) => messageId));
    expect(await again.call('draft.get', { conversationId: work.conversationId, mode: 'reply' })).toMatchObject({ text: '' });
    await again.shut();
  });

  test('who loses a queue has nothing of it left, in window, search or file; who gains it has all of it', async () => {
    const kenji = await deskOf('kenji');
    const ryo = await deskOf('ryo');
    const work = await arrival(kenji, '取り消したい注文があります');
    await kenji.openCustomer(work.customerId);
    const before = (await kenji.call('search', { text: '取り消したい' })).hits.length;
    expect(before).toBe(1);
    const all = Object.values(DEMO_QUEUES).map(({ id }) => id);
    const without = all.filter((id) => id !== work.queueId);
    await ryo.submit({ type: 'agent.set_queues', agentId: agentIdOf('kenji'), queueIds: without });
    await waitUntil(() => !kenji.of('interaction').some(({ id }) => id === work.id), { what: 'the work is gone' });
    await waitUntil(async () => (await kenji.call('search', { text: '取り消したい' })).hits.length === 0, { what: 'and not found' });
    expect(kenji.of('message').some(({ customerId }) => customerId === work.customerId)).toBe(false);
    expect(kenji.of('customer').some(({ id }) => id === work.customerId)).toBe(false);
    await ryo.submit({ type: 'agent.set_queues', agentId: agentIdOf('kenji'), queueIds: all });
    await waitUntil(() => kenji.of('interaction').some(({ id }) => id === work.id), { what: 'the work is back' });
    await waitUntil(async () => (await kenji.call('search', { text: '取り消したい' })).hits.length === 1, { what: 'and found' });
    await Promise.all([kenji.shut(), ryo.shut()]);
  });

  test('two desks of one agent share drafts and see each other’s answers', async () => {
    const one = await deskOf('sara');
    const two = await deskOf('sara');
    const work = await taken(one, '在庫はありますか');
    await two.openCustomer(work.customerId);
    const { conversationId } = work;
    await one.call('draft.put', { conversationId, mode: 'reply', text: 'ございま', revision: 1, updatedAt: new Date().toISOString() });
    await waitUntil(async () => (await two.call('draft.get', { conversationId, mode: 'reply' }))?.text === 'ございま', {
      what: 'the draft on the other desk',
    });
    const body = reply(work, 'ございます');
    await one.submit(body);
    await waitUntil(() => two.of('message').some(({ id }) => id === body.messageId), { what: 'the answer on the other desk' });
    await waitUntil(async () => (await two.call('draft.get', { conversationId, mode: 'reply' }))?.text === '', {
      what: 'the draft is gone there too',
    });
    expect(two.drafts.map(({ text }) => text)).toEqual(['ございま', '']);
    await Promise.all([one.shut(), two.shut()]);
  });

  test('two windows of one desk show the same', async () => {
    const mika = await deskOf('mika');
    const second = mika.window();
    await second.openInbox();
    const work = await taken(mika, '二つの窓');
    await waitUntil(() => second.of('interaction').some(({ id, state }) => id === work.id && state.is === 'handling'), {
      what: 'the other window',
    });
    await second.openCustomer(work.customerId);
    const body = reply(work, 'はい');
    await mika.submit(body);
    await waitUntil(() => second.of('message').some(({ id, seq }) => id === body.messageId && seq < 1e9), { what: 'the answer there' });
    expect(second.outbox()).toEqual(mika.outbox());
    second.close();
    await mika.shut();
  });

  test('signing out leaves no word of a customer on the disk, and unsent work sealed', async () => {
    const mika = await deskOf('mika');
    const work = await taken(mika, '秘密の用件です');
    await world().stopHub();
    await waitUntil(() => mika.connection()?.is === 'offline', { what: 'offline' });
    await mika.submit(reply(work, '未送信の返信'), work.lastLine?.seq);
    await mika.call('session.sign_out', { unsent: 'keep' });
    expect(mika.session()).toMatchObject({ is: 'signed_out' });
    expect(mika.of('interaction')).toEqual([]);
    await expect(mika.openInbox()).rejects.toMatchObject({ code: 'denied' });
    const files = readdirSync(mika.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).some((name) => name.startsWith('replica.db'))).toBe(false);
    for (const { parentPath, name } of files) expect(readFileSync(path.join(parentPath, name)).includes('未送信')).toBe(false);
    await world().startHub();
    await mika.call('session.sign_in', { hubUrl: world().hub.url, loginName: 'mika', password: 'madoguchi-demo' });
    await mika.openCustomer(work.customerId).catch(() => {});
    await waitUntil(async () => (await mika.call('outbox.list', {})).length === 0, { what: 'the unsent reply is sent' });
    await mika.shut();
  });

  test('a wrong password, an unknown hub and http to another machine are each said as what they are', async () => {
    const desk = await world().desk('mika', { signsIn: false });
    const signIn = (hubUrl: string, password: string) => desk.call('session.sign_in', { hubUrl, loginName: 'mika', password });
    await expect(signIn(world().hub.url, 'wrong')).rejects.toMatchObject({ code: 'denied' });
    await expect(signIn('http://127.0.0.1:9', 'x')).rejects.toMatchObject({ code: 'offline' });
    await expect(signIn('http://hub.example.com', 'x')).rejects.toMatchObject({ code: 'invalid', field: 'hubUrl' });
    await expect(signIn('ftp://x', 'x')).rejects.toMatchObject({ code: 'invalid' });
    expect(await desk.call('session.demo_people', { hubUrl: world().hub.url })).toMatchObject({ password: 'madoguchi-demo' });
    expect(await desk.call('session.demo_people', { hubUrl: 'http://127.0.0.1:9' })).toBeNull();
    await desk.shut();
  });

  test('no word of a customer, no token and no password is in any log', () => {
    const lines = people.flatMap(({ log }) => log.lines).join('\n');
    expect(lines).not.toMatch(/返品|配送|秘密|madoguchi-demo|eyJ/);
  });
});

test('a cache thread that dies is started again: the window goes on, and nothing submitted is lost', async () => {
  const caches: Cache[] = [];
  const lost = new Map<Cache, () => void>();
  const openCache: OpenCache = async (options, log) => {
    const cache = await openCacheInWorkers(options, log);
    caches.push(cache);
    return { ...cache, onLost: (listener) => void lost.set(cache, listener) };
  };
  const mika = await deskOf('mika', { openCache });
  const work = await taken(mika, '途中で落ちる');
  await world().stopHub();
  const body = reply(work, '落ちる前の返事');
  await mika.submit(body, work.lastLine?.seq);
  const [first] = caches;
  if (first === undefined) throw new Error('a cache was opened');
  await first.close();
  await expect(mika.call('search', { text: '途中' })).rejects.toMatchObject({ retryable: true });
  lost.get(first)?.();
  await waitUntil(() => caches.length === 2, { what: 'opened again' });
  await world().startHub();
  await waitUntil(() => mika.openCustomer(work.customerId).catch((error: Failure) => !error.retryable), { what: 'the timeline' });
  await waitUntil(async () => (await mika.call('outbox.list', {}).catch(() => [1])).length === 0, { what: 'sent' });
  await waitUntil(() => mika.of('message').some(({ id, seq }) => id === body.messageId && seq < 1e9), { what: 'confirmed' });
  expect((await mika.call('search', { text: '途中' })).hits).toHaveLength(1);
  await mika.shut();
});
