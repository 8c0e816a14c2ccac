// npm run screenshots: the pictures of the README, taken of a real hub, desk and widget while Mika works. They land in docs/screenshots.
// npm run screenshots -- --outage: those of the outage tour only.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { ROOT, startNode } from './support/processes.ts';
import { createStopper } from './support/stopper.ts';

const FOLDER = join(ROOT, 'docs/screenshots');
const LOOK = { viewport: { width: 1440, height: 900 }, timezoneId: 'Asia/Tokyo' };
/** Customers made of code come one by one, every 40 seconds or so. */
const FULL_INBOX = { rows: 8, withinMs: 240_000 };

const stop = createStopper();
const data = mkdtempSync(join(tmpdir(), 'madoguchi-screenshots-'));
try {
  await takePictures();
} finally {
  await stop.all();
  rmSync(data, { recursive: true, force: true });
}

async function takePictures(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  spawnSync(process.execPath, ['scripts/build.ts', '--missing', 'renderer', 'widget'], { cwd: ROOT, stdio: 'inherit' });
  const twilio = await start('tests/emulators/twilio-emulator.ts', [], 'twilio emulator ready ');
  const hubArgs = ['--demo', '--simulator', '--port', '0', '--data', join(data, 'hub')];
  const hub = await start('src-hub/main.ts', hubArgs, 'hub ready ', { TWILIO_API_BASE_URL: twilio });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  stop.add(() => browser.close());

  const texts = (key: string, body: string) => text(twilio, `${hub}/channels/sms/webhook`, numberOf(key), body);
  const visitor = await openShop(browser, hub);
  const mika = await openDesk(browser, await startDesk(hub, 'mika'), '佐藤 美香');

  await takeOutageTour(mika, visitor);
  if (process.argv.includes('--outage')) return;

  await texts('emma-wilson', 'Hi, my linen shirt arrived today but I ordered M and got S. Can I swap it?');
  await texts('tanaka-hanako', '昨日届いた有田焼の湯のみが、ひとつ欠けていました。交換していただけますか？');
  await writeAsVisitor(visitor, 'ありがとうございます。ガスコンロなので大丈夫です。');
  await reply(mika, '安心いたしました。ご注文をお待ちしております。');
  await visitor.getByText('ご注文をお待ちしております。').waitFor();
  await shoot(visitor, 'widget');

  await take(mika, 'linen shirt arrived');
  await reply(
    mika,
    'Hello Emma, this is Mika at Midori Shop. I am sorry we sent you the wrong size. I can send an M today; it reaches you on Wednesday.',
  );
  await note(mika, 'Size M in stock (4 left). Picking error at the warehouse, told Osamu.');
  await texts('emma-wilson', 'That would be great, thank you! Shall I send the S back?');

  await take(mika, 'ひとつ欠けていました');
  await reply(mika, '田中様、いつもありがとうございます。佐藤です。ご迷惑をおかけし申し訳ございません。すぐに新しいものをお送りします。');
  await texts('tanaka-hanako', '助かります。欠けたほうは、返送が必要ですか？');
  await note(mika, '欠けの写真は不要と判断。交換品を本日出荷、返送なし(倉庫に連絡済み)。');
  await reply(mika, 'ご返送は不要です。交換のお品は本日出荷し、火曜日の午前中にお届けします。');
  await texts('tanaka-hanako', 'ご丁寧にありがとうございます。火曜日、待っています。');
  await mika.getByRole('log').getByText('火曜日、待っています。').waitFor();
  await mika
    .getByRole('list', { name: '受信トレイ' })
    .getByRole('listitem')
    .nth(FULL_INBOX.rows - 1)
    .waitFor({ timeout: FULL_INBOX.withinMs });
  await command(mika, '受付中にする');
  await mika.getByRole('button', { name: '応答', exact: true }).waitFor();
  await shoot(mika, 'desk-ja-light');

  await command(mika, 'Switch to English');
  await mika.emulateMedia({ colorScheme: 'dark' });
  await mika.getByRole('list', { name: 'Inbox' }).getByText('Emma Wilson').first().click();
  await mika.getByRole('log', { name: 'Timeline' }).getByText('Shall I send the S back?').waitFor();
  await shoot(mika, 'desk-en-dark');

  const ryo = await openDesk(browser, await startDesk(hub, 'ryo'), '伊藤 亮');
  await command(ryo, 'Switch to English');
  await ryo.emulateMedia({ colorScheme: 'dark' });
  await ryo.getByRole('button', { name: 'Team', exact: true }).click();
  await ryo.getByRole('grid').getByText('Shall I send the S back?').waitFor();
  await shoot(ryo, 'team-en-dark');

  const osamu = await openDesk(browser, await startDesk(hub, 'osamu'), '山本 修');
  await osamu.getByRole('button', { name: '管理', exact: true }).click();
  await osamu.getByRole('button', { name: '定型文', exact: true }).click();
  await osamu.getByRole('button', { name: /お届け先の変更/ }).click();
  await osamu.getByRole('textbox', { name: 'ショートカット' }).waitFor();
  await shoot(osamu, 'admin-ja-light');
}

