import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAgentPage, type PageLocale } from '#tests/support/agent-page';
import { shoot } from '#tests/support/one-window';
import { runProgram, type RunningProgram } from '#tests/support/running-program';

// From an empty folder to two people at work, with nothing but a browser: one command, its set-up page, a person added, and that person
// at a desk of her own. In Japanese, as the first centre would.

const DESK_READY = 'desk ready ';
const ADMIN_PASSWORD = 'さくら文具の管理者の合言葉';
const OWN_PASSWORD = 'いとうだけが知っている合言葉';

interface Scene {
  readonly folder: string;
  readonly browser: Browser;
  readonly programs: RunningProgram[];
}
const held: { scene?: Scene } = {};
const complaints: string[] = [];
/** A refused sign-in is an answer here, and a line in the console of no page: the core asks, not the page. */
const onComplaint = (complaint: string): void => void complaints.push(complaint);

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'madoguchi 最初の窓口 '));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  held.scene = { folder, browser, programs: [] };
});
afterAll(async () => {
  await held.scene?.browser.close();
  await Promise.all((held.scene?.programs ?? []).toReversed().map((program) => program.stop()));
  if (held.scene !== undefined) await rm(held.scene.folder, { recursive: true });
});

function scene(): Scene {
  if (held.scene === undefined) throw new Error('the scene is not set');
  return held.scene;
}

function run(file: string, args: readonly string[]): RunningProgram {
  const program = runProgram(file, args);
  scene().programs.push(program);
  return program;
}

async function pageAt(address: string, locale: PageLocale, isDark = false) {
  return openAgentPage({ browser: scene().browser, address, locale, isDark, onComplaint });
}

async function deskOf(name: string, hubUrl: string, locale: PageLocale) {
  const args = ['--shell', 'browser', '--no-open', '--hub', hubUrl, '--data', path.join(scene().folder, name), '--port', '0'];
  return pageAt((await run('src-main/desk.ts', args).line(DESK_READY)).slice(DESK_READY.length), locale);
}

const fill = (page: Page, label: string, text: string): Promise<void> => page.getByRole('textbox', { name: label, exact: true }).fill(text);

test('an empty folder becomes a centre, and the second person comes in with a password of her own', { timeout: 300_000 }, async () => {
  const { folder } = scene();
  const start = run('scripts/start.ts', ['--real', '--data', folder, '--port', '0', '--shell', 'browser', '--no-open']);
  const { page, ...admin } = await pageAt((await start.line(DESK_READY)).slice(DESK_READY.length), 'ja');
  const hubUrl = /hub ready (\S+)/.exec(start.said.join('\n'))?.[1] ?? '';

  // The set-up page: what is wrong first, all of it at once.
  const form = page.getByRole('form', { name: 'センターの初期設定' });
  await form.waitFor();
  await shoot(page, 'set-up-ja');
  await form.getByRole('button', { name: '設定してはじめる' }).click();
  await form.getByText('姓を入力してください。').waitFor();
  await form.getByText('キューの名称を入力してください。').waitFor();
  await shoot(page, 'set-up-wrong-ja');
  await form.getByRole('group', { name: '名称（お客様に表示されます）' }).getByLabel('日本語').fill('さくら文具');
  await form.getByRole('group', { name: 'キューの名称' }).getByLabel('日本語').fill('お問い合わせ');
  await fill(page, '姓', '青木');
  await fill(page, '名', '直子');
  await fill(page, 'セイ', 'アオキ');
  await fill(page, 'メイ', 'ナオコ');
  await fill(page, 'ローマ字の氏名', 'Naoko Aoki');
  await fill(page, 'ログイン名', 'aoki');
  await page.getByLabel('新しいパスワード', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByLabel('新しいパスワード（もう一度）', { exact: true }).fill(ADMIN_PASSWORD);
  await form.getByRole('button', { name: '設定してはじめる' }).click();

  // In the admin place, at the people; one is added.
  await page.getByRole('list', { name: 'メンバー' }).getByText('青木 直子').waitFor();
  await admin.connection.getByText(admin.names.connected, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'メンバーを追加' }).click();
  await fill(page, '姓', '伊藤');
  await fill(page, '名', '葵');
  await fill(page, 'セイ', 'イトウ');
  await fill(page, 'メイ', 'アオイ');
  await fill(page, 'ローマ字の氏名', 'Aoi Ito');
  await fill(page, 'ログイン名', 'ito');
  await page.getByRole('checkbox', { name: 'お問い合わせ' }).check();
  await shoot(page, 'person-new-ja');
  await page.getByRole('button', { name: '保存する' }).click();
  const slip = page.getByRole('dialog', { name: '伊藤 葵さんを追加しました' });
  const temporary = (await slip.getByText(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/).textContent()) ?? '';
  await shoot(page, 'person-password-ja');
  await slip.getByRole('button', { name: '閉じる' }).last().click();
  await slip.waitFor({ state: 'hidden' });

  // She comes to a desk of her own: the temporary password only leads to one of hers.
  const ito = await deskOf('ito', hubUrl, 'en');
  await ito.page.getByRole('textbox', { name: 'Name', exact: true }).fill('ito');
  await ito.page.getByLabel('Password', { exact: true }).fill(temporary);
  await ito.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ito.page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  await shoot(ito.page, 'choose-password-en');
  await ito.page.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD);
  await ito.page.getByLabel('New password, once more', { exact: true }).fill(OWN_PASSWORD);
  await ito.page.getByRole('button', { name: 'Save and sign in' }).click();
  await ito.inbox.waitFor({ state: 'attached' });
  await ito.isReady(true);

  // And out again, the moment the administrator lets her go; her password is worth nothing then.
  await page
    .getByRole('list', { name: 'メンバー' })
    .getByRole('button', { name: /伊藤 葵/ })
    .click();
  await page.getByRole('button', { name: '利用を停止する' }).click();
  const question = page.getByRole('dialog', { name: '伊藤 葵さんの利用を停止しますか' });
  await question.getByRole('button', { name: '停止する' }).click();
  await ito.page.getByRole('textbox', { name: 'Name', exact: true }).fill('ito');
  await ito.page.getByLabel('Password', { exact: true }).fill(OWN_PASSWORD);
  await ito.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ito.page.getByText('The name or the password is not right.').waitFor();

  const logs = await Promise.all(
    ['hub/logs/hub.log', 'desk/logs/desk.log', 'ito/logs/desk.log'].map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  expect([ADMIN_PASSWORD, OWN_PASSWORD, temporary].filter((secret) => logs.join('').includes(secret))).toEqual([]);
  expect(complaints).toEqual([]);
});
