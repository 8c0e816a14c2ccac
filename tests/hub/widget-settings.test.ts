import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { allOf } from '#hub/log/records';
import { CONFIG_LANE } from '#hub/log/lanes';
import type { ChannelAccount } from '#shared/domain/channel-account';
import type { WidgetSettings } from '#shared/domain/widget-settings';
import type { Hub } from '#hub/create-hub';
import { createAccountSecrets } from '#hub/channels/account-secrets';
import { createSealing } from '#hub/auth/sealing';
import { openSigningKeys } from '#hub/auth/signing-keys';
import { openShop, type ShopWorld } from '#tests/support/shop-world';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';
import { openSession, openWidgetClient, postToWidget } from '#tests/support/widget-client';

const ORIGIN = 'http://localhost:3000';
const SECRET = 'a-secret-of-thirty-two-letters-or-so';

/** As a shop's server does it, in a few lines of any language. */
function sign(claims: Record<string, unknown>, secret = SECRET, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
const seconds = (): number => Math.floor(Date.now() / 1000);
const claimsOf = (sub: string, over: Record<string, unknown> = {}) => ({
  sub,
  aud: 'chat',
  iat: seconds(),
  exp: seconds() + 600,
  ...over,
});

async function aShop(db: Db, widget: Partial<WidgetSettings> = {}, secret: string | null = null): Promise<ShopWorld> {
  const shop = await openShop({ db });
  onTestFinished(() => shop.close());
  if (secret !== null) {
    await createAccountSecrets(createSealing([(await openSigningKeys(db)).secrets])).put(
      db,
      (await chatOf(db)).id,
      'identity_secret',
      secret,
    );
  }
  await setWidget(db, shop.hub, widget);
  return shop;
}

async function chatOf(db: Db): Promise<ChannelAccount> {
  const chat = (await allOf(db, 'channel_account')).find(({ id }) => id === 'chat');
  if (chat === undefined) throw new Error('the demo has no chat');
  return chat;
}

async function setWidget(db: Db, hub: Hub, over: Partial<WidgetSettings>): Promise<void> {
  const account = await chatOf(db);
  if (account.details.is !== 'web_chat') throw new Error('no chat');
  const widget = { ...account.details.widget, ...over };
  const events = [
    { type: 'channel_account.configured' as const, body: { account: { ...account, details: { is: 'web_chat' as const, widget } } } },
  ];
  const before = hub.log.position();
  await hub.log.append([CONFIG_LANE], () => Promise.resolve({ events, result: null }));
  await waitUntil(() => hub.log.position() > before);
  // Each hub reads its accounts anew when the news passes its tail.
  await new Promise((read) => setTimeout(read, 100));
}

let count = 0;
const aLine = (text: string, details?: object) => {
  count += 1;
  return { is: 'line', clientMessageId: `settings-${count}`, text, locale: 'ja', ...(details === undefined ? {} : { details }) };
};

async function sessionWith(
  shop: ShopWorld,
  body: object,
): Promise<{ token: string; visitorId: string; identity: string; settings: unknown }> {
  const response = await fetch(`${shop.url}/widget/chat/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    body: JSON.stringify({ token: null, locale: 'ja', ...body }),
  });
  if (!response.ok) throw new Error(`the session was refused: ${response.status}`);
  // The shape is the contract's; the tests look at single fields.
  return (await response.json()) as { token: string; visitorId: string; identity: string; settings: unknown };
}

describeStores('the settings of a shop', (openStore) => {
  test('reach its pages without a restart, and say nothing that is not for visitors', async () => {
    const db = await openStore();
    const shop = await aShop(db, { colour: '#aa1155', greeting: { ja: 'ようこそ', en: 'Welcome' } }, SECRET);
    const read = () => fetch(`${shop.url}/widget/chat/settings`, { headers: { origin: ORIGIN } });
    const first = await read();
    expect(await first.json()).toMatchObject({ colour: '#aa1155', greeting: { ja: 'ようこそ' } });
    const session = await openSession({ url: shop.url, origin: ORIGIN });
    expect(session.settings).toMatchObject({ colour: '#aa1155' });
    for (const text of [JSON.stringify(session), await (await read()).text()]) {
      expect(text).not.toMatch(/allowedOrigins|hasSignedIdentity|identitySecret/);
      expect(text).not.toContain(SECRET);
    }
    await setWidget(db, shop.hub, { colour: '#115500' });
    expect((await openSession({ url: shop.url, origin: ORIGIN }, session.token)).settings.colour).toBe('#115500');
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${shop.url}/widget/chat/settings`, { headers: { origin: ORIGIN, 'if-none-match': etag } });
    expect(again.status).toBe(200);
  });

  test('an origin that is struck off the list is shut out at once, by every way in', async () => {
    const db = await openStore();
    const shop = await aShop(db);
    const page = { url: shop.url, origin: ORIGIN };
    const { token } = await openSession(page);
    await setWidget(db, shop.hub, { allowedOrigins: ['https://shop.example'] });
    await expect(openSession(page)).rejects.toMatchObject({ code: 'denied' });
    expect((await postToWidget(page, token, aLine('まだ?'))).status).toBe(403);
    await expect(openWidgetClient(page, token)).rejects.toMatchObject({ code: 'denied' });
    const settings = await fetch(`${shop.url}/widget/chat/settings`, { headers: { origin: ORIGIN } });
    expect([settings.status, settings.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describeStores('what a visitor fills in', (openStore) => {
  test('stands beside the words, unverified, and opens nobody’s history', async () => {
    const db = await openStore();
    const shop = await aShop(db, { consent: { ja: '個人情報の扱いに同意します', en: 'I agree' } });
    const page = { url: shop.url, origin: ORIGIN };
    const { token } = await openSession(page);
    const known = (await allOf(db, 'customer')).find((one) => one.contactPoints.some(({ kind }) => kind === 'phone'));
    const phone = known?.contactPoints.find(({ kind }) => kind === 'phone')?.value ?? '';
    const details = {
      name: '山田 花子',
      email: 'ｈａｎａｋｏ＠example.jp',
      phone,
      order_number: 'A-1023',
      consent: '個人情報の扱いに同意します',
      answerBy: 'phone',
    };
    expect((await postToWidget(page, token, aLine('届きません', details))).status).toBe(200);
    const [message] = await shop.received();
    expect(message?.details).toEqual({
      name: '山田 花子',
      email: 'hanako@example.jp',
      phone,
      orderNumber: 'A-1023',
      consent: { text: '個人情報の扱いに同意します' },
      answerBy: 'phone',
    });
    expect(message?.customerId).not.toBe(known?.id);
    const customer = (await allOf(db, 'customer')).find(({ id }) => id === message?.customerId);
    expect(customer?.name).toEqual({ given: '山田 花子', isUnverified: true });
    expect(customer?.contactPoints.slice(1)).toEqual([
      { kind: 'email', value: 'hanako@example.jp', isVerified: false },
      { kind: 'phone', value: phone, isVerified: false },
    ]);
    const work = (await allOf(db, 'interaction')).find(({ id }) => id === message?.interactionId);
    expect(work?.answerBy).toBe('phone');
    // Left again, with another number: one point more, and none doubled.
    await postToWidget(page, token, aLine('もう一度', { ...details, phone: '090 9999 1234' }));
    const after = (await allOf(db, 'customer')).find(({ id }) => id === message?.customerId);
    expect(after?.contactPoints.map(({ value }) => value).slice(1)).toEqual(['hanako@example.jp', phone, '+819099991234']);
  });

  test.for([
    ['markup', { name: '<img src=x onerror=alert(1)>' }, { name: '<img src=x onerror=alert(1)>' }],
    ['turned and hidden letters', { name: 'admin\u202Enimda\u0000\u200B' }, { name: 'admin nimda' }],
    ['many lines', { order_number: 'A\n\n\n社内メモ: 返金済み' }, { orderNumber: 'A 社内メモ: 返金済み' }],
    ['no number at all', { phone: '電話は苦手です', answerBy: 'phone' }, { phone: '電話は苦手です', answerBy: 'phone' }],
    ['a way that is not there', { answerBy: 'email', name: '花子' }, { name: '花子' }],
    ['blanks', { name: '  　 ', email: '\n' }, undefined],
    ['words of consent that are not the shop’s', { consent: '無料で返金します' }, { consent: { text: '無料で返金します', isOther: true } }],
  ] as const)('%s', async ([, typed, kept]) => {
    const shop = await aShop(await openStore());
    const page = { url: shop.url, origin: ORIGIN };
    const { token } = await openSession(page);
    expect((await postToWidget(page, token, aLine('こんにちは', typed))).status).toBe(200);
    expect((await shop.received())[0]?.details).toEqual(kept);
  });

  test('that is too long, or of another form, is refused by name', async () => {
    const shop = await aShop(await openStore());
    const page = { url: shop.url, origin: ORIGIN };
    const { token } = await openSession(page);
    for (const [details, field] of [
      [{ name: 'x'.repeat(20_000) }, 'details.name'],
      [{ email: ['a@b.example'] }, 'details.email'],
      [{ answerBy: 'pigeon' }, 'details.answerBy'],
      ['all of it', 'details'],
    ] as const) {
      const answer = await postToWidget(page, token, { ...aLine('x'), details });
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid', field }]);
    }
    expect(await shop.received()).toEqual([]);
  });
});

describeStores('a customer whom the shop vouches for', (openStore) => {
  test('is one visitor on every device, with proved ways to reach them', async () => {
    const db = await openStore();
    const shop = await aShop(db, { hasSignedIdentity: true }, SECRET);
    const page = { url: shop.url, origin: ORIGIN };
    const word = claimsOf('10042', { family_name: '山田', given_name: '花子', email: 'Hanako@example.jp', phone_number: '090-1234-5678' });
    const phone = await sessionWith(shop, { identity: sign(word) });
    const desktop = await sessionWith(shop, { identity: sign({ ...word, iat: seconds() - 5 }) });
    expect([phone.identity, desktop.identity]).toEqual(['verified', 'verified']);
    expect(desktop.visitorId).toBe(phone.visitorId);
    await postToWidget(page, phone.token, aLine('スマホから'));
    await postToWidget(page, desktop.token, aLine('パソコンから'));
    const [first, second] = await shop.received();
    expect(second?.conversationId).toBe(first?.conversationId);
    const customer = (await allOf(db, 'customer')).find(({ id }) => id === first?.customerId);
    expect(customer).toMatchObject({ name: { family: '山田', given: '花子' } });
    expect(customer?.contactPoints.slice(1)).toEqual([
      { kind: 'shop', value: 'chat:10042', isVerified: true },
      { kind: 'email', value: 'hanako@example.jp', isVerified: true },
      { kind: 'phone', value: '+819012345678', isVerified: true },
    ]);
  });

  test('joins the timeline of whoever wrote from the same number before', async () => {
    const db = await openStore();
    const shop = await aShop(db, { hasSignedIdentity: true }, SECRET);
    const known = (await allOf(db, 'customer')).find((one) =>
      one.contactPoints.some(({ kind, isVerified }) => kind === 'phone' && isVerified),
    );
    const phone_number = known?.contactPoints.find(({ kind }) => kind === 'phone')?.value ?? '';
    const { token } = await sessionWith(shop, { identity: sign(claimsOf('7', { phone_number })) });
    await postToWidget({ url: shop.url, origin: ORIGIN }, token, aLine('SMSの件です'));
    expect((await shop.received())[0]?.customerId).toBe(known?.id);
  });

  test('is a stranger again after logging out, and another customer sees nothing of the thread', async () => {
    const shop = await aShop(await openStore(), { hasSignedIdentity: true }, SECRET);
    const page = { url: shop.url, origin: ORIGIN };
    const one = await sessionWith(shop, { identity: sign(claimsOf('1')) });
    await postToWidget(page, one.token, aLine('ひみつの相談'));
    for (const body of [
      { token: one.token },
      { token: one.token, identity: sign(claimsOf('2')) },
      { token: one.token, identity: 'x.y.z' },
    ]) {
      const next = await sessionWith(shop, body);
      expect(next.visitorId).not.toBe(one.visitorId);
      const widget = await openWidgetClient(page, next.token);
      onTestFinished(() => widget.close());
      expect((await widget.sync()).items).toEqual([]);
    }
  });

  const forged: readonly (readonly [string, () => string, string])[] = [
    ['signed with another secret', () => sign(claimsOf('1'), 'not-the-secret'), 'not_valid'],
    ['of another account', () => sign(claimsOf('1', { aud: 'chat-2' })), 'not_valid'],
    ['without an account', () => sign({ sub: '1', iat: seconds(), exp: seconds() + 60 }), 'not_valid'],
    ['that has expired', () => sign(claimsOf('1', { iat: seconds() - 900, exp: seconds() - 300 })), 'expired'],
    ['good for a week', () => sign(claimsOf('1', { exp: seconds() + 7 * 86_400 })), 'not_valid'],
    ['without an end', () => sign({ sub: '1', aud: 'chat', iat: seconds() }), 'not_valid'],
    ['of tomorrow', () => sign(claimsOf('1', { iat: seconds() + 7_200, exp: seconds() + 7_800 })), 'not_valid'],
    ['that says it needs no signature', () => sign(claimsOf('1'), '', { alg: 'none' }), 'not_valid'],
    ['whose words were changed', () => changed(sign(claimsOf('1'))), 'not_valid'],
    ['with a customer that is a list', () => sign(claimsOf('1', { sub: ['1'] })), 'not_valid'],
    ['that is no token', () => '🙂', 'not_valid'],
  ];
  test('is nobody where the word is not good: a stranger, and the reason without a name', async () => {
    const shop = await aShop(await openStore(), { hasSignedIdentity: true }, SECRET);
    const real = await sessionWith(shop, { identity: sign(claimsOf('1')) });
    for (const [what, token, verdict] of forged) {
      const { identity, visitorId } = await sessionWith(shop, { identity: token() });
      expect([what, identity]).toEqual([what, verdict]);
      expect(visitorId).not.toBe(real.visitorId);
    }
  });

  test('where the shop has not switched it on, the word counts for nothing', async () => {
    const shop = await aShop(await openStore(), { hasSignedIdentity: false }, SECRET);
    expect((await sessionWith(shop, { identity: sign(claimsOf('1')) })).identity).toBe('not_set_up');
  });
});

function changed(token: string): string {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
  return `${header}.${Buffer.from(JSON.stringify({ ...claims, sub: '2' })).toString('base64url')}.${signature}`;
}
