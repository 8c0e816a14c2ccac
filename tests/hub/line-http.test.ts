import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_LINE, DEMO_PASSWORD, DEMO_QUEUES, type DemoLogin } from '#hub/demo/demo-centre';
import { allOf } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { Tokens } from '#shared/contracts/session';
import { DeskId } from '#shared/domain/ids';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineUser, redelivered } from '#tests/emulators/line-events';
import { createFakeClock } from '#tests/support/fake-clock';
import { openHubClient } from '#tests/support/hub-client';
import { openHub } from '#tests/support/open-hub';
import { describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const HANAKO = lineUser('hanako');
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const held: { emulator?: LineEmulator } = {};
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  held.emulator = await createLineEmulator();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await held.emulator?.close();
});

function vendor(): LineEmulator {
  if (held.emulator === undefined) throw new Error('no emulator');
  return held.emulator;
}

/** A whole demo hub whose LINE is the emulator. */
async function aHub(openStore: OpenStore) {
  const db = await openStore();
  const clock = createFakeClock();
  const hub = await openHub({ db, clock, config: { lineApiBaseUrl: vendor().url } });
  closing.push(() => hub.close());
  const webhook = `${hub.url}/channels/line/webhook`;
  return {
    ...hub,
    db,
    clock,
    webhook,
    async desk(loginName: DemoLogin) {
      const deskId = DeskId.parse(`dsk_${loginName}`);
      const response = await fetch(`${hub.url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ loginName, password: DEMO_PASSWORD, deskId }),
      });
      const { accessToken, agent } = Tokens.parse(await response.json());
      const desk = await openHubClient({ url: hub.url, token: accessToken, agentId: agent.id, deskId, now: () => clock.now() });
      closing.push(() => desk.close());
      await desk.hello();
      return desk;
    },
  };
}

const body = (input: object): CommandBody => CommandBody.parse(input);

describeStores('LINE at a whole hub', (openStore) => {
  test('a line comes in over HTTP, is taken, and is answered for free with words and a sticker', async () => {
    const hub = await aHub(openStore);
    const mika = await hub.desk('mika');
    expect(await vendor().post(hub.webhook, vendor().events({ from: HANAKO, text: '届きません' }))).toBe(200);
    const [work] = (await allOf(hub.db, 'interaction')).filter(({ queueId }) => queueId === DEMO_QUEUES.line.id);
    if (work === undefined) throw new Error('no work arrived');
    expect(await mika.execute(body({ type: 'interaction.take', interactionId: work.id }))).toMatchObject({ is: 'done' });
    const reply = { type: 'message.send', interactionId: work.id, conversationId: work.conversationId };
    const sticker = { is: 'sticker', packageId: '446', stickerId: '1988' };
    expect(await mika.execute(body({ ...reply, messageId: 'msg_1', text: '確認します', parts: [sticker] }))).toMatchObject({ is: 'done' });
    expect(await mika.execute(body({ ...reply, messageId: 'msg_2', text: '', parts: [sticker] }))).toMatchObject({ is: 'done' });
    await waitUntil(() => vendor().accepted.length === 2, { what: 'both went out' });
    expect(vendor().accepted).toMatchObject([
      { how: 'reply', messages: [{ text: '確認します' }, { type: 'sticker', stickerId: '1988' }] },
      { how: 'push', messages: [{ type: 'sticker' }] },
    ]);
  });

  test.for([
    ['text', { text: '' }],
    ['text', { text: 'あ'.repeat(5_001) }],
    ['parts', { text: 'x', parts: [{ is: 'unsupported', kind: 'hologram' }] }],
  ] as const)('what LINE cannot take is refused before it is queued, and %s is named', async ([field, said]) => {
    const hub = await aHub(openStore);
    const mika = await hub.desk('mika');
    await vendor().post(hub.webhook, vendor().events({ from: HANAKO, text: '届きません' }));
    const [work] = (await allOf(hub.db, 'interaction')).filter(({ queueId }) => queueId === DEMO_QUEUES.line.id);
    await mika.execute(body({ type: 'interaction.take', interactionId: work?.id }));
    const reply = { type: 'message.send', interactionId: work?.id, conversationId: work?.conversationId, messageId: 'msg_1' };
    expect(await mika.execute(body({ ...reply, ...said }))).toMatchObject({ is: 'refused', failure: { code: 'invalid', field } });
    expect(vendor().attempts()).toBe(0);
  });

  test('a redelivery is answered 200 and changes nothing; a forged one 403, and nothing is stored', async () => {
    const hub = await aHub(openStore);
    const events = vendor().events({ from: HANAKO, text: '一度だけ' });
    await vendor().post(hub.webhook, events);
    const head = await hub.log.head();
    expect(await vendor().post(hub.webhook, events.map(redelivered))).toBe(200);
    const { body: text } = vendor().signed({ destination: '', events: vendor().events({ from: HANAKO, text: 'にせもの' }) });
    const forged = await fetch(hub.webhook, { method: 'POST', headers: { 'x-line-signature': 'AAAA' }, body: text });
    expect(forged.status).toBe(403);
    expect(await vendor().post(hub.webhook, [])).toBe(200);
    expect(await hub.log.head()).toBe(head);
  });

  test('a face is shown to who may see the customer, and to nobody else', async () => {
    const hub = await aHub(openStore);
    vendor().setProfile(HANAKO, { displayName: 'はなこ', picture: PNG });
    await vendor().post(hub.webhook, vendor().events({ from: HANAKO, text: 'こんにちは' }));
    await hub.clock.advance(250);
    const customer = await waitUntil(
      async () =>
        (await allOf(hub.db, 'customer')).find(({ contactPoints, picture }) => contactPoints[0]?.value === HANAKO && picture) ?? null,
      { what: 'the profile is known' },
    );
    const blobId = customer.picture?.blobId;
    if (blobId === undefined) throw new Error('no picture');
    const [mika, admin] = [await hub.desk('mika'), await hub.desk('admin')];
    expect((await mika.call('blob.read', { blobId, offset: 0 })).base64).toBe(Buffer.from(PNG).toString('base64'));
    await expect(admin.call('blob.read', { blobId, offset: 0 })).rejects.toMatchObject({ code: 'denied' });
  });

  test('metrics tell what is used of the month, without a word of any customer', async () => {
    const hub = await aHub(openStore);
    await vendor().post(hub.webhook, vendor().events({ from: HANAKO, text: 'ひみつの言葉' }));
    const metrics = async (): Promise<string> => (await fetch(`${hub.url}/metrics`)).text();
    const text = await waitUntil(
      async () => {
        const now = await metrics();
        return now.includes('madoguchi_quota_used{account="line"} 0') ? now : null;
      },
      { what: 'the quota was heard' },
    );
    expect(text).toContain('madoguchi_quota_limit{account="line"} 1000');
    const told = text + hub.lines.join('\n');
    for (const secret of ['ひみつ', HANAKO, ...Object.values(DEMO_LINE)]) expect(told).not.toContain(secret);
  });
});
