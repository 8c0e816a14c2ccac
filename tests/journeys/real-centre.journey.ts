import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createI18n } from '#ui/i18n/i18n';
import { lineUser } from '#tests/emulators/line-events';
import type { AgentPage, PageLocale } from '#tests/support/agent-page';
import { shoot } from '#tests/support/one-window';
import { openPastedShop, type PastedShop } from '#tests/support/pasted-shop';
import { adminHands, comesIn, openRealCentre, signIn, type NewPerson, type RealCentre } from '#tests/support/real-centre';
import { ja as words } from '#widget/text.ja';

// From an empty folder to the first answered chat and LINE message, and back from a backup, without editing a file: what a shop does on its
// first day, by its screens, in either language; its page, and so its chat, is Japanese.

const ADMIN_PASSWORD = 'さくら文具の管理者の合言葉';
const ITO: NewPerson = { loginName: 'ito', family: '伊藤', given: '葵', latinName: 'Aoi Ito', password: 'いとうだけが知っている合言葉' };
const MORI: NewPerson = { loginName: 'mori', family: '森', given: '健', latinName: 'Ken Mori', password: 'もりだけが知っている合言葉' };
const HANAKO = lineUser('hanako');

const open: { centre?: RealCentre; shop?: PastedShop }[] = [];
afterAll(async () => {
  for (const { centre, shop } of open) {
    await shop?.close();
    await centre?.close();
  }
});

/** What was said, in its order. */
async function linesOf(agent: AgentPage): Promise<string[]> {
  return agent.timeline
    .locator('article[data-by]')
    .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-by')}: ${row.querySelector('[dir]')?.textContent}`));
}

