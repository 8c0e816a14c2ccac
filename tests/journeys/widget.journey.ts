import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { sql } from '#shared/sql';
import { buildWidget } from '#tests/support/build-widget';
import { openShopPage, type ShopPage } from '#tests/support/shop-page';
import { openShop, type ShopWorld } from '#tests/support/shop-world';
import { waitUntil } from '#tests/support/wait-until';

const WEBHOOK = '**/channels/chat/webhook';
const held: { db?: Db; shop?: ShopWorld; page?: ShopPage; browser?: Browser } = {};
const contexts = new Set<BrowserContext>();

beforeAll(async () => {
  await buildWidget();
  held.db = await openPgliteMemory();
  held.shop = await openShop({ db: held.db });
  held.page = await openShopPage(held.shop.url);
  held.browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterEach(async () => {
  await Promise.all([...contexts].map((context) => context.close()));
  contexts.clear();
});
afterAll(async () => {
  await held.browser?.close();
  await held.page?.close();
  await held.shop?.close();
  await held.db?.close();
});

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('was not opened');
  return value;
}
const shop = (): ShopWorld => given(held.shop);

/** A customer's browser; whatever the page's policy refuses, or throws, is a failure of the test. */
async function customer(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await given(held.browser).newContext({ locale: 'ja-JP', ...options });
  contexts.add(context);
  context.on('weberror', (error) => {
    throw error.error();
  });
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) throw new Error(message.text());
  });
  return context;
}

