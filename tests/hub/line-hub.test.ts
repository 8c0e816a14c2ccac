import { afterEach, beforeEach, expect, test } from 'vitest';
import { allOf, recordById } from '#hub/log/records';
import type { Conversation } from '#shared/domain/conversation';
import type { MessageId } from '#shared/domain/ids';
import type { DeliveryState } from '#shared/domain/message';
import { sql } from '#shared/sql';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineUser, redelivered } from '#tests/emulators/line-events';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openLineHub, type LineHub } from '#tests/support/line-hub';
import { describePostgres, describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const HANAKO = lineUser('hanako');
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

const held: { emulator?: LineEmulator } = {};
const hubs: LineHub[] = [];

beforeEach(async () => {
  held.emulator = await createLineEmulator();
});
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  await held.emulator?.close();
});

function vendor(): LineEmulator {
  if (held.emulator === undefined) throw new Error('no emulator');
  return held.emulator;
}

async function openHub(openStore: OpenStore, clock: FakeClock, timeoutMs = 1_000): Promise<LineHub> {
  const hub = await openLineHub({ db: await openStore(), clock, emulator: vendor(), timeoutMs });
  hubs.push(hub);
  return hub;
}

async function aThread(hub: LineHub, text = '返金はいつですか'): Promise<Conversation> {
  const thread = await hub.receive({ from: HANAKO, text });
  if (thread === undefined) throw new Error('no thread');
  return thread;
}

const ways = (): readonly string[] => vendor().accepted.map(({ how }) => how);
const texts = (): readonly (string | undefined)[] => vendor().accepted.flatMap(({ messages }) => messages.map(({ text }) => text));

/** Moves time to each timer of a message in turn; an answer that is on its way gets real time to come. */
async function reachesAsTimePasses(hub: LineHub, clock: FakeClock, id: MessageId, state: DeliveryState) {
  const seen = new Map<number, number>();
  await waitUntil(
    async () => {
      if ((await hub.deliveryOf(id))?.state === state) return true;
      const [timer] = await hub.db.all<{ dueAt: number }>(sql`SELECT due_at AS "dueAt" FROM timer WHERE subject_id = ${id}`);
      if (timer === undefined) return false;
      const since = seen.get(timer.dueAt) ?? performance.now();
      seen.set(timer.dueAt, since);
      if (timer.dueAt - clock.now() > 5_000 && performance.now() - since < 1_500) return false;
      await clock.advance(Math.max(timer.dueAt - clock.now(), 0) + 250);
      return false;
    },
    { what: `message ${id} is ${state}`, timeoutMs: 25_000 },
  );
  return hub.deliveryOf(id);
}

