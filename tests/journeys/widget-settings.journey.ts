import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenForComplaints, openAgentPage, type AgentPage } from '#tests/support/agent-page';
import { openCentre, type Centre } from '#tests/support/centre';
import { shoot } from '#tests/support/one-window';
import { openPastedShop, signIdentity, type PastedShop } from '#tests/support/pasted-shop';
import { waitUntil } from '#tests/support/wait-until';

const complaints: string[] = [];
const held: { centre?: Centre; browser?: Browser; shop?: PastedShop } = {};

beforeAll(async () => {
  held.centre = await openCentre();
  held.shop = await openPastedShop(held.centre.hubUrl);
  held.browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await held.browser?.close();
  await held.shop?.close();
  await held.centre?.close();
});

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('was not opened');
  return value;
}

async function deskOf(
  name: string,
  fullName: RegExp,
  look: { locale: 'ja' | 'en'; isDark?: boolean } = { locale: 'ja' },
): Promise<AgentPage> {
  const { address } = await given(held.centre).startDesk(name);
  const agent = await openAgentPage({ browser: given(held.browser), address, ...look, onComplaint: (one) => complaints.push(one) });
  await agent.page.getByRole('button', { name: fullName }).click();
  await agent.connection.getByText(agent.names.connected, { exact: true }).waitFor();
  return agent;
}

async function customer(): Promise<BrowserContext> {
  const context = await given(held.browser).newContext({ locale: 'ja-JP', viewport: { width: 1100, height: 900 } });
  listenForComplaints(context, (one) => complaints.push(one));
  return context;
}

async function openChat(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'チャットでお問い合わせ' }).click();
  const panel = page.getByRole('dialog');
  await panel.waitFor();
  return panel;
}

/** As the shop's own script does. */
async function identify(page: Page, token: string | null): Promise<void> {
  await page.evaluate((given) => {
    const { madoguchi } = window as unknown as { madoguchi: { identify(token: string | null): void } }; // what docs/widget.md promises
    madoguchi.identify(given);
  }, token);
}