async function visit(context: BrowserContext, lang: 'ja' | 'en' = 'ja', path = '/'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${given(held.page).url}${path}?lang=${lang}`);
  return page;
}

async function openChat(page: Page): Promise<void> {
  await page.getByRole('button', { name: /チャットでお問い合わせ|Chat with us/ }).click();
  await page.getByRole('dialog').waitFor();
}

/** Looks until it is so; the machine may be busy. */
function soon<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 30_000 });
}

const log = (page: Page) => page.getByRole('log');
const field = (page: Page) => page.getByRole('textbox', { name: /メッセージ|Message/ });

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.getByRole('button', { name: /^(送信|Send)$/ }).click();
}

/** The lines on the screen, with how far each of the customer's own got. */
async function linesOn(page: Page): Promise<[string, string][]> {
  return log(page)
    .getByRole('listitem')
    .evaluateAll((rows) =>
      rows.map((row): [string, string] => [row.querySelector('.words')?.textContent ?? '', row.querySelector('.mark')?.textContent ?? '']),
    );
}

async function storedTexts(): Promise<string[]> {
  return (await shop().received()).map(({ text }) => text);
}

test('a line and its answer, under a strict policy, on a page of another origin', async () => {
  const page = await visit(await customer());
  await openChat(page);
  await write(page, '湯のみがまだ届きません');
  await soon(() => linesOn(page)).toEqual([['湯のみがまだ届きません', '送信済み']]);
  await page.getByText('いまは担当者がいません', { exact: false }).waitFor();
  await shop().mika.isReady(true);
  await page.getByText('担当者におつなぎしています', { exact: false }).waitFor();
  await shop().mika.takes();
  await page.getByText('佐藤が対応しています').waitFor();
  await shop().mika.reads();
  await soon(() => linesOn(page)).toEqual([['湯のみがまだ届きません', '既読']]);
  await shop().mika.types(true);
  await page.getByText('佐藤が入力しています…').waitFor();
  await shop().mika.notes('クレーム気味のお客様');
  const reply = await shop().mika.replies('お調べします');
  await log(page).getByText('お調べします').waitFor();
  await soon(() => page.getByText('佐藤が入力しています…').isVisible()).toBe(false);
  expect(await page.locator('madoguchi-widget').textContent()).not.toContain('クレーム');
  await waitUntil(async () => {
    const [row] = await given(held.db).all<{ state: string }>(sql`SELECT delivery_state AS state FROM message WHERE id = ${reply.id}`);
    return row?.state === 'read';
  });
  await shop().mika.isReady(false);
});

test('the demo shop carries the widget as a stranger would', async () => {
  const page = await (await customer()).newPage();
  const answer = await page.goto(`${shop().url.replace('127.0.0.1', 'localhost')}/demo/shop`);
  expect(answer?.headers()['content-security-policy']).toContain("style-src 'self'");
  await openChat(page);
  await write(page, 'デモの店から');
  await soon(() => linesOn(page)).toEqual([['デモの店から', '送信済み']]);
  // One thread over the pages of a shop, and an open panel stays open.
  await page.getByRole('link', { name: /土鍋/ }).click();
  await log(page).getByText('デモの店から').waitFor();
  // … and takes no focus from who just came to the page.
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

test('a reload in the middle of sending neither loses nor doubles a line', async () => {
  const context = await customer();
  const page = await visit(context);
  await openChat(page);
  await write(page, '一行目');
  await soon(() => linesOn(page)).toEqual([['一行目', '送信済み']]);
  // The hub keeps the line, and the answer never reaches the page.
  await context.route(WEBHOOK, async (route) => {
    if (route.request().method() === 'POST') await route.fetch();
    await route.abort();
  });
  await write(page, '二行目');
  await waitUntil(async () => (await storedTexts()).includes('二行目'));
  await page.reload();
  await context.unroute(WEBHOOK);
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['一行目', '送信済み'],
      ['二行目', '送信済み'],
    ]);
  expect((await storedTexts()).filter((text) => text === '二行目')).toHaveLength(1);
});

test('lines written while offline are kept, said to be unsent, and sent in order', async () => {
  const context = await customer();
  const page = await visit(context, 'en');
  await openChat(page);
  await write(page, 'before the tunnel');
  await soon(() => linesOn(page)).toEqual([['before the tunnel', 'Sent']]);
  await context.setOffline(true);
  await write(page, 'in the tunnel');
  await write(page, 'still in the tunnel');
  await page.getByText('The connection is lost', { exact: false }).waitFor();
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['before the tunnel', 'Sent'],
      ['in the tunnel', 'Not sent yet – we keep trying'],
      ['still in the tunnel', 'Not sent yet – we keep trying'],
    ]);
  await context.setOffline(false);
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['before the tunnel', 'Sent'],
      ['in the tunnel', 'Sent'],
      ['still in the tunnel', 'Sent'],
    ]);
  expect((await storedTexts()).filter((text) => text.includes('tunnel'))).toEqual([
    'before the tunnel',
    'in the tunnel',
    'still in the tunnel',
  ]);
});

test('while the hub is away a reloaded page shows the thread and keeps what is written; afterwards the hub has it once', async () => {
  const context = await customer();
  const page = await visit(context);
  await openChat(page);
  await write(page, '再起動の前');
  await soon(() => linesOn(page)).toEqual([['再起動の前', '送信済み']]);
  const port = Number(new URL(shop().url).port);
  // The script comes from the browser's cache, as it does for who has been in the shop before.
  await shop().close();
  await write(page, '再起動の間');
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['再起動の前', '送信済み'],
      ['再起動の間', '未送信 – 再送します'],
    ]);
  await page.reload();
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['再起動の前', '送信済み'],
      ['再起動の間', '未送信 – 再送します'],
    ]);
  held.shop = await openShop({ db: given(held.db), port });
  await expect
    .poll(() => linesOn(page))
    .toEqual([
      ['再起動の前', '送信済み'],
      ['再起動の間', '送信済み'],
    ]);
  expect(await storedTexts()).toEqual(['再起動の間']);
});

test('two tabs are one visitor with one thread; what one wrote the other shows, and reading in one counts in both', async () => {
  const context = await customer();
  const [one, two] = [await visit(context), await visit(context)];
  await Promise.all([openChat(one), openChat(two)]);
  await Promise.all([write(one, '左のタブ'), write(two, '右のタブ')]);
  for (const page of [one, two]) {
    await soon(async () => (await linesOn(page)).toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['右のタブ', '送信済み'],
      ['左のタブ', '送信済み'],
    ]);
  }
  expect(new Set((await shop().received()).slice(-2).map(({ customerId }) => customerId)).size).toBe(1);
  await two.keyboard.press('Escape');
  await one.keyboard.press('Escape');
  await shop().mika.takes();
  await shop().mika.replies('お待たせしました');
  for (const page of [one, two]) await page.getByRole('button', { name: /未読のメッセージが1件/ }).waitFor();
  await openChat(one);
  await two.getByRole('button', { name: 'チャットでお問い合わせ', exact: true }).waitFor();
});

test('Enter that ends a composition sends nothing; the next one does', async () => {
  const page = await visit(await customer());
  await openChat(page);
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'へんきん', selectionStart: 4, selectionEnd: 4 });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 });
  await keyboard.send('Input.insertText', { text: '返金' });
  expect(await field(page).inputValue()).toBe('返金');
  expect(await linesOn(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await soon(() => linesOn(page)).toEqual([['返金', '送信済み']]);
});

test('everything goes by keyboard alone, and the shop hears none of it', async () => {
  const page = await visit(await customer(), 'en');
  await page.evaluate(() => {
    document.title = '0';
    document.addEventListener('keydown', () => (document.title = String(Number(document.title) + 1)));
  });
  const launcher = page.getByRole('button', { name: 'Chat with us' });
  await launcher.waitFor();
  await launcher.focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => field(page).evaluate((element) => element.getRootNode() instanceof ShadowRoot && element.matches(':focus')))
    .toBe(true);
  await page.keyboard.type('/help');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('me');
  await page.keyboard.press('Enter');
  await soon(() => linesOn(page)).toEqual([['/help\nme', 'Sent']]);
  // Backwards out of the field: a file, the way to answer that may be left while nobody is there (button, phone, email), log, close, menu.
  const isInLog = () => log(page).evaluate((element) => element.matches(':focus'));
  for (let step = 0; step < 5 && !(await isInLog()); step += 1) await page.keyboard.press('Shift+Tab');
  expect(await isInLog()).toBe(true);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('button', { name: 'Save transcript' }).evaluate((element) => element.matches(':focus'))).toBe(true);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('button', { name: 'Menu' }).evaluate((element) => element.matches(':focus'))).toBe(true);
  await page.keyboard.press('Escape');
  await soon(() => page.getByRole('dialog').isVisible()).toBe(false);
  expect(await launcher.evaluate((element) => element.matches(':focus'))).toBe(true);
  // Only keys pressed outside the widget ever reached the shop.
  expect(await page.title()).toBe('0');
});

test('on a phone the panel covers the screen, keeps out the page behind, and stays above the keyboard', async () => {
  const page = await visit(await customer({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }));
  await openChat(page);
  await soon(() => page.getByRole('dialog').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await field(page).evaluate((element) => element.matches(':focus'))).toBe(false);
  await write(page, 'スマホから');
  await soon(() => linesOn(page)).toEqual([['スマホから', '送信済み']]);
  // A keyboard takes the lower half of what can be seen, and moves nothing else.
  await page.evaluate(() => {
    const visible = window.visualViewport;
    Object.defineProperty(visible, 'height', { get: () => 420 });
    Object.defineProperty(visible, 'offsetTop', { get: () => 0 });
    visible?.dispatchEvent(new Event('resize'));
  });
  await field(page).focus();
  await soon(async () => (await page.getByRole('dialog').boundingBox())?.height).toBe(420);
  const box = await field(page).boundingBox();
  expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(420);
  await soon(async () => ((await log(page).getByText('スマホから').boundingBox())?.y ?? 999) < 420).toBe(true);
  // A modal dialog: the page behind is out of reach.
  await page.getByRole('button', { name: 'buy' }).focus();
  expect(await page.getByRole('button', { name: 'buy' }).evaluate((element) => element.matches(':focus'))).toBe(false);
});

test('the customer ends the talk, keeps the transcript, and can begin anew', async () => {
  const page = await visit(await customer(), 'en');
  await openChat(page);
  await write(page, 'Cancel my order, please');
  await soon(() => linesOn(page)).toEqual([['Cancel my order, please', 'Sent']]);
  await shop().mika.takes();
  await shop().mika.replies('Done.');
  await log(page).getByText('Done.').waitFor();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByRole('alert').getByText('End this chat?').waitFor();
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByText('You have ended this chat', { exact: false }).waitFor();
  expect(await field(page).isVisible()).toBe(false);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save transcript' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^chat-\d{4}-\d{2}-\d{2}\.txt$/);
  const transcript = await readFile(await download.path(), 'utf8');
  expect(transcript).toMatch(/You\nCancel my order, please[\s\S]*Mika\nDone\./);
  await page.getByRole('button', { name: 'New question' }).click();
  await write(page, 'And one more thing');
  await page.getByText(/Nobody is here right now\. We have|We are connecting you/).waitFor();
  const rows = await given(held.db).all<{ state: string }>(sql`SELECT state FROM interaction ORDER BY arrived_at DESC LIMIT 2`);
  expect(rows.map(({ state }) => state)).toEqual(['queued', 'wrap_up']);
});

test('the agent ends the talk, and the widget says so', async () => {
  const page = await visit(await customer());
  await openChat(page);
  await write(page, 'ありがとう');
  await soon(() => linesOn(page)).toEqual([['ありがとう', '送信済み']]);
  await shop().mika.takes();
  await shop().mika.ends();
  await page.getByText('担当者がチャットを終了しました', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'もう一度問い合わせる' }).waitFor();
  expect(await field(page).isVisible()).toBe(false);
});

test('where the browser blocks storage the chat works, and says that it will be gone', async () => {
  const context = await customer();
  await context.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    }
  });
  const page = await visit(context);
  await openChat(page);
  await page.getByText('このブラウザではやりとりを保存できません', { exact: false }).waitFor();
  await write(page, 'プライベートブラウズ');
  await soon(() => linesOn(page)).toEqual([['プライベートブラウズ', '送信済み']]);
  expect(await storedTexts()).toContain('プライベートブラウズ');
});

test('markup in any text is text', async () => {
  const page = await visit(await customer());
  const evil = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  await openChat(page);
  await write(page, evil);
  await soon(() => linesOn(page)).toEqual([[evil, '送信済み']]);
  await shop().mika.takes();
  await shop().mika.replies(evil);
  await soon(async () => (await linesOn(page)).map(([text]) => text)).toEqual([evil, evil]);
  expect(await page.title()).toBe('Shop');
  expect(await page.locator('madoguchi-widget img, madoguchi-widget script').count()).toBe(0);
});

test('the language can be changed at any time, and stays', async () => {
  const page = await visit(await customer());
  await openChat(page);
  await write(page, '言葉');
  await soon(() => linesOn(page)).toEqual([['言葉', '送信済み']]);
  await page.getByRole('button', { name: 'メニュー' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await soon(() => linesOn(page)).toEqual([['言葉', 'Sent']]);
  await page.reload();
  await soon(() => linesOn(page)).toEqual([['言葉', 'Sent']]);
  expect(await page.getByRole('button', { name: 'Menu' }).isVisible()).toBe(true);
});

test('a visitor whose token is no longer good goes on as a new one, and the line they wrote arrives', async () => {
  const page = await visit(await customer());
  await openChat(page);
  await write(page, '前の話');
  await soon(() => linesOn(page)).toEqual([['前の話', '送信済み']]);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.endsWith(':session')) ?? '';
    localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace(/"token":"[^"]*"/, '"token":"eyJ.old.token"'));
  });
  await page.reload();
  await write(page, '新しい話');
  await soon(() => linesOn(page)).toEqual([['新しい話', '送信済み']]);
  expect((await storedTexts()).slice(-2)).toEqual(['前の話', '新しい話']);
});

test('when the hub’s log is restored the widget starts its copy over', async () => {
  const page = await visit(await customer());
  await openChat(page);
  await write(page, '復元の前');
  await soon(() => linesOn(page)).toEqual([['復元の前', '送信済み']]);
  await shop().mika.takes();
  const before = shop().hub.log.epoch;
  await shop().hub.log.newEpoch();
  expect(shop().hub.log.epoch).not.toBe(before);
  await waitUntil(
    () =>
      shop()
        .mika.replies('復元の後')
        .catch(() => null),
    { what: 'the desk comes back too' },
  );
  await soon(async () => (await linesOn(page)).map(([text]) => text)).toEqual(['復元の前', '復元の後']);
  const copy = await page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':thread')) ?? ''));
  expect(copy).toContain(shop().hub.log.epoch);
});

test('a line the hub refuses says so, and waits for the customer to decide', async () => {
  const context = await customer();
  const page = await visit(context, 'en');
  await openChat(page);
  await context.route(WEBHOOK, (route) =>
    route.fulfill({ status: 400, headers: { 'access-control-allow-origin': '*' }, contentType: 'application/json', body: '{}' }),
  );
  await write(page, 'one');
  await write(page, 'two');
  await soon(() => linesOn(page)).toEqual([
    ['one', 'Could not be sent'],
    ['two', 'Could not be sent'],
  ]);
  await context.unroute(WEBHOOK);
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await soon(() => linesOn(page)).toEqual([['two', 'Sent']]);
  expect((await storedTexts()).at(-1)).toBe('two');
});