describeStores('LINE at the hub', (openStore) => {
  test('a line, a sticker, a place and a picture stand in one thread, at the times LINE gives them', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    vendor().setContent('501', { bytes: PNG, mediaType: 'image/jpeg' });
    const sentAt = clock.now() - 120_000;
    await hub.post(
      ...vendor().events({ from: HANAKO, text: 'これです', timestamp: sentAt }),
      ...vendor().events({ from: HANAKO, sticker: { packageId: '1', stickerId: '2', keywords: ['困った'] }, timestamp: sentAt + 1 }),
      ...vendor().events({ from: HANAKO, location: { address: '東京都', latitude: 35, longitude: 139 }, timestamp: sentAt + 2 }),
      ...vendor().events({ from: HANAKO, image: '501', timestamp: sentAt + 3 }),
      ...vendor().events({ from: HANAKO, image: '502', timestamp: sentAt + 4 }),
    );
    const messages = (await allOf(hub.db, 'message')).toSorted((a, b) => a.seq - b.seq);
    expect(messages.map(({ at }) => Date.parse(at) - sentAt)).toEqual([0, 1, 2, 3, 4]);
    expect(messages.map(({ text, parts, attachments }) => [text, parts?.[0]?.is, attachments.length])).toEqual([
      ['これです', undefined, 0],
      ['', 'sticker', 0],
      ['', 'location', 0],
      ['', undefined, 1],
      ['', undefined, 1],
    ]);
    expect(await allOf(hub.db, 'conversation')).toMatchObject([{ channel: 'line', contactPoint: { kind: 'line', value: HANAKO } }]);
    expect(await allOf(hub.db, 'interaction')).toMatchObject([{ state: { is: 'queued' }, lastLine: { text: '', has: 'file' } }]);
  });

  test('a picture comes after its message: at once, when it is ready, or never, and each is said', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock, 300);
    vendor().setContent('601', { bytes: PNG, mediaType: 'image/jpeg' });
    vendor().setContent('602', { bytes: PNG, mediaType: 'video/mp4', isPreparedAfter: 1 });
    for (const words of [{ image: '601' }, { video: '602' }, { image: '603' }]) await hub.receive({ from: HANAKO, ...words });
    const files = async () =>
      (await allOf(hub.db, 'message'))
        .flatMap(({ attachments }) => attachments)
        .map(({ name, size, isPending, isMissing }) => [name, isMissing ? 'missing' : isPending ? 'pending' : size] as const)
        .toSorted(([a], [b]) => a.localeCompare(b));
    expect((await files()).map(([, state]) => state)).toEqual(['pending', 'pending', 'pending']);
    hub.start();
    const [here, soon, never] = [
      ['601.jpg', PNG.byteLength],
      ['602.mp4', 'pending'],
      ['603.jpg', 'missing'],
    ] as const;
    await waitUntil(async () => JSON.stringify(await files()) === JSON.stringify([here, soon, never]), { what: 'what there is, is here' });
    // LINE was still converting when we gave up waiting; a while later it is asked again.
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await files())[1]?.[1] === PNG.byteLength;
      },
      { what: 'the film is here' },
    );
    expect(await hub.db.all(sql`SELECT blob_id FROM awaited_file`)).toEqual([]);
    expect(await hub.db.all(sql`SELECT kind FROM timer WHERE kind = 'files.fetch'`)).toEqual([]);
  });

  test.for([
    [0, 'here'],
    [25 * 3_600_000, 'missing'],
  ] as const)('a picture that a hub did not live to fetch is, %i ms later, %s', async ([laterMs, state]) => {
    const clock = createFakeClock();
    const first = await openHub(openStore, clock);
    vendor().setContent('701', { bytes: PNG, mediaType: 'image/jpeg' });
    await first.receive({ from: HANAKO, image: '701' });
    await first.close();
    await clock.advance(laterMs);
    const second = await openHub(openStore, clock);
    second.start();
    await waitUntil(
      async () => {
        const [file] = (await allOf(second.db, 'message')).flatMap(({ attachments }) => attachments);
        return state === (file?.isMissing ? 'missing' : file?.isPending ? 'pending' : 'here');
      },
      { what: `the picture is ${state}` },
    );
    expect(await second.db.all(sql`SELECT blob_id FROM awaited_file`)).toEqual([]);
  });

  test('what LINE delivers again changes nothing, in whatever company it comes', async () => {
    const hub = await openHub(openStore, createFakeClock());
    const [first] = vendor().events({ from: HANAKO, text: '一度目' });
    const [second] = vendor().events({ from: HANAKO, text: '次の行' });
    if (first === undefined || second === undefined) throw new Error('no events');
    await hub.post(first);
    const head = await hub.log.head();
    await hub.post(redelivered(first));
    expect(await hub.log.head()).toBe(head);
    await hub.post(redelivered(first), second, redelivered(second));
    expect((await allOf(hub.db, 'message')).map(({ text }) => text).toSorted()).toEqual(['一度目', '次の行'].toSorted());
    expect(await hub.db.all(sql`SELECT token FROM reply_token`)).toHaveLength(2);
  });

  test('the first answer within the minute is free, the next one is pushed', async () => {
    const hub = await openHub(openStore, createFakeClock());
    hub.start();
    const thread = await aThread(hub);
    expect(thread.freeReplyUntil).not.toBeNull();
    const [first, second] = [await hub.say(thread, '確認します'), await hub.say(thread, '明日届きます')];
    await hub.reaches(first, 'sent');
    await hub.reaches(second, 'sent');
    expect(ways()).toEqual(['reply', 'push']);
    expect(texts()).toEqual(['確認します', '明日届きます']);
    expect((await hub.threadOf(HANAKO))?.freeReplyUntil).toBeNull();
  });

  test('each line of the customer is worth one free answer, the oldest leave first', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    const thread = await aThread(hub);
    const firstUntil = thread.freeReplyUntil;
    await clock.advance(10_000);
    const secondUntil = (await hub.receive({ from: HANAKO, text: 'もしもし' }))?.freeReplyUntil;
    expect(secondUntil).not.toBe(firstUntil);
    await hub.reaches(await hub.say(thread, '一'), 'sent');
    expect((await hub.threadOf(HANAKO))?.freeReplyUntil).toBe(secondUntil);
    await hub.reaches(await hub.say(thread, '二'), 'sent');
    await hub.reaches(await hub.say(thread, '三'), 'sent');
    expect(ways()).toEqual(['reply', 'reply', 'push']);
  });

  test('after a minute an answer is pushed, and a token that LINE refuses earlier is no loss', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    const thread = await aThread(hub);
    await clock.advance(59_000);
    await hub.reaches(await hub.say(thread, '遅くなりました'), 'sent');
    expect(ways()).toEqual(['push']);
    expect(vendor().attempts()).toBe(1);

    await hub.receive({ from: HANAKO, text: 'まだですか' });
    vendor().expireTokens();
    await hub.reaches(await hub.say(thread, '今すぐ'), 'sent');
    expect(ways()).toEqual(['push', 'push']);
    expect(texts()).toEqual(['遅くなりました', '今すぐ']);
  });

  test.for(['error_after_accept', 'drop_after_accept', 'silence_after_accept'] as const)(
    'a push whose answer is lost (%s) is pushed again with its key: one message',
    async (is) => {
      const clock = createFakeClock();
      const hub = await openHub(openStore, clock, 300);
      hub.start();
      const thread = await aThread(hub);
      await clock.advance(61_000);
      vendor().nextFault({ is });
      const id = await hub.say(thread, '一通だけ');
      expect((await reachesAsTimePasses(hub, clock, id, 'sent'))?.externalId).toBe(vendor().accepted[0]?.ids[0]);
      expect(texts()).toEqual(['一通だけ']);
      expect(vendor().attempts()).toBe(2);
    },
  );

  test('a reply that LINE failed to take goes out once, still free', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    vendor().nextFault({ is: 'error_before_accept' });
    const thread = await aThread(hub);
    const id = await hub.say(thread, '一通だけ');
    await reachesAsTimePasses(hub, clock, id, 'sent');
    expect(vendor().accepted).toMatchObject([{ how: 'reply', messages: [{ text: '一通だけ' }] }]);
  });

  test('a reply whose answer is lost is perhaps sent: it never goes out a second time by itself', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    vendor().nextFault({ is: 'error_after_accept' });
    const thread = await aThread(hub);
    const id = await hub.say(thread, '一通だけ');
    await reachesAsTimePasses(hub, clock, id, 'unknown');
    expect(vendor().accepted).toMatchObject([{ how: 'reply', messages: [{ text: '一通だけ' }] }]);
    // What comes after it in the thread is not held up.
    await hub.reaches(await hub.say(thread, '次'), 'sent');
    expect(ways()).toEqual(['reply', 'push']);
  });

  test('a reply that may come later goes out with its token, or without it once that is too old', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    vendor().nextFault({ is: 'rate_limited' });
    const thread = await aThread(hub);
    await reachesAsTimePasses(hub, clock, await hub.say(thread, '少し待って'), 'sent');
    vendor().nextFault({ is: 'rate_limited' });
    await hub.receive({ from: HANAKO, text: '続きです' });
    const id = await hub.say(thread, 'だいぶ待って');
    await waitUntil(() => vendor().attempts() === 3, { what: 'it was put off' });
    vendor().expireTokens();
    await reachesAsTimePasses(hub, clock, id, 'sent');
    expect(ways()).toEqual(['reply', 'push']);
    expect(texts()).toEqual(['少し待って', 'だいぶ待って']);
  });

  test('a hub that dies between claim and answer leaves a message that another one settles, sent once', async () => {
    const clock = createFakeClock();
    const first = await openHub(openStore, clock, 20_000);
    first.start();
    // Taken, and the hub is gone before it hears so.
    vendor().nextFault({ is: 'drop_before_accept' });
    const thread = await aThread(first);
    const id = await first.say(thread, '引き継ぎ');
    await waitUntil(() => vendor().attempts() === 1, { what: 'it was tried' });
    await first.close();
    const second = await openHub(openStore, clock);
    second.start();
    await reachesAsTimePasses(second, clock, id, 'sent');
    expect(texts()).toEqual(['引き継ぎ']);
  });

  test('a month that is used up is said at once, and free replies still go out', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    vendor().setQuota(0);
    const thread = await aThread(hub);
    await hub.reaches(await hub.say(thread, '無料'), 'sent');
    expect(await hub.reaches(await hub.say(thread, '有料'), 'failed')).toMatchObject({ reason: 'quota_reached' });
    expect(texts()).toEqual(['無料']);
  });

  test('who blocked us is sent nothing until they come back or write', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.start();
    const thread = await aThread(hub);
    const [unfollow] = vendor().events({ from: HANAKO, unfollow: true, timestamp: clock.now() + 1_000 });
    const [follow] = vendor().events({ from: HANAKO, follow: { isUnblocked: true }, timestamp: clock.now() + 2_000 });
    if (unfollow === undefined || follow === undefined) throw new Error('no events');
    await hub.post(unfollow);
    expect((await hub.threadOf(HANAKO))?.block).toMatchObject({ isBlocked: true });
    expect(await hub.reaches(await hub.say(thread, '届かない'), 'failed')).toMatchObject({ reason: 'blocked_by_customer' });
    expect(vendor().attempts()).toBe(0);

    await hub.post(follow);
    // The older news comes again, late: it says nothing any more.
    const head = await hub.log.head();
    await hub.post(redelivered(unfollow), redelivered(follow));
    expect(await hub.log.head()).toBe(head);
    await hub.reaches(await hub.say(thread, '届く'), 'sent');

    const [again] = vendor().events({ from: HANAKO, unfollow: true, timestamp: clock.now() + 3_000 });
    if (again === undefined) throw new Error('no event');
    await hub.post(again);
    await clock.advance(10_000);
    await hub.receive({ from: HANAKO, text: 'やっぱり聞きたい' });
    expect((await hub.threadOf(HANAKO))?.block).toMatchObject({ isBlocked: false });
  });

  test('words that the customer takes back are gone from the thread and from the list, with their picture, and once is enough', async () => {
    const hub = await openHub(openStore, createFakeClock());
    const thread = await aThread(hub, '先の質問');
    const said = vendor().events({ from: HANAKO, text: '口座番号は1234567です' });
    await hub.post(...said, ...vendor().events({ from: HANAKO, image: '501' }));
    const [{ id: messageId }] = said.map(({ message }) => message as { id: string }) as [{ id: string }];
    const ofThread = async () => (await allOf(hub.db, 'message')).filter(({ conversationId }) => conversationId === thread.id);
    const lineOf = async () => (await allOf(hub.db, 'interaction'))[0]?.lastLine;
    const news = vendor().events({ from: HANAKO, unsend: { messageId: '501' } });
    await hub.post(...vendor().events({ from: HANAKO, unsend: { messageId } }), ...news);

    const messages = (await ofThread()).toSorted((a, b) => a.seq - b.seq);
    expect(messages.map(({ text, attachments, parts }) => ({ text, attachments, parts }))).toEqual([
      { text: '先の質問', attachments: [], parts: undefined },
      { text: '', attachments: [], parts: [{ is: 'withdrawn' }] },
      { text: '', attachments: [], parts: [{ is: 'withdrawn' }] },
    ]);
    expect(await lineOf()).toMatchObject({ text: '', has: 'withdrawn' });
    expect(await hub.db.all(sql`SELECT blob_id FROM awaited_file`)).toEqual([]);
    const head = await hub.log.head();
    await hub.post(...news.map(redelivered), ...vendor().events({ from: HANAKO, unsend: { messageId: '999' } }));
    await hub.post(...vendor().events({ from: lineUser('stranger'), unsend: { messageId } }));
    expect(await hub.log.head()).toBe(head);
    expect((await allOf(hub.db, 'customer')).length).toBe(1);
  });

  test('a stranger who befriends or leaves us is nobody yet', async () => {
    const hub = await openHub(openStore, createFakeClock());
    await hub.receive({ from: HANAKO, follow: { isUnblocked: false } });
    await hub.receive({ from: HANAKO, unfollow: true });
    expect(await hub.log.head()).toBe(0);
  });

  test('a stranger gets the name and the face of their profile, the name as unproved', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    vendor().setProfile(HANAKO, { displayName: 'はなこ🌸', language: 'ja', picture: PNG });
    const thread = await aThread(hub);
    hub.start();
    const customer = await waitUntil(
      async () =>
        (await recordById(hub.db, 'customer', thread.customerId))?.name ? recordById(hub.db, 'customer', thread.customerId) : null,
      {
        what: 'the profile is known',
      },
    );
    expect(customer).toMatchObject({ name: { given: 'はなこ🌸', isUnverified: true }, locale: 'ja', picture: { mediaType: 'image/png' } });
    const blobId = customer?.picture?.blobId;
    if (blobId === undefined) throw new Error('no picture');
    expect([...((await hub.blobs.read(blobId, 0, 100))?.bytes ?? [])]).toEqual([...PNG]);
    expect(await hub.db.all(sql`SELECT kind FROM timer WHERE kind = 'profile.fetch'`)).toEqual([]);
  });

  test('a face that is none is left out, and a name that is not told is asked for again', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    vendor().setProfile(HANAKO, { displayName: 'はなこ', picture: new TextEncoder().encode('<svg onload=alert(1)>') });
    const thread = await aThread(hub);
    hub.start();
    await waitUntil(async () => ((await recordById(hub.db, 'customer', thread.customerId))?.name ?? null) !== null, {
      what: 'the name is known',
    });
    expect((await recordById(hub.db, 'customer', thread.customerId))?.picture).toBeUndefined();

    // Somebody of whom LINE says nothing stays without a name, and is asked after once.
    const stranger = await hub.receive({ from: lineUser('taro'), text: 'こんにちは' });
    await clock.advance(500);
    await waitUntil(async () => (await hub.db.all(sql`SELECT kind FROM timer WHERE kind = 'profile.fetch'`)).length === 0, {
      what: 'it was asked',
    });
    expect((await recordById(hub.db, 'customer', stranger?.customerId ?? ''))?.name).toBeNull();
  });

  test('words with a sticker and a place go out as one sending', async () => {
    const hub = await openHub(openStore, createFakeClock());
    hub.start();
    const thread = await aThread(hub);
    const parts = [
      { is: 'sticker' as const, packageId: '446', stickerId: '1988' },
      { is: 'location' as const, title: '店', address: '東京都', latitude: 35, longitude: 139 },
    ];
    await hub.reaches(await hub.say(thread, 'こちらです', { parts }), 'sent');
    expect(vendor().accepted.map(({ messages }) => messages.map(({ type }) => type))).toEqual([['text', 'sticker', 'location']]);
  });
});

