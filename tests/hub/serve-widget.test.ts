import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { DEMO_PASSWORD } from '#hub/demo/demo-centre';
import { DeskId, type MessageId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openHubClient } from '#tests/support/hub-client';
import { openShop, type ShopWorld } from '#tests/support/shop-world';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';
import { openSession, openWidgetClient, postToWidget, type WidgetClient } from '#tests/support/widget-client';

const ORIGIN = 'http://localhost:3000';
let count = 0;
const aLine = (text: string) => {
  count += 1;
  return { is: 'line', clientMessageId: `test-line-${count}`, text, locale: 'ja' };
};

interface Visitor {
  readonly shop: ShopWorld;
  readonly token: string;
  readonly widget: WidgetClient;
  readonly writes: (text: string) => Promise<void>;
  readonly connects: () => Promise<WidgetClient>;
}

async function aVisitor(db: Db): Promise<Visitor> {
  const shop = await openShop({ db });
  onTestFinished(() => shop.close());
  const page = { url: shop.url, origin: ORIGIN };
  const { token } = await openSession(page);
  const connects = async (): Promise<WidgetClient> => {
    const widget = await openWidgetClient(page, token);
    onTestFinished(() => widget.close());
    return widget;
  };
  const widget = await connects();
  await widget.sync();
  return {
    shop,
    token,
    widget,
    connects,
    async writes(text) {
      expect((await postToWidget(page, token, aLine(text))).status).toBe(200);
    },
  };
}

async function deliveryOf(db: Db, id: MessageId): Promise<string> {
  const [row] = await db.all<{ state: string }>(sql`SELECT delivery_state AS state FROM message WHERE id = ${id}`);
  return row?.state ?? '';
}

const textsOf = (widget: WidgetClient): string[] => [
  ...new Map(widget.pushed.flatMap(({ items }) => items.map(({ id, text }) => [id, text] as const))).values(),
];

