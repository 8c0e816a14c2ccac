import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { openAgentPage, type AgentPage } from '#tests/support/agent-page';
import { openCentre, type Centre } from '#tests/support/centre';
import { shoot } from '#tests/support/one-window';
import { waitUntil } from '#tests/support/wait-until';

// A customer whose number is new, and an agent who finds out who that is: hub and desk as processes, a real Chromium.

interface Scene {
  readonly centre: Centre;
  readonly browser: Browser;
  readonly mika: AgentPage;
}

const held: { scene?: Scene } = {};
const complaints: string[] = [];
const NEW_NUMBER = '+819088887777';
const KNOWN = DEMO_CUSTOMERS.find(({ id }) => id === 'cus_tanaka-hanako')?.phoneNumber ?? '';

beforeAll(async () => {
  const centre = await openCentre();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const { address } = await centre.startDesk('mika');
  const mika = await openAgentPage({ browser, address, locale: 'ja', onComplaint: (complaint) => complaints.push(complaint) });
  await mika.signsIn('佐藤 美香');
  held.scene = { centre, browser, mika };
});
afterAll(async () => {
  await held.scene?.browser.close();
  await held.scene?.centre.close();
});

function scene(): Scene {
  if (held.scene === undefined) throw new Error('the scene is not set');
  return held.scene;
}

test('a new number is found to be a known customer’s: named, joined, and all of the past is in one timeline', async () => {
  const { centre, mika } = scene();
  const { page, customer, timeline } = mika;
  await centre.customerTexts(NEW_NUMBER, '番号が変わりました。湯のみの件です。');
  await mika.isReady(true);
  await mika.accept.click();
  await timeline.getByText('番号が変わりました').waitFor();

  await customer.getByRole('button', { name: 'お名前を編集' }).click();
  await page.keyboard.type('田中');
  await page.keyboard.press('Enter');
  await customer.getByRole('heading', { name: '田中 様' }).waitFor();

  await customer.getByRole('button', { name: '連絡先を追加' }).click();
  await page.keyboard.type(KNOWN.replace('+81', '0'));
  await page.keyboard.press('Enter');
  await customer.getByText('別のお客様「田中 花子」の連絡先です').waitFor();
  await customer.getByRole('button', { name: '同じ方なら統合…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /花子/ }).click();
  await shoot(page, 'customer-join');
  await dialog.getByRole('button', { name: '統合する' }).click();

  await customer.getByRole('heading', { name: '田中 花子 様' }).waitFor();
  await customer.getByText('090-8888-7777').waitFor();
  // A past that comes in above may leave the newest words below the edge, with the way to them.
  const newest = page.getByRole('button', { name: /^(?:新着|最新へ)/ });
  await timeline.getByText('番号が変わりました').or(newest).first().waitFor();
  if (await newest.isVisible()) await newest.click();
  await timeline.getByText('番号が変わりました').waitFor();
  await customer.getByRole('region', { name: 'これまでの対応' }).getByRole('button').first().waitFor();
  await mika.replies('田中様、いつもありがとうございます。');
  await expect
    .poll(async () => (await centre.textsTo(NEW_NUMBER)).map(({ body }) => body))
    .toEqual(['田中様、いつもありがとうございます。']);
});

test('words of the past are found by a key, whatever their kana, and what is to be come back to stays unread', async () => {
  const { centre, mika } = scene();
  const { page, timeline } = mika;
  await centre.customerTexts(NEW_NUMBER, '返品はできますか');
  await timeline.getByText('返品はできますか').waitFor();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('ゴザイマス');
  await page.getByRole('search').getByText(/件$/).waitFor();
  await page.keyboard.press('Enter');
  await shoot(page, 'customer-find');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('search').count()).toBe(0);
  await page.getByRole('button', { name: '未読にする' }).click();
  await mika.inbox.getByText('未読', { exact: true }).first().waitFor({ state: 'attached' });
  // Longer than it takes to have read what is on the screen.
  await page.waitForTimeout(1_500);
  expect(await mika.inbox.getByText('未読', { exact: true }).count()).toBe(1);
});

test('somebody known is written to first, and the words go out', async () => {
  const { centre, mika } = scene();
  const { page, customer, reply } = mika;
  const other = DEMO_CUSTOMERS.find(({ id }) => id === 'cus_mori-kazuko');
  if (other === undefined) throw new Error('the demo knows 森 和子');
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox').fill('森和子');
  await page.locator('[role=menuitem][data-key]').filter({ hasText: '森 和子' }).first().click();
  await customer.getByRole('heading', { name: '森 和子 様' }).waitFor();
  await customer.getByRole('button', { name: 'SMSを送る' }).click();
  await expect.poll(() => reply.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type('ご注文の品が入荷しました。');
  await page.keyboard.press('Enter');
  await waitUntil(async () => (await centre.textsTo(other.phoneNumber)).some(({ body }) => body.includes('入荷しました')), {
    what: 'the SMS at Twilio',
  });
  expect(complaints).toEqual([]);
});
