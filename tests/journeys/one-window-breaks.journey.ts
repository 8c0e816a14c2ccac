import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AgentPage } from '#tests/support/agent-page';
import { decryptedDesk } from '#tests/support/decrypted-desk';
import { openOneWindow, shoot, type OneWindow } from '#tests/support/one-window';
import type { ShopCustomer } from '#tests/support/shop-customer';

// What breaks in the middle of a talk, and what is taken away: nothing is lost, nothing comes twice, nothing stays that may not.

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

/** Looks until it is so; the machine may be busy, and who has lost the hub waits a while between tries. */
function soon<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 45_000 });
}

async function aTalk(agent: AgentPage, question: string): Promise<ShopCustomer> {
  const customer = await window().customer();
  await customer.writes(question);
  await takes(agent, question);
  return customer;
}

async function takes(agent: AgentPage, question: string): Promise<void> {
  await agent.opens(question);
  await agent.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  await agent.reply.waitFor();
}

/** Where the customer wrote into the outage, replies written before that was seen are held: each is sent all the same. */
async function sendsAllThatWaited({ page, timeline }: AgentPage): Promise<void> {
  await page
    .getByRole('button', { name: /^未送信/ })
    .first()
    .click();
  const held = page.locator('button[id^="unsent-"][data-need="held"][data-decided="false"]').first();
  await soon(async () => {
    if (await held.isVisible()) {
      await held.click();
      await page.keyboard.press('s');
    }
    return page.getByText('すべて送信済みです。').isVisible();
  }).toBe(true);
  await page
    .getByRole('button', { name: /^受信トレイ/ })
    .first()
    .click();
  await timeline.waitFor();
}

