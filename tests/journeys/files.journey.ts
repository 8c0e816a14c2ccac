import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aPdfOf, aPng } from '#tests/support/files/good-files';
import { giveFiles, type GivenFile } from '#tests/support/give-files';
import type { ShopCustomer } from '#tests/support/shop-customer';
import { openOneWindow, shoot, type OneWindow } from '#tests/support/one-window';

// Files both ways, between a customer in the shop and an agent at a desk: hub and desk as processes, and a real Chromium.

const held: { window?: OneWindow } = {};

beforeAll(async () => {
  held.window = await openOneWindow();
});
afterEach(() => window().mustBeQuiet());
afterAll(() => held.window?.close());

function window(): OneWindow {
  if (held.window === undefined) throw new Error('the window is not open');
  return held.window;
}

/** Looks until it is so; the machine may be busy. */
function soon<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

const SCREEN: GivenFile = { name: 'image.png', type: 'image/png', bytes: aPng(320, 180, { colour: [200, 80, 60] }) };
const LABEL: GivenFile = { name: '返送用ラベル.png', type: 'image/png', bytes: aPng(240, 320, { colour: [31, 75, 153] }) };
const RECEIPT: GivenFile = { name: '領収書.pdf', type: 'application/pdf', bytes: aPdfOf(2) };
const PROGRAM: GivenFile = { name: 'setup.exe', type: 'application/octet-stream', bytes: Buffer.from('MZ') };

/** Of the bar that each page of the receipt has at its top. */
function colourIn(canvas: Locator): Promise<number[]> {
  return canvas.evaluate((element: HTMLCanvasElement) =>
    Array.from(
      element
        .getContext('2d')
        ?.getImageData(element.width / 2, element.height * 0.17, 1, 1)
        .data.slice(0, 3) ?? [],
    ),
  );
}

/** The part of the widget that takes files is fetched when the field is first wanted. */
async function wantsToWrite({ page, field }: ShopCustomer): Promise<void> {
  await field.click();
  const isThere = (): Promise<boolean> =>
    page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/widget-files.js')));
  await soon(isThere).toBe(true);
}

const drawn = (picture: Locator): Promise<readonly [number, number]> =>
  picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight] as const);

test('a customer pastes a picture, the agent sees it and drops a label and a receipt, the customer saves both', async () => {
  const { mika } = window();
  const customer = await window().customer();
  await wantsToWrite(customer);
  await giveFiles(customer.field, 'paste', [SCREEN]);
  await customer.page.getByText('image.png').waitFor();
  await customer.writes('この画面から進めません');
  await soon(() => drawn(customer.log.getByRole('img', { name: '画像：image.png' }))).toEqual([320, 180]);
  await shoot(customer.page, 'files-customer-sent');

  await mika.row('この画面から進めません').waitFor();
  await mika.isReady(true);
  await mika.accept.click();
  const seen = mika.timeline.getByRole('img', { name: '画像：image.png' });
  await soon(() => drawn(seen)).toEqual([320, 180]);
  await mika.timeline.getByRole('button', { name: '画像を大きく表示：image.png' }).press('Enter');
  const lightbox = mika.page.getByRole('dialog', { name: 'image.png' });
  await lightbox.waitFor();
  await shoot(mika.page, 'files-lightbox');
  const [kept] = await Promise.all([mika.page.waitForEvent('download'), lightbox.getByRole('button', { name: /^保存/ }).click()]);
  expect((await readFile(await kept.path())).equals(SCREEN.bytes)).toBe(true);
  await mika.page.keyboard.press('Escape');
  await lightbox.waitFor({ state: 'detached' });

  await giveFiles(mika.reply, 'drop', [LABEL, RECEIPT, PROGRAM]);
  await mika.page.getByText('setup.exe：プログラムは送れません。').waitFor();
  const chips = mika.page.getByRole('list', { name: '添付するファイル' }).getByRole('listitem');
  await soon(() => chips.count()).toBe(2);
  await shoot(mika.page, 'files-chips');
  await mika.replies('ラベルと領収書をお送りします。');
  await mika.timeline.getByRole('img', { name: '画像：返送用ラベル.png' }).waitFor();
  await mika.timeline.getByText('領収書.pdf').waitFor();
  await shoot(mika.page, 'files-talk');
  await mika.timeline.getByRole('button', { name: '領収書.pdfを表示' }).press('Enter');
  const paper = mika.page.getByRole('dialog', { name: '領収書.pdf' });
  await soon(() => colourIn(paper.getByRole('img', { name: '領収書.pdf、2ページ中1ページ目' }))).toEqual([0, 51, 204]);
  await mika.page.keyboard.press('ArrowRight');
  await soon(() => colourIn(paper.getByRole('img', { name: '領収書.pdf、2ページ中2ページ目' }))).toEqual([204, 51, 0]);
  await shoot(mika.page, 'files-pdf');
  await mika.page.keyboard.press('Escape');
  await paper.waitFor({ state: 'detached' });

  await soon(() => drawn(customer.log.getByRole('img', { name: '画像：返送用ラベル.png' }))).toEqual([240, 320]);
  const [saved] = await Promise.all([
    customer.page.waitForEvent('download'),
    customer.log.getByRole('button', { name: '領収書.pdfを保存' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('領収書.pdf');
  expect((await readFile(await saved.path())).equals(RECEIPT.bytes)).toBe(true);
  await shoot(customer.page, 'files-customer');

  // A note's file is for colleagues: the customer's page never hears of it.
  await giveFiles(mika.note, 'drop', [{ ...LABEL, name: '社内メモ.png' }]);
  await mika.note.fill('配送の写真');
  await mika.note.press('Enter');
  await mika.timeline.getByRole('img', { name: '画像：社内メモ.png' }).waitFor();
  await customer.writes('ありがとうございます');
  expect(await customer.page.content()).not.toContain('社内メモ');
});

test('a customer is told in a sentence why a file cannot be sent', async () => {
  const customer = await window().customer();
  await wantsToWrite(customer);
  await giveFiles(customer.field, 'drop', [
    PROGRAM,
    { name: 'logo.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg onload="alert(1)"/>') },
  ]);
  const told = customer.page.getByText('この種類のファイルは送れません。', { exact: false });
  await expect.poll(() => told.count(), { timeout: 15_000 }).toBe(2);
  await shoot(customer.page, 'files-refused');
});
