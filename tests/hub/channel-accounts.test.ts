import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { DEMO_LINE, DEMO_TWILIO } from '#hub/demo/demo-centre';
import { allOf } from '#hub/log/records';
import type { ChannelAccount, SecretName } from '#shared/domain/channel-account';
import { AccountId, DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { createLineEmulator } from '#tests/emulators/line-emulator';
import { signedForm } from '#tests/emulators/twilio-emulator';
import { aChannelAccount, aWidget } from '#tests/support/builders';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import { openHub } from '#tests/support/open-hub';
import { describePostgres, describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const SHOP2 = AccountId.parse('sms-shop2');
const TOKEN = 'a-token-of-the-second-shop';
const NEWER = 'the-token-after-that-one';

type Hub = Awaited<ReturnType<typeof openHub>>;

async function open(db: Db, config: Parameters<typeof openHub>[0]['config'] = {}): Promise<Hub> {
  const hub = await openHub({ db, config });
  onTestFinished(() => hub.close());
  return hub;
}

async function admin(hub: Hub): Promise<HubClient> {
  const deskId = DeskId.parse('dsk_admin');
  const { accessToken } = await hub.sessions.signIn({ loginName: 'admin', password: 'madoguchi-demo', deskId }, '127.0.0.1');
  const client = await openHubClient({ url: hub.url, token: accessToken, agentId: 'agt_admin' as never, deskId });
  onTestFinished(client.close);
  await client.hello();
  return client;
}

function anSms(over: Partial<ChannelAccount> = {}): ChannelAccount {
  return { ...aChannelAccount({ id: SHOP2, queueId: 'que_sms-support' }), ...over };
}

const configure = (desk: HubClient, account: ChannelAccount) => desk.execute({ type: 'channel_account.configure', account });
const put = (desk: HubClient, value: string, name: SecretName = 'auth_token', accountId = SHOP2) =>
  desk.call('channel_account.put_secret', { accountId, name, value });

async function arrive(hub: Hub, token: string, accountId: string = SHOP2): Promise<{ status: number; message?: string }> {
  const url = `${hub.url}/channels/${accountId}/webhook`;
  const params = {
    MessageSid: `SM${crypto.randomUUID().replaceAll('-', '')}`,
    From: '+819012345678',
    To: '+815012345678',
    Body: 'もしもし',
  };
  const { body, headers } = signedForm(url, token, params);
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, ...(response.ok ? {} : { message: (JSON.parse(text) as { message: string }).message }) };
}

const answers = (hub: Hub, token: string, status: number) =>
  waitUntil(async () => (await arrive(hub, token)).status === status, { what: `a webhook is answered ${status}` });

describeStores('channel accounts', (openStore) => {
  test('a new account receives without a restart, a replaced secret counts at once, and an account switched off says so', async () => {
    const hub = await open(await openStore());
    const desk = await admin(hub);
    expect(await arrive(hub, TOKEN)).toEqual({ status: 404, message: 'there is no such channel account' });

    expect(await configure(desk, anSms())).toMatchObject({ is: 'done' });
    await waitUntil(async () => (await arrive(hub, TOKEN)).message?.startsWith('the secrets') === true, {
      what: 'it waits for its secret',
    });
    await put(desk, TOKEN);
    await answers(hub, TOKEN, 200);
    expect((await allOf(hub.db, 'message')).filter(({ text }) => text === 'もしもし')).not.toEqual([]);

    await put(desk, NEWER);
    await answers(hub, NEWER, 200);
    expect((await arrive(hub, TOKEN)).status).toBe(403);
    // The clock of this hub stands still, so does the time of the secret but for the order.
    const [account] = (await allOf(hub.db, 'channel_account')).filter(({ id }) => id === SHOP2);

    expect(await configure(desk, { ...anSms(), isActive: false, secretsSetAt: {} })).toMatchObject({ is: 'done' });
    await answers(hub, NEWER, 404);
    expect(await arrive(hub, NEWER)).toEqual({
      status: 404,
      message: 'this channel account is switched off; an administrator can switch it on',
    });
    // What a desk says of secrets is not heard.
    const [off] = (await allOf(hub.db, 'channel_account')).filter(({ id }) => id === SHOP2);
    expect(off).toEqual({ ...account, isActive: false });
    await configure(desk, anSms());
    await answers(hub, NEWER, 200);
  });

  test('a secret stands nowhere but sealed in its own table, and is noted without its value', async () => {
    const db = await openStore();
    const hub = await open(db);
    const desk = await admin(hub);
    await configure(desk, anSms());
    await put(desk, TOKEN);
    await put(desk, NEWER);
    await answers(hub, NEWER, 200);
    const tables = await db.all<{ name: string }>(
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'`,
    );
    for (const { name } of tables) {
      const rows = JSON.stringify(await db.all(sql`SELECT * FROM ${sql.id(name)}`));
      for (const secret of [TOKEN, NEWER, DEMO_TWILIO.authToken, DEMO_LINE.channelSecret, DEMO_LINE.channelAccessToken]) {
        expect(rows.includes(secret) ? name : 'nowhere').toBe('nowhere');
      }
    }
    expect(hub.lines.join('')).not.toMatch(new RegExp([TOKEN, NEWER].join('|')));
    const states = await desk.call('channel_account.states', {});
    expect(JSON.stringify(states)).not.toContain(NEWER);
    expect(states.find(({ accountId }) => accountId === SHOP2)).toMatchObject({ source: 'centre', isRunning: true, secretsMissing: [] });

    const changes = (await allOf(db, 'config_change')).filter(({ recordId }) => recordId === SHOP2);
    expect(changes).toHaveLength(3);
    const replaced = changes.find(({ before }) => before?.['secretsSetAt'] !== undefined);
    expect(await desk.execute({ type: 'config.undo', changeId: replaced?.id as never })).toMatchObject({
      is: 'refused',
      failure: { code: 'conflict', message: 'a replaced secret cannot be brought back; set it anew' },
    });
  });

  test('what is no secret of that kind, of no account, or with a space in it is refused', async () => {
    const desk = await admin(await open(await openStore()));
    await configure(desk, anSms());
    await expect(put(desk, 'x', 'channel_secret')).rejects.toMatchObject({ code: 'invalid', field: 'name' });
    await expect(put(desk, 'x', 'auth_token', AccountId.parse('nowhere'))).rejects.toMatchObject({ code: 'not_found' });
    for (const value of ['', 'two words', '窓口', 'x'.repeat(501)]) {
      await expect(put(desk, value)).rejects.toMatchObject({ code: 'invalid', field: 'value' });
    }
  });

  test('what the environment configures wins over a record, and a chat takes its settings from the record', async () => {
    const hub = await open(await openStore(), {
      twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: TOKEN },
      widgetOrigins: ['https://shop.example'],
    });
    const desk = await admin(hub);
    expect((await arrive(hub, TOKEN, 'sms')).status).toBe(200);
    expect((await arrive(hub, DEMO_TWILIO.authToken, 'sms')).status).toBe(403);
    const states = await desk.call('channel_account.states', {});
    expect(states.map(({ accountId, source, isRunning }) => [accountId, source, isRunning])).toEqual(
      expect.arrayContaining([
        ['chat', 'centre', true],
        ['sms', 'environment', true],
        ['line', 'centre', true],
        ['simulator', 'simulator', true],
      ]),
    );
    const session = () =>
      fetch(`${hub.url}/widget/chat/session`, {
        method: 'POST',
        headers: { origin: 'https://shop.example', 'content-type': 'application/json' },
        body: JSON.stringify({ token: null, locale: 'ja' }),
      });
    expect((await session()).status).toBe(200);
    const chat = { id: AccountId.parse('chat'), channel: 'chat' as const, queueId: 'que_chat-support' as never };
    const details = { is: 'web_chat' as const, widget: aWidget({ shopName: { ja: 'あお商店', en: 'Ao' } }) };
    await configure(desk, { ...anSms(), ...chat, details });
    await waitUntil(async () => JSON.stringify(await (await session()).json()).includes('あお商店'), { what: 'the widget is as set now' });
    await configure(desk, { ...anSms(), ...chat, details, isActive: false });
    await waitUntil(async () => (await session()).status === 404, { what: 'the widget is switched off' });
  });

  test('a demo keeps its LINE channel, whose emulator the environment names', async () => {
    const emulator = await createLineEmulator();
    onTestFinished(() => emulator.close());
    const hub = await open(await openStore(), { lineApiBaseUrl: emulator.url });
    const desk = await admin(hub);
    const accountId = AccountId.parse('line');
    const sticker = await desk.call('channel.sticker', { accountId, stickerId: '52002734' });
    expect(sticker?.mediaType).toBe('image/png');
    emulator.setQuota(200);
    await waitUntil(async () => (await desk.call('channel.quota', { accountId }))?.limit === 200, { what: 'the quota is known' });
    expect(await desk.call('channel.sticker', { accountId: AccountId.parse('sms'), stickerId: '1' })).toBeNull();
    expect(
      await emulator.post(`${hub.url}/channels/line/webhook`, emulator.events({ from: `U${'1'.repeat(32)}`, text: 'こんにちは' })),
    ).toBe(200);
  });
});

describePostgres('channel accounts of several hubs', (openStore) => {
  test('an account set up at one hub, and its secret, are good at the other', async () => {
    const one = await open(await openStore());
    const other = await open(await openStore());
    const desk = await admin(one);
    await configure(desk, anSms());
    await put(desk, TOKEN);
    await answers(other, TOKEN, 200);
    await put(desk, NEWER);
    await answers(other, NEWER, 200);
    expect((await arrive(other, TOKEN)).status).toBe(403);
  });
});
