import { expect, test } from 'vitest';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import { createBlobStore, CHUNK_SIZE } from '#hub/blobs/blob-store';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, customerLane } from '#hub/log/lanes';
import type { HubContract } from '#shared/contracts/hub';
import { BlobId, ConversationId, CustomerId, DeskId } from '#shared/domain/ids';
import { Scope } from '#shared/domain/scope';
import type { Signal } from '#shared/domain/signal';
import { knownRecord, type StoredRecord } from '#shared/records/records';
import type { CallOutput } from '#shared/rpc/contract';
import { openTestHub, PEOPLE, seedWaiting } from '#tests/support/a-hub';
import { aMessage } from '#tests/support/builders';
import { createFakeIds } from '#tests/support/fake-ids';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import { createLogFollower } from '#tests/support/log-follower';
import { describePostgres, describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const CUSTOMER = CustomerId.parse('cus_1');
const CONVERSATION = ConversationId.parse('cnv_1');

/** More lines of customer 1, a second apart. */
async function writeLines(log: EventLog, count: number, text = '届きません', from = 0): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 20, 2) + (from + index) * 1_000).toISOString();
    const line = aMessage({ id: `msg_l${from + index}`, at, text });
    const { seq: _seq, ...message } = line;
    return { type: 'message.received' as const, body: { message } };
  });
  await log.append([customerLane(CUSTOMER)], () => Promise.resolve({ events, result: null }));
}

async function snapshotOf(client: HubClient, scope: string, isNewestFirst?: true): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  let after: { kind: string; id: string } | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof snapshotPage>> = await snapshotPage(client, scope, after, isNewestFirst);
    records.push(...page.records.flatMap((raw) => knownRecord(raw) ?? []));
    if (page.next === null) return records;
    after = page.next;
  }
}

function snapshotPage(client: HubClient, scope: string, after: { kind: string; id: string } | null, isNewestFirst?: true) {
  return client.call('sync.snapshot', { scope: Scope.parse(scope), after, isNewestFirst });
}