test('an administrator shapes the widget, and the shop’s customers have it so: seen, asked, known, and answered later', async () => {
  const [centre, shop] = [given(held.centre), given(held.shop)];
  const admin = await deskOf('admin', /山本/);
  const { page } = admin;

  // Colour, greeting, questions, consent and the one site that may carry it: the preview is the widget itself.
  await page.getByRole('button', { name: '管理', exact: true }).click();
  await page.getByRole('button', { name: 'チャットの見た目', exact: true }).click();
  const preview = page.getByTestId('widget-preview');
  await preview.getByText('みどり商店').waitFor();
  await page.getByRole('textbox', { name: '色', exact: true }).fill('#ffd400');
  await page.getByText('明るい色です').waitFor();
  expect(await preview.locator('.launcher').evaluate((button) => getComputedStyle(button).color)).toBe('rgb(0, 0, 0)');
  await page.getByRole('textbox', { name: '色', exact: true }).fill('#aa1155');
  const greeting = page.getByRole('group', { name: 'はじめのあいさつ' }).getByRole('textbox', { name: '日本語' });
  await greeting.fill('<b onclick="x()">ようこそ</b>みどり商店へ');
  await preview.getByText('<b onclick="x()">ようこそ</b>みどり商店へ').waitFor();
  await page.getByRole('button', { name: '＋ お名前' }).click();
  await page.getByRole('checkbox', { name: '「お名前」を必須にする' }).check();
  await page.getByRole('button', { name: '＋ ご注文番号' }).click();
  await page.getByRole('group', { name: '同意していただく文' }).getByRole('textbox', { name: '日本語' }).fill('個人情報の扱いに同意します');
  await page.getByLabel('チャットを置けるサイト').fill('shop.example');
  await page.getByText('https:// から書いてください').waitFor();
  await page.getByLabel('チャットを置けるサイト').fill(shop.origin);
  await page.getByRole('checkbox', { name: /ログイン中のお客様/ }).check();
  await page.locator('input[type=file]').setInputFiles({
    name: 'logo.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  });
  await page.getByText('PNG・JPEG・WebPの画像を選んでください。').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: await readFile('docs/screenshots/widget.png'),
  });
  await preview.locator('.logo').waitFor();
  await shoot(page, 'widget-settings-ja');
  await page.getByRole('button', { name: '保存する', exact: true }).click();
  await page.getByText('保存していない変更があります').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '秘密鍵を作る' }).click();
  const secret = (await page.getByLabel('秘密鍵', { exact: true }).textContent()) ?? '';
  expect(secret).toMatch(/^[\w-]{43}$/);
  await page.getByRole('button', { name: '保存したので、表示を消す' }).click();
  expect(await page.content()).not.toContain(secret);
  shop.paste((await page.getByLabel('ページに貼り付けるコード').locator('pre').textContent()) ?? '');

  // A stranger: what is asked must be answered, what was agreed to is kept, and a way to answer is left.
  const stranger = await (await customer()).newPage();
  await stranger.goto(shop.url);
  const panel = await openChat(stranger);
  await panel.getByText('<b onclick="x()">ようこそ</b>みどり商店へ').waitFor();
  expect(await stranger.locator('header').evaluate((header) => getComputedStyle(header).backgroundColor)).toBe('rgb(170, 17, 85)');
  await panel.locator('.logo').waitFor();
  await panel.getByText('いまは担当者がいません。メッセージとご連絡先').waitFor();
  await shoot(stranger, 'widget-opening');
  await panel.getByRole('textbox', { name: 'メッセージ' }).fill('荷物が届きません');
  await panel.getByRole('button', { name: '送信' }).click();
  await panel.getByText('ご入力ください。').waitFor();
  await panel.getByLabel('お名前').fill('<img src=x onerror=alert(1)> 花子');
  await panel.getByLabel('メールアドレス').fill('ｈａｎａｋｏ＠example.jp');
  await panel.getByRole('button', { name: '送信' }).click();
  await panel.getByText('送信の前に、同意をお願いします。').waitFor();
  await panel.getByLabel('個人情報の扱いに同意します').check();
  await panel.getByRole('button', { name: '送信' }).click();
  await panel.getByRole('log').getByText('荷物が届きません').waitFor();
  await panel.getByText('メッセージとご連絡先をお預かりしました').waitFor();
  await shoot(stranger, 'widget-left');

  // Somebody the shop vouches for has a thread of their own, which nobody else on this browser sees.
  const family = await customer();
  shop.logIn({ sub: '10042', family_name: '山田', given_name: '太郎', email: 'taro@example.jp' }, secret);
  const known = await family.newPage();
  const judged = Promise.withResolvers<void>();
  await known.route('**/widget/*/session', async (route) => {
    await judged.promise;
    await route.continue();
  });
  await known.goto(shop.url);
  const knownPanel = await openChat(known);
  // Also while the hub has not yet said what it makes of the shop's word: a form that comes and goes asks for nothing.
  await knownPanel.getByLabel('個人情報の扱いに同意します').check();
  expect(await knownPanel.getByLabel('お名前').isVisible()).toBe(false);
  judged.resolve();
  await knownPanel.getByRole('textbox', { name: 'メッセージ' }).fill('会員の太郎です');
  await knownPanel.getByRole('button', { name: '送信' }).click();
  await knownPanel.getByRole('log').getByText('会員の太郎です').waitFor();
  shop.logIn(null, secret);
  await known.goto(shop.url);
  await known
    .getByRole('dialog')
    .or(known.getByRole('button', { name: 'チャットでお問い合わせ' }))
    .first()
    .waitFor();
  if (!(await known.getByRole('dialog').isVisible())) await openChat(known);
  await known.getByText('ようこそ', { exact: false }).waitFor();
  expect(await known.locator('madoguchi-widget').textContent()).not.toContain('会員の太郎です');
  shop.logIn({ sub: '10042' }, secret);
  await known.goto(shop.url);
  await known.getByRole('log').getByText('会員の太郎です').waitFor();
  // Logged out in a page that stays: out of sight and off the machine; logged in again, it is all there.
  await identify(known, null);
  await expect.poll(() => known.locator('madoguchi-widget').textContent()).not.toContain('会員の太郎です');
  expect(await known.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/10042|会員の太郎です/);
  await identify(known, signIdentity({ sub: '10042' }, secret));
  await known.getByRole('button', { name: /チャットでお問い合わせ/ }).click();
  await known.getByRole('log').getByText('会員の太郎です').waitFor();

  // The agent sees the difference between what was typed and what was proved, and that nobody has seen the answer yet.
  await stranger.goto('about:blank');
  const mika = await deskOf('mika', /佐藤 美香/);
  await mika.row('荷物が届きません').getByText('伝言・メール希望').waitFor();
  await mika
    .row('荷物が届きません')
    .getByRole('button', { name: /担当する|引き受け|取る/ })
    .first()
    .click();
  await mika.timeline.getByText('お客様の入力（未確認）').waitFor();
  await mika.timeline.getByText('<img src=x onerror=alert(1)> 花子').first().waitFor();
  await mika.timeline.getByText('同意いただいた文：').waitFor();
  await mika.replies('お調べして、のちほどお返事します');
  await mika.timeline.getByText('お客様はまだ見ていません').waitFor({ timeout: 60_000 });
  await shoot(mika.page, 'widget-left-agent');
  shop.logIn(null, secret);
  await stranger.goto(shop.url);
  await stranger.getByRole('button', { name: /未読/ }).or(stranger.getByRole('log')).first().waitFor();
  if (!(await stranger.getByRole('dialog').isVisible())) await stranger.getByRole('button', { name: /チャットでお問い合わせ/ }).click();
  await stranger.getByRole('log').getByText('お調べして、のちほどお返事します').waitFor();
  await mika.timeline.getByText('お客様はまだ見ていません').waitFor({ state: 'hidden' });
  await mika.opens('会員の太郎です');
  await mika.customer.getByText('10042').waitFor();

  // A word signed with another secret makes a stranger, and the log names no person.
  shop.logIn({ sub: '10042', email: 'taro@example.jp' }, 'another-secret');
  const forger = await (await given(held.browser).newContext({ locale: 'ja-JP' })).newPage();
  const hints: string[] = [];
  forger.on('console', (message) => hints.push(message.text()));
  await forger.goto(shop.url);
  await openChat(forger);
  await waitUntil(() => hints.some((hint) => hint.includes('the signed identity is not valid')));
  expect(await forger.locator('madoguchi-widget').textContent()).not.toContain('会員の太郎です');
  const logs = await centre.logs();
  expect(logs).toContain('a signed identity was refused');
  expect(logs).not.toMatch(/taro@example\.jp|10042/);
  expect(logs).not.toContain(secret);
  expect(complaints).toEqual([]);
});