describePostgres('LINE at two hubs', (openStore) => {
  test('two agents at two hubs answer at once: one reply, one push, nothing twice', async () => {
    for (let round = 0; round < 5; round += 1) {
      const clock = createFakeClock();
      const [one, two] = [await openHub(openStore, clock), await openHub(openStore, clock)];
      one.start();
      two.start();
      const from = lineUser(`race ${round}`);
      const thread = await one.receive({ from, text: 'どなたか' });
      if (thread === undefined) throw new Error('no thread');
      const [mine, theirs] = await Promise.all([
        one.say(thread, `美香 ${round}`, { by: 'agt_mika' }),
        two.say(thread, `健司 ${round}`, { by: 'agt_kenji' }),
      ]);
      await one.reaches(mine, 'sent');
      await two.reaches(theirs, 'sent');
      const ours = vendor().accepted.filter(({ to }) => to === from);
      expect(ours.map(({ how }) => how)).toEqual(['reply', 'push']);
      const said = ours.flatMap(({ messages }) => messages.map(({ text }) => text));
      expect(new Set(said)).toEqual(new Set([`健司 ${round}`, `美香 ${round}`]));
      await Promise.all(hubs.splice(0).map((hub) => hub.close()));
    }
  });

  test('the same event posted to both hubs at once is one message with one token', async () => {
    const clock = createFakeClock();
    const [one, two] = [await openHub(openStore, clock), await openHub(openStore, clock)];
    const [event] = vendor().events({ from: HANAKO, text: '同時' });
    if (event === undefined) throw new Error('no event');
    await Promise.all([one.post(event), two.post(redelivered(event)), one.post(redelivered(event))]);
    expect(await allOf(one.db, 'message')).toHaveLength(1);
    expect(await allOf(one.db, 'customer')).toHaveLength(1);
    expect(await one.db.all(sql`SELECT token FROM reply_token`)).toHaveLength(1);
  });
});