describeStores('a desk on the line', (openStore) => {
  test('says hello and hears who it is, where the log stands, and what it may see', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const mika = await desk('mika', { saysHello: false });
    const welcome = await mika.hello();
    expect(welcome).toMatchObject({ epoch: hub.log.epoch, agent: { loginName: 'mika' }, mayResume: false });
    expect(welcome.scopes.toSorted()).toEqual(['agent:agt_mika', 'queue:que_1', 'team:all']);
    await expect(mika.hello({ epoch: welcome.epoch, cursor: welcome.head })).resolves.toMatchObject({ mayResume: true });
    await expect(mika.hello({ epoch: welcome.epoch, cursor: welcome.head + 1_000 })).resolves.toMatchObject({ mayResume: false });
    await expect(mika.hello({ protocol: 0 })).rejects.toMatchObject({ code: 'conflict', message: 'desk too old' });
  });

  test('must say hello first, and must have a token', async () => {
    const { desk, url } = await openTestHub(await openStore());
    const mika = await desk('mika', { saysHello: false });
    await expect(mika.call('sync.pull', { after: 0 })).rejects.toMatchObject({ code: 'conflict', message: 'say hello first' });
    for (const token of ['x.y.z', '']) {
      const forged = openHubClient({ url, token, agentId: PEOPLE.mika.id, deskId: DeskId.parse('dsk_mika') });
      await expect(forged).rejects.toMatchObject({ code: 'denied' });
    }
  });

  test('is pushed what its agent may see, each push naming the one before', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const [mika, kenji] = [await desk('mika'), await desk('kenji')];
    const { head } = await mika.hello();
    await kenji.hello();
    await seedWaiting(hub.log, 1, 'que_1');
    await seedWaiting(hub.log, 2, 'que_2');
    await seedWaiting(hub.log, 3, 'que_1');
    const typesOf = (client: HubClient): string[] => client.pushes.flatMap(({ events }) => events.map(({ type }) => type));
    await waitUntil(() => typesOf(mika).filter((type) => type === 'message.received').length === 2);
    await waitUntil(() => typesOf(kenji).includes('message.received'));
    const seqs = mika.pushes.flatMap(({ after, events }) => [after, ...events.map(({ seq }) => seq)]).filter((seq) => seq > head);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(typesOf(kenji).filter((type) => type === 'message.received')).toHaveLength(1);
    // What was pushed is what a pull gives.
    const pulled = await mika.call('sync.pull', { after: head });
    const pushed = mika.pushes.flatMap(({ events }) => events.map(({ seq }) => seq)).filter((seq) => seq > head);
    expect(pulled.events.map(({ seq }) => seq)).toEqual([...new Set(pushed)]);
    expect(pulled.more).toBe(false);
  });

  test('pulls a long absence page by page, and misses nothing', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    await writeLines(hub.log, 1_100);
    const follower = createLogFollower();
    await follower.attach(await desk('mika', { saysHello: false }));
    expect(follower.seqs.length).toBeGreaterThan(1_100);
    expect(new Set(follower.seqs).size).toBe(follower.seqs.length);
    expect(follower.cursor()).toBeGreaterThanOrEqual(1_100);
  });

  test('takes a snapshot of a scope page by page: every record of it, once', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    await seedWaiting(hub.log, 2, 'que_2');
    await writeLines(hub.log, 700);
    const mika = await desk('mika');
    const records = await snapshotOf(mika, 'queue:que_1');
    const newestFirst = await snapshotOf(mika, 'queue:que_1', true);
    const idsOf = (all: readonly StoredRecord[]): string[] => all.flatMap(({ kind, id }) => (kind === 'message' ? [id] : []));
    expect(newestFirst).toHaveLength(records.length);
    expect(idsOf(newestFirst)).toEqual(idsOf(records).toReversed());
    expect(records.filter(({ kind }) => kind === 'message')).toHaveLength(701);
    expect(new Set(records.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(records.length);
    expect(records.map(({ kind }) => kind).filter((kind, index, all) => kind !== all[index - 1])).toEqual([
      'conversation',
      'customer',
      'interaction',
      'message',
    ]);
    expect((await snapshotOf(mika, 'team:all')).map(({ kind }) => kind)).toContain('disposition');
    await expect(snapshotOf(mika, 'queue:que_2')).rejects.toMatchObject({ code: 'denied' });
    await expect(snapshotOf(mika, 'agent:agt_kenji')).rejects.toMatchObject({ code: 'denied' });
    await expect(snapshotOf(mika, 'customer:cus_2')).rejects.toMatchObject({ code: 'denied' });
  });

  test('of a customer met in a queue, sees what the queue shows, and not the rest', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    const { seq: _seq, ...elsewhere } = aMessage({ id: 'msg_other', queueId: 'que_2', interactionId: null });
    await hub.log.append([customerLane(CUSTOMER)], () =>
      Promise.resolve({ events: [{ type: 'message.received', body: { message: elsewhere } }], result: null }),
    );
    const mika = await desk('mika');
    const met = await snapshotOf(mika, 'customer:cus_1');
    expect(met.filter(({ kind }) => kind === 'message').map(({ id }) => id)).toEqual(['msg_1']);
    await mika.execute({ type: 'interaction.take', interactionId: 'int_1' as never });
    const given = await snapshotOf(mika, 'customer:cus_1');
    expect(given.filter(({ kind }) => kind === 'message').map(({ id }) => id)).toEqual(['msg_1', 'msg_other']);
  });

  test('reads the history of a customer backwards, in the order of the timeline', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    await writeLines(hub.log, 230);
    const mika = await desk('mika');
    const ids: string[] = [];
    let before: { at: string; seq: number } | null = null;
    for (let hasOlder = true; hasOlder;) {
      const page: CallOutput<HubContract, 'history.read'> = await mika.call('history.read', { customerId: CUSTOMER, before });
      const records = page.records.flatMap((raw) => knownRecord(raw) ?? []);
      ids.push(...records.map(({ id }) => id));
      const last = records.at(-1);
      if (last?.kind === 'message') before = { at: last.body.at, seq: last.body.seq };
      hasOlder = page.hasOlder;
    }
    expect(ids).toEqual([...Array.from({ length: 230 }, (_, index) => `msg_l${229 - index}`), 'msg_1']);
    const kenji = await desk('kenji');
    await expect(kenji.call('history.read', { customerId: CUSTOMER, before: null })).rejects.toMatchObject({ code: 'denied' });
  });

  test('reads the files of messages it may read, piece by piece', async () => {
    const db = await openStore();
    const { hub, desk, clock } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const bytes = Uint8Array.from({ length: CHUNK_SIZE + 1_000 }, (_, index) => index % 251);
    const blobs = createBlobStore({ db, ids: createFakeIds(9), clock });
    const { result: blobId } = await hub.log.append([customerLane(CUSTOMER)], async (writer) => {
      const attachment = await blobs.put(writer.tx, { name: '写真.jpg', mediaType: 'image/jpeg', bytes });
      const { seq: _seq, ...message } = aMessage({ id: 'msg_file', attachments: [attachment] });
      return { events: [{ type: 'message.received', body: { message } }], result: attachment.blobId };
    });
    const mika = await desk('mika');
    const first = await mika.call('blob.read', { blobId, offset: 0 });
    const second = await mika.call('blob.read', { blobId, offset: CHUNK_SIZE });
    const read = Buffer.concat([first, second].map(({ base64 }) => Buffer.from(base64, 'base64')));
    expect([first.size, read.equals(bytes)]).toEqual([bytes.byteLength, true]);
    const kenji = await desk('kenji');
    await expect(kenji.call('blob.read', { blobId, offset: 0 })).rejects.toMatchObject({ code: 'denied' });
    await expect(mika.call('blob.read', { blobId: BlobId.parse('blb_none'), offset: 0 })).rejects.toMatchObject({ code: 'denied' });
  });

  test('hears who is typing in the threads it may read, and not itself', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    const [mika, ryo, kenji] = [await desk('mika'), await desk('ryo'), await desk('kenji')];
    const heard = new Map<HubClient, Signal[]>([mika, ryo, kenji].map((client) => [client, []]));
    for (const [client, signals] of heard) client.on('signal', (signal) => signals.push(signal));
    await mika.call('typing.set', { conversationId: CONVERSATION, isTyping: true });
    await waitUntil(() => heard.get(ryo)?.length === 1);
    expect(heard.get(ryo)).toEqual([{ is: 'agent_typing', conversationId: 'cnv_1', agentId: 'agt_mika', isTyping: true }]);
    expect([heard.get(mika), heard.get(kenji)]).toEqual([[], []]);
    await expect(kenji.call('typing.set', { conversationId: CONVERSATION, isTyping: true })).rejects.toMatchObject({ code: 'denied' });
  });

  test('is told when its session ends: by signing out, or because the person left', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const [mika, kenji] = [await desk('mika'), await desk('kenji')];
    const reasons: string[] = [];
    const gone = [mika, kenji].map((client) => new Promise<void>((done) => client.socket.once('disconnect', () => done())));
    for (const client of [mika, kenji]) client.on('session.ended', ({ reason }) => reasons.push(reason));
    const auth: unknown = mika.socket.auth;
    await hub.sessions.signOut((auth as { token: string }).token);
    await gone[0];
    const left = { ...PEOPLE.kenji, isActive: false };
    await hub.log.append([agentLane(left.id)], (writer) =>
      Promise.resolve({ events: decideConfigureAgent(left, [], new Date(writer.now).toISOString()), result: null }),
    );
    await gone[1];
    expect(reasons).toEqual(['signed_out', 'deactivated']);
  });

  test('leaves one receipt that a lost scope was cleared, and none for what was never taken away', async () => {
    const { desk } = await openTestHub(await openStore());
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const { head } = await mika.hello();
    await ryo.execute({ type: 'agent.set_queues', agentId: PEOPLE.mika.id, queueIds: [] });
    for (const scope of ['queue:que_1', 'queue:que_1', 'queue:que_2', 'agent:agt_mika', 'customer:cus_1']) {
      await mika.call('sync.cleared', { scope: Scope.parse(scope) });
    }
    const { events } = await mika.call('sync.pull', { after: head });
    const receipts = events.filter(({ type }) => type === 'scope.cleared');
    expect(receipts.map(({ body }) => [body?.['scope'], body?.['deskId']])).toEqual([['queue:que_1', 'dsk_mika']]);
  });
});

describePostgres('a desk that reads too slowly', (openStore) => {
  test('is spared what it cannot take, and pulls it when it can again', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    const slow = await desk('mika', { saysHello: false });
    const follower = createLogFollower();
    await follower.attach(slow);
    const ws: unknown = Reflect.get(slow.socket.io.engine.transport, 'ws');
    const line = Reflect.get(ws as object, '_socket') as { pause(): void; resume(): void };
    line.pause();
    // More than what the kernel holds for both ends of a loopback line.
    for (let index = 0; index < 40; index += 1) await writeLines(hub.log, 1, 'あ'.repeat(300_000), index);
    const pushedBefore = slow.pushes.length;
    line.resume();
    const head = await hub.log.head();
    await waitUntil(() => follower.cursor() >= head, { timeoutMs: 20_000 });
    expect(new Set(follower.seqs).size).toBe(follower.seqs.length);
    expect(follower.seqs.filter((seq) => seq > head - 40)).toHaveLength(40);
    // Some came as pushes that only say "pull".
    await waitUntil(() => slow.pushes.slice(pushedBefore).some(({ events }) => events.length === 0));
  });
});