/** The three minutes that the README tells: cut the line, go on working, see what becomes of each word. */
async function takeOutageTour(mika: Page, visitor: Page): Promise<void> {
  await writeAsVisitor(visitor, '伊賀焼の土鍋は、IHでも使えますか？');
  await take(mika, '土鍋は、IHでも');
  await mika.getByRole('textbox', { name: '返信', exact: true }).waitFor();
  await command(mika, '回線を切る（練習）');
  await mika.getByText('練習中：このデスクの回線を切っています').waitFor();
  await mika.getByRole('button', { name: /練習：回線を切断中/ }).click();
  await mika.getByRole('dialog', { name: '接続状態' }).waitFor();
  await shoot(mika, 'outage-1-cut');
  await mika.keyboard.press('Escape');

  await reply(
    mika,
    'お問い合わせありがとうございます。みどり商店の佐藤です。伊賀焼の土鍋はIHには対応しておりません。直火かオーブンでお使いください。',
  );
  await note(mika, '土鍋のIH可否の問い合わせ。商品ページに書き足すよう依頼する。');
  // The customer knows nothing of all this, and writes on.
  await writeAsVisitor(visitor, 'すみません、ガスコンロで使うので解決しました。');
  await mika.reload();
  await mika.getByText('練習中：このデスクの回線を切っています').waitFor();
  await mika.keyboard.press('o');
  await mika.getByText('商品ページに書き足すよう').first().waitFor();
  await shoot(mika, 'outage-2-unsent');

  await mika.getByRole('button', { name: '練習を終えて、つなぐ' }).click();
  await mika.getByText('練習中：').waitFor({ state: 'hidden' });
  await mika.getByText('解決しました').first().waitFor();
  await shoot(mika, 'outage-3-back');
  await mika.keyboard.press('s');
  await visitor.getByText('直火かオーブンでお使いください').waitFor();
  await mika.keyboard.press('Escape');
}

function startDesk(hub: string, name: string): Promise<string> {
  const args = ['--shell', 'browser', '--no-open', '--hub', hub, '--data', join(data, `desk-${name}`), '--port', '0'];
  return start('src-main/desk.ts', args, 'desk ready ');
}

async function start(program: string, args: readonly string[], ready: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const started = startNode(program, args, { env: { ...process.env, ...env }, isShown: false });
  stop.add(() => started.end());
  const said = await started.waitFor(ready);
  if (said === null) throw new Error(`${program} ended before it was ready`);
  return said;
}

function numberOf(key: string): string {
  const customer = DEMO_CUSTOMERS.find(({ id }) => id === `cus_${key}`);
  if (customer === undefined) throw new Error(`nobody is called ${key}`);
  return customer.phoneNumber;
}

/** An SMS by one of the demo's regulars, signed and posted as Twilio does. */
async function text(twilio: string, url: string, from: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${twilio}/emulator/inbound`, { method: 'POST', headers, body: JSON.stringify({ url, from, body }) });
}

async function openShop(browser: Browser, hub: string): Promise<Page> {
  const page = await (await browser.newContext({ ...LOOK, locale: 'ja-JP' })).newPage();
  await page.goto(`${hub.replace('127.0.0.1', 'localhost')}/demo/shop?lang=ja`);
  await page.getByRole('button', { name: 'チャットでお問い合わせ' }).click();
  return page;
}

async function writeAsVisitor(page: Page, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'メッセージ', exact: true }).fill(line);
  await page.getByRole('button', { name: '送信', exact: true }).click();
}

async function openDesk(browser: Browser, address: string, person: string): Promise<Page> {
  const page = await (await browser.newContext({ ...LOOK, locale: 'ja-JP', colorScheme: 'light' })).newPage();
  await page.goto(address);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('list', { name: '受信トレイ' }).waitFor({ state: 'attached' });
  return page;
}

async function take(desk: Page, words: string): Promise<void> {
  await desk.getByRole('list', { name: '受信トレイ' }).getByText(words).click();
  await desk.getByRole('button', { name: '引き受ける', exact: true }).first().click();
}

async function reply(desk: Page, words: string): Promise<void> {
  await desk.getByRole('textbox', { name: '返信', exact: true }).fill(words);
  await desk.getByRole('button', { name: '送信', exact: true }).click();
  await desk.getByRole('log').getByText(words).waitFor();
}

async function note(desk: Page, words: string): Promise<void> {
  await desk.getByRole('textbox', { name: 'メモ', exact: true }).fill(words);
  await desk.getByRole('button', { name: 'メモを追加' }).click();
  await desk.getByRole('log').getByText(words).waitFor();
}

async function command(desk: Page, words: string): Promise<void> {
  await desk.keyboard.press('Control+k');
  await desk.getByRole('searchbox').fill(words);
  await desk.getByRole('menuitem').filter({ hasText: words }).click();
}

async function shoot(page: Page, name: string): Promise<void> {
  // What was only true while typing or pointing does not belong into a picture.
  await page.mouse.move(720, 450);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