describeStores('the public thread', (openStore) => {
  test('carries lines of both sides to every page of the visitor, and never a note', async () => {
    const db = await openStore();
    const { shop, widget, writes, connects } = await aVisitor(db);
    const otherTab = await connects();
    await otherTab.sync();
    await writes('返金はいつですか');
    await shop.mika.takes();
    await shop.mika.notes('社内だけの話');
    await shop.mika.replies('明日です');
    for (const page of [widget, otherTab]) await waitUntil(() => textsOf(page).includes('明日です'));
    for (const page of [widget, otherTab]) expect(textsOf(page)).toEqual(['返金はいつですか', '明日です']);
    const { items } = await (await connects()).sync();
    expect(items.map(({ by, text, agentName }) => [by, text, agentName?.ja])).toEqual([
      ['customer', '返金はいつですか', undefined],
      ['agent', '明日です', '佐藤'],
    ]);
    expect(JSON.stringify([widget.pushed, items])).not.toContain('社内だけの話');
  });

  test('is pushed without a gap: each push starts where the last one ended', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    for (const text of ['一', '二', '三']) await writes(text);
    await shop.mika.takes();
    await Promise.all(['四', '五', '六'].map((text) => shop.mika.replies(text)));
    await waitUntil(() => textsOf(widget).length === 6);
    let cursor = 0;
    for (const push of widget.pushed) {
      expect(push.after).toBe(cursor);
      cursor = push.cursor;
    }
  });

  test('is of this visitor alone', async () => {
    const db = await openStore();
    const { shop, writes } = await aVisitor(db);
    await writes('わたしの秘密');
    const page = { url: shop.url, origin: ORIGIN };
    const stranger = await openWidgetClient(page, (await openSession(page)).token);
    onTestFinished(() => stranger.close());
    expect(await stranger.sync()).toMatchObject({ items: [], state: { is: 'idle', isStaffed: false } });
    await writes('もう一つ');
    await postToWidget(page, (await openSession(page)).token, aLine('よその人'));
    expect(await stranger.sync()).toMatchObject({ items: [] });
    expect(stranger.pushed).toEqual([]);
  });

  test('says how the matter stands: waiting with or without somebody there, answered by, ended by', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    await writes('もしもし');
    await waitUntil(() => widget.states.some((state) => state.is === 'waiting' && !state.isStaffed));
    await shop.mika.isReady(true);
    await waitUntil(() => widget.states.some((state) => state.is === 'waiting' && state.isStaffed));
    await shop.mika.takes();
    await waitUntil(() => widget.states.at(-1)?.is === 'with_agent');
    expect(widget.states.at(-1)).toMatchObject({ agentName: { ja: '佐藤', en: 'Mika' }, readUpToSeq: 0 });
    await shop.mika.reads();
    await waitUntil(() => widget.states.some((state) => state.is === 'with_agent' && state.readUpToSeq > 0));
    await shop.mika.ends();
    await waitUntil(() => widget.states.at(-1)?.is === 'ended');
    expect(widget.states.at(-1)).toEqual({ is: 'ended', endedBy: 'agent', isStaffed: true });
  });

  test('a line is sent when it is in the thread, delivered when the widget has it, read when it was shown', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    await writes('もしもし');
    await shop.mika.takes();
    const { id, seq } = await shop.mika.replies('はい');
    await waitUntil(async () => (await deliveryOf(db, id)) === 'sent');
    await waitUntil(() => textsOf(widget).includes('はい'));
    await widget.sync(widget.pushed.at(-1)?.cursor ?? 0);
    await waitUntil(async () => (await deliveryOf(db, id)) === 'delivered');
    await widget.call('chat.read', { upToSeq: seq });
    expect(await deliveryOf(db, id)).toBe('read');
  });

  test('a customer who stops typing at once has stopped at the desk too', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    await writes('すぐ送る人です');
    await waitUntil(() => textsOf(widget).length === 1);
    const deskId = DeskId.parse('dsk_kenji');
    const { accessToken, agent } = await shop.hub.sessions.signIn({ loginName: 'kenji', password: DEMO_PASSWORD, deskId }, '127.0.0.1');
    const desk = await openHubClient({ url: shop.url, token: accessToken, agentId: agent.id, deskId });
    onTestFinished(() => desk.close());
    await desk.hello();
    const heard: boolean[] = [];
    desk.on('signal', (signal) => heard.push(signal.isTyping));
    await Promise.all([true, true, false, false].map((isTyping) => widget.call('chat.typing', { isTyping })));
    await waitUntil(() => heard.includes(false));
    expect(heard).toEqual([true, false]);
  });

  test('typing reaches the widget only while its own conversation is typed in', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    await writes('もしもし');
    await shop.mika.takes();
    await waitUntil(() => widget.states.at(-1)?.is === 'with_agent');
    await shop.mika.types(true);
    await shop.mika.types(false);
    await waitUntil(() => widget.typing.length === 2);
    expect(widget.typing).toEqual([true, false]);
  });

  test('who types while another answers is not shown to the customer', async () => {
    const db = await openStore();
    const { shop, widget, writes } = await aVisitor(db);
    await writes('もしもし');
    await waitUntil(() => widget.states.at(-1)?.is === 'waiting');
    await shop.mika.types(true);
    await shop.mika.takes();
    await waitUntil(() => widget.states.at(-1)?.is === 'with_agent');
    await shop.mika.types(false);
    await waitUntil(() => widget.typing.length > 0);
    expect(widget.typing).toEqual([false]);
  });

  test('a cursor of another log counts as none', async () => {
    const db = await openStore();
    const { shop, widget, writes, connects } = await aVisitor(db);
    await writes('もしもし');
    await widget.sync();
    await shop.hub.log.newEpoch();
    const again = await connects();
    const { epoch } = await again.call('chat.sync', { after: 0, epoch: null });
    const { items } = await again.call('chat.sync', { after: 1_000_000, epoch: 'of-before' });
    expect(epoch).toBe(shop.hub.log.epoch);
    expect(items.map(({ text }) => text)).toEqual(['もしもし']);
  });

  test('a long thread comes in pages', async () => {
    const db = await openStore();
    const { shop, writes, connects } = await aVisitor(db);
    await writes('0');
    await shop.mika.takes();
    for (let index = 1; index <= 210; index += 1) await shop.mika.replies(String(index));
    const widget = await connects();
    const texts: string[] = [];
    let after = 0;
    for (let more = true; more;) {
      const page = await widget.sync(after);
      expect(page.items.length).toBeLessThanOrEqual(200);
      texts.push(...page.items.map(({ text }) => text));
      ({ cursor: after, more } = page);
    }
    expect(new Set(texts).size).toBe(211);
  });
});