test.each(['ja', 'en'] as const)(
  'a shop’s first day, and its second after a fire (%s)',
  { timeout: 420_000 },
  async (locale: PageLocale) => {
    const { t } = createI18n(locale);
    const centre = await openRealCentre(locale);
    const held: (typeof open)[number] = { centre };
    open.push(held);
    const first = await centre.start(path.join(centre.folder, 'first'));
    const aoki = adminHands(first.admin, locale);

    // The centre, two people, what they write often, the shop's page and LINE.
    await aoki.setsUp('さくら文具', 'お問い合わせ', ADMIN_PASSWORD);
    const passwords = [await aoki.addsPerson(ITO, 'お問い合わせ'), await aoki.addsPerson(MORI, 'お問い合わせ')] as const;
    await aoki.addsCanned('はじめのあいさつ', 'aisatsu', '{{customer.name}}様、お問い合わせありがとうございます。');
    const shop = await openPastedShop(first.hubUrl);
    held.shop = shop;
    await aoki.addsAccount('web_chat', async () => {
      await aoki.namesAccount('お店のチャット');
      await aoki.shopOf('さくら文具', shop.origin);
    });
    shop.paste(await aoki.snippet());
    await aoki.addsAccount('line', () => aoki.namesAccount('公式アカウント'));
    await aoki.setsSecret('channel_secret', 'demo-line-secret');
    await aoki.setsSecret('channel_access_token', 'demo-line-token');
    await shoot(first.admin.page, `real-accounts-${locale}`);

    const [ito, mori] = [await centre.desk('ito', first.hubUrl), await centre.desk('mori', first.hubUrl)];
    await comesIn(ito, locale, ITO, passwords[0]);
    await comesIn(mori, locale, MORI, passwords[1]);
    await ito.isReady(true);

    // A customer on a page of another origin; the answer is a prepared one, to somebody whose name nobody knows yet.
    const customer = await centre.visit(shop.url);
    await customer.getByRole('button', { name: words.open }).click();
    const chat = customer.getByRole('dialog');
    await chat.getByRole('textbox', { name: words.input }).fill('万年筆のインクが漏れます');
    await chat.getByRole('button', { name: words.send, exact: true }).click();
    await ito.accept.click();
    await ito.timeline.getByText('万年筆のインクが漏れます').waitFor();
    await insertCanned('aisatsu');
    await expect.poll(() => ito.reply.inputValue()).toBe('お客様、お問い合わせありがとうございます。');
    await ito.page.getByRole('button', { name: ito.names.send, exact: true }).click();
    await chat.getByRole('log').getByText('お客様、お問い合わせありがとうございます。').waitFor();

    // Named, the customer is addressed by the name, with one 様.
    await ito.customer.getByRole('button', { name: t('customer-edit:edit_name'), exact: true }).click();
    await ito.customer.getByRole('textbox', { name: t('customer-edit:family'), exact: true }).fill('小林');
    await ito.customer.getByRole('textbox', { name: t('customer-edit:given'), exact: true }).fill('桜');
    await ito.page.keyboard.press('Enter');
    await ito.customer.getByRole('heading', { name: /小林 桜/ }).waitFor();
    await insertCanned('aisatsu');
    await expect.poll(() => ito.reply.inputValue()).toBe('小林 桜様、お問い合わせありがとうございます。');
    await shoot(ito.page, `real-canned-${locale}`);
    await ito.page.getByRole('button', { name: ito.names.send, exact: true }).click();
    await chat.getByRole('log').getByText('小林 桜様、お問い合わせありがとうございます。').waitFor();

    // Handed over with a note, laid aside till the customer answers, ended, closed.
    await work(ito, t('handover:actions.hand_over'));
    const handOver = ito.page.getByRole('dialog');
    await handOver.getByRole('option', { name: locale === 'ja' ? /森 健/ : /Ken Mori/ }).click();
    await handOver.getByRole('textbox', { name: t('handover:note'), exact: true }).fill('インクの型番を確認してください');
    await handOver.getByRole('button', { name: t('handover:handOver'), exact: true }).click();
    await mori.accept.click();
    await mori.timeline.getByText('インクの型番を確認してください').waitFor();
    await work(mori, t('handover:until.answer'));
    await chat.getByRole('textbox', { name: words.input }).fill('型番は A-12 です');
    await chat.getByRole('button', { name: words.send, exact: true }).click();
    await mori.timeline.getByText('型番は A-12 です').waitFor();
    await mori.replies('ありがとうございます。交換品をお送りします。');
    await chat.getByRole('log').getByText('交換品をお送りします').waitFor();
    await mori.wrapsUp(locale === 'ja' ? '対応済み' : 'Answered');

    // The first LINE message, answered for free by its reply token.
    const isPosted = await centre.line.post(
      `${first.hubUrl}/channels/line/webhook`,
      centre.line.events({ from: HANAKO, text: '営業時間は？' }),
    );
    expect(isPosted).toBe(200);
    await ito.accept.click();
    await ito.timeline.getByText('営業時間は？').waitFor();
    await ito.replies('10時から18時までです。');
    await expect
      .poll(() => centre.line.accepted.map(({ how, messages }) => [how, messages[0]?.text]))
      .toEqual([['reply', '10時から18時までです。']]);
    await shoot(ito.page, `real-line-${locale}`);

    // Saved while it works; put back into an empty folder; the same people find the same timeline.
    await ito.page.getByRole('button', { name: ito.names.search, exact: true }).click();
    await openFromPalette(ito, 'A-12');
    const before = await linesOf(ito);
    expect(before.length).toBeGreaterThanOrEqual(5);
    const file = path.join(centre.folder, 'centre.madoguchi');
    await centre.madoguchi('backup', '--to', file, '--data', path.join(centre.folder, 'first', 'hub'));
    await first.stop();
    const again = path.join(centre.folder, 'second');
    await centre.madoguchi('restore', file, '--data', path.join(again, 'hub'));
    const second = await centre.start(again);
    const back = await centre.desk('ito again', second.hubUrl);
    await signIn(back, locale, ITO.loginName, ITO.password);
    await back.connection.getByText(back.names.connected, { exact: true }).waitFor();
    await back.page.getByRole('button', { name: back.names.search, exact: true }).click();
    await openFromPalette(back, 'A-12');
    await expect.poll(() => linesOf(back)).toEqual(before);
    await shoot(back.page, `real-restored-${locale}`);
    // The hub of the first day is gone, and a browser says of each try that nobody answers.
    expect(centre.complaints.filter((complaint) => !/net::ERR_|WebSocket connection to .* failed/.test(complaint))).toEqual([]);

    async function insertCanned(shortcut: string): Promise<void> {
      await ito.reply.click();
      await ito.page.keyboard.press('Control+;');
      const picker = ito.page.getByRole('dialog', { name: t('canned:title') });
      await picker.getByRole('combobox', { name: t('canned:search') }).fill(shortcut);
      await picker.getByText('はじめのあいさつ').first().waitFor();
      await ito.page.keyboard.press('Enter');
      await picker.waitFor({ state: 'hidden' });
    }

    async function work(agent: AgentPage, action: string): Promise<void> {
      await agent.page.getByRole('button', { name: t('handover:menu'), exact: true }).click();
      await agent.page.getByRole('menuitem', { name: action, exact: true }).click();
    }

    async function openFromPalette(agent: AgentPage, text: string): Promise<void> {
      const palette = agent.page.getByRole('dialog');
      await palette.getByRole('searchbox').fill(text);
      await palette.locator('[role=menuitem][data-key]').first().click();
      await agent.timeline.getByText(text).first().waitFor();
    }
  },
);