test('a reload of either side in the middle of writing keeps what was half written, and the talk', async () => {
  const { mika } = window();
  const customer = await aTalk(mika, '送料はいくらですか');
  await mika.replies('八百円です');
  await mika.reply.fill('ただし、八千円以上は');
  await mika.page.reload();
  await mika.opens('八百円です');
  await soon(() => mika.reply.inputValue()).toBe('ただし、八千円以上は');
  await customer.field.fill('では二つ');
  await customer.page.reload();
  await soon(() => customer.field.inputValue()).toBe('では二つ');
  await customer.writes('では二つ買います');
  await mika.timeline.getByText('では二つ買います').waitFor();
  await mika.replies('ただし、八千円以上は無料です');
  await soon(() => customer.lines()).toEqual([
    ['送料はいくらですか', '既読'],
    ['八百円です', ''],
    ['では二つ買います', '既読'],
    ['ただし、八千円以上は無料です', ''],
  ]);
  expect(await mika.reply.inputValue()).toBe('');
  await mika.wrapsUp('質問に回答');
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'the hub restarted by %s in the middle: both sides go on, nothing is lost or doubled',
  async (signal) => {
    const { mika, centre } = window();
    const question = `荷物が届きません（${signal}）`;
    const customer = await aTalk(mika, question);
    await mika.replies('お調べします');
    await customer.log.getByText('お調べします').waitFor();
    await window().whileHubIsAway(async () => {
      // Said while it dies …
      const dying = Promise.all([customer.writes('急いでいます'), mika.replies('承知しました')]);
      await Promise.all([dying, centre.endHub(signal)]);
      // … and while it is gone.
      await mika.connection.getByText('オフライン').waitFor();
      await customer.writes('もしもし？');
      await mika.replies('少々お待ちください');
      await mika.notes('ハブが止まっている');
      await mika.timeline.getByText('接続待ち').first().waitFor();
      await customer.page.getByText('接続が切れています', { exact: false }).waitFor();
      await shoot(mika.page, `ja-offline-${signal}`);
      await centre.startHub();
      await mika.connection.getByText('接続中').waitFor({ timeout: 45_000 });
      await customer.page.getByText('接続が切れています', { exact: false }).waitFor({ state: 'hidden', timeout: 45_000 });
      await sendsAllThatWaited(mika);
      await mika.timeline.getByText('もしもし？').waitFor({ timeout: 45_000 });
      await customer.log.getByText('少々お待ちください').waitFor({ timeout: 45_000 });
    });
    await mika.replies('お待たせしました');
    await customer.writes('はい');
    const own = [question, '急いでいます', 'もしもし？', 'はい'];
    const ours = ['お調べします', '承知しました', '少々お待ちください', 'お待たせしました'];
    const allOnce = async (): Promise<void> => {
      await soon(async () => (await customer.lines()).map(([words]) => words).toSorted()).toEqual([...own, ...ours].toSorted());
      await soon(async () => (await customer.lines()).filter(([words, mark]) => own.includes(words) && mark !== '既読')).toEqual([]);
      for (const words of [...own, ...ours, 'ハブが止まっている']) {
        await soon(() => mika.timeline.getByText(words, { exact: true }).count()).toBe(1);
      }
      await soon(() => mika.timeline.getByText(/接続待ち|送信待ち|送信中|未送信/).count()).toBe(0);
    };
    await allOnce();
    await mika.page.reload();
    await mika.opens('はい');
    await customer.page.reload();
    await allOnce();
    expect(await mika.connection.textContent()).toContain('接続中');
    await mika.wrapsUp('配送の案内・変更');
  },
);

test('who loses a queue has nothing of it left in list, search or on the disk; who gains it has it at once, with history', async () => {
  const { kenji, centre } = window();
  const secret = '取り消したい緑茶の注文';
  expect(await centre.customerTexts('+819000001234', secret)).toBe(200);
  await takes(kenji, secret);
  await kenji.replies('緑茶ですね');
  await kenji.notes('緑茶の常連');
  await kenji.wrapsUp('注文の変更・取消');
  expect(await centre.customerTexts('+819000001234', '緑茶の件の続き')).toBe(200);
  await kenji.opens('緑茶の件の続き');
  await soon(async () => (await kenji.finds('緑茶の')).length).toBeGreaterThan(1);

  const ryo = await window().desk('ryo', { locale: 'en' });
  await ryo.signsIn('Ryo Ito');
  await setsQueues(ryo, { 'SMS support': false });
  await soon(() => kenji.row('緑茶').count()).toBe(0);
  await soon(() => kenji.page.getByText('緑茶').count()).toBe(0);
  expect(await kenji.timeline.textContent()).toBe('このお客様の情報は表示できなくなりました。');
  await shoot(kenji.page, 'ja-queue-lost');
  await soon(() => kenji.finds('緑茶の')).toEqual([]);
  await kenji.page.close();
  await kenji.process.stop();
  const disk = await decryptedDesk(kenji.process.folder);
  expect(disk).toContain('agt_kenji');
  expect(disk).not.toMatch(/緑茶|819000001234/);

  await setsQueues(ryo, { 'SMS support': true });
  const again = await window().desk('kenji', { locale: 'ja' });
  await again.opens('緑茶の件の続き');
  for (const words of [secret, '緑茶ですね', '緑茶の常連']) await again.timeline.getByText(words, { exact: true }).waitFor();
  await soon(async () => (await again.finds('緑茶の')).length).toBeGreaterThan(1);
  await shoot(again.page, 'ja-queue-gained');
});

async function setsQueues(lead: AgentPage, queues: Readonly<Record<string, boolean>>): Promise<void> {
  await lead.page.getByRole('button', { name: 'Team', exact: true }).click();
  await lead.page.getByRole('button', { name: 'Change queues of Kenji Suzuki' }).click();
  for (const [name, isWished] of Object.entries(queues)) {
    const box = lead.page.getByRole('checkbox', { name });
    if ((await box.isChecked()) !== isWished) await lead.page.getByRole('dialog').getByText(name).click();
  }
  await shoot(lead.page, 'en-team');
  await lead.page.getByRole('button', { name: 'Save', exact: true }).click();
  await lead.page.getByRole('dialog').waitFor({ state: 'hidden' });
}