describeStores('a visitor token', (openStore) => {
  test('opens nothing on another origin, on another account, or without one', async () => {
    const db = await openStore();
    const { shop, token } = await aVisitor(db);
    const { url } = shop;
    const denied = { code: 'denied' };
    await expect(openWidgetClient({ url, origin: 'http://localhost:4000' }, token)).rejects.toMatchObject(denied);
    await expect(openWidgetClient({ url, origin: 'https://evil.example' }, token)).rejects.toMatchObject(denied);
    await expect(openWidgetClient({ url, origin: ORIGIN, account: 'sms' }, token)).rejects.toMatchObject(denied);
    await expect(openWidgetClient({ url, origin: ORIGIN }, 'x')).rejects.toMatchObject(denied);
    expect((await postToWidget({ url, origin: 'http://localhost:4000' }, token, aLine('x'))).status).toBe(403);
    expect((await postToWidget({ url, origin: ORIGIN, account: 'sms' }, token, aLine('x'))).status).toBe(403);
    expect((await postToWidget({ url, origin: ORIGIN }, '', aLine('x'))).status).toBe(403);
    expect(await shop.received()).toEqual([]);
  });

  test('is given only to pages of allowed origins, and keeps the visitor when it is renewed', async () => {
    const db = await openStore();
    const { shop, token } = await aVisitor(db);
    const page = { url: shop.url, origin: ORIGIN };
    await expect(openSession({ ...page, origin: 'https://evil.example' })).rejects.toMatchObject({ code: 'denied' });
    await expect(openSession({ ...page, account: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
    const renewed = await openSession(page, token);
    const other = await openSession(page, `${token}x`);
    expect((await openSession(page, renewed.token)).visitorId).toBe(renewed.visitorId);
    expect(other.visitorId).not.toBe(renewed.visitorId);
  });

  test('of an allowed page only: no other page may even ask', async () => {
    const db = await openStore();
    const { shop } = await aVisitor(db);
    const preflight = (origin: string, path: string) =>
      fetch(`${shop.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
      });
    for (const path of ['/channels/chat/webhook', '/widget/chat/session']) {
      const allowed = await preflight(ORIGIN, path);
      expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
      expect((await preflight('https://evil.example', path)).headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await preflight(ORIGIN, '/channels/sms/webhook')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight(ORIGIN, '/session/sign-in')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describeStores('the hub keeps the widget’s lines', (openStore) => {
  test('once, however often and wherever they are posted', async () => {
    const db = await openStore();
    const { shop, token } = await aVisitor(db);
    const page = { url: shop.url, origin: ORIGIN };
    const line = aLine('一度だけ');
    const answers = await Promise.all(Array.from({ length: 8 }, () => postToWidget(page, token, line)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await shop.received()).map(({ text }) => text)).toEqual(['一度だけ']);
  });

  test('and refuses what is none, naming the field', async () => {
    const db = await openStore();
    const { shop, token } = await aVisitor(db);
    const answer = await postToWidget({ url: shop.url, origin: ORIGIN }, token, { ...aLine('x'), text: 'あ'.repeat(10_001) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid', field: 'text' });
    expect(await shop.received()).toEqual([]);
  });
});
