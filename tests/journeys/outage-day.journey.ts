import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PEOPLE, DEMO_QUEUES } from '#hub/demo/demo-centre';
import { queueScope } from '#shared/domain/scope';
import { knownRecord, type Bodies } from '#shared/records/records';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineUser } from '#tests/emulators/line-events';
import { openAgentPage, type AgentPage } from '#tests/support/agent-page';
import { openCentre, type Centre, type DeskProcess } from '#tests/support/centre';
import { openCutLine, type CutLine } from '#tests/support/cut-line';
import { aPdf, aPng } from '#tests/support/files/good-files';
import { giveFiles } from '#tests/support/give-files';
import { openBareDesk } from '#tests/support/bare-desk';
import type { HubClient } from '#tests/support/hub-client';
import { shoot } from '#tests/support/one-window';
import { openShopCustomer } from '#tests/support/shop-customer';

// An agent whose line to the hub is down for a day's work: everything is read, found and written all the same, the desk is killed
// twice, and afterwards each word arrives once, or is held for a reason that the agent sees.

interface Scene {
  readonly line: LineEmulator;
  readonly centre: Centre;
  readonly cable: CutLine;
  readonly browser: Browser;
  readonly ryo: HubClient;
}

const HANAKO = lineUser('hanako');
const OTHERS = 195;
const held: { scene?: Scene; mika?: AgentPage & { readonly process: DeskProcess } } = {};
const complaints: string[] = [];

beforeAll(async () => {
  const line = await createLineEmulator();
  const centre = await openCentre({ LINE_API_BASE_URL: line.url });
  const cable = await openCutLine(centre.hubUrl);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  held.scene = { line, centre, cable, browser, ryo: await openBareDesk(centre.hubUrl, 'ryo') };
});
afterAll(async () => {
  held.scene?.ryo.close();
  held.scene?.cable.close();
  await held.scene?.browser.close();
  await held.scene?.centre.close();
  await held.scene?.line.close();
});

function scene(): Scene {
  if (held.scene === undefined) throw new Error('the scene is not set');
  return held.scene;
}

/** Looks until it is so; the machine may be busy, and a desk that lost the hub waits a while between tries. */
function soon<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 45_000 });
}

/** Mika's computer: switched on, or on again after a kill, always on the same folder and the same cable. */
async function mikaStarts(): Promise<AgentPage & { readonly process: DeskProcess }> {
  const { centre, cable, browser } = scene();
  const process = await centre.startDesk('mika', cable.url);
  const page = await openAgentPage({ browser, address: process.address, locale: 'ja', onComplaint: (one) => complaints.push(one) });
  held.mika = { ...page, process };
  return held.mika;
}

async function killed({ process, page }: AgentPage & { readonly process: DeskProcess }): Promise<void> {
  await page.context().close();
  await process.stop('SIGKILL');
}

async function takes(mika: AgentPage, question: string): Promise<void> {
  await mika.opens(question);
  await mika.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  await mika.reply.waitFor();
}

/** What the hub has, as a lead may read it. */
async function atHub<K extends 'message' | 'note' | 'interaction'>(kind: K): Promise<Bodies[K][]> {
  const found: Bodies[K][] = [];
  for (const queue of Object.values(DEMO_QUEUES)) {
    let after: { kind: string; id: string } | null = null;
    do {
      const page: Awaited<ReturnType<typeof readPage>> = await readPage(queueScope(queue.id), after);
      for (const raw of page.records) {
        const known = knownRecord(raw);
        if (known?.kind === kind) found.push(known.body as Bodies[K]); // kind and body come from one record
      }
      after = page.next;
    } while (after !== null);
  }
  return found;

  function readPage(scope: ReturnType<typeof queueScope>, after: { kind: string; id: string } | null) {
    return scene().ryo.call('sync.snapshot', { scope, after });
  }
}

const LABEL = { name: '返送用ラベル.png', type: 'image/png', bytes: aPng(240, 320, { colour: [31, 75, 153] }) };
const RECEIPT = { name: '領収書.pdf', type: 'application/pdf', bytes: aPdf() };

test('a day without the line: all is read, found and written, two kills later each word arrives once or is held with its reason', async () => {
  const { line, centre, cable, browser, ryo } = scene();
  const texts = async (from: string, body: string): Promise<void> => expect(await centre.customerTexts(from, body)).toBe(200);
  const [order, given, thanked, over] = ['+819010000001', '+819010000002', '+819010000003', '+819010000004'];

  // Six talks are Mika's, and many more are the queue's.
  let mika = await mikaStarts();
  await mika.signsIn('佐藤 美香');
  await texts(order, '注文した急須の返金をお願いします');
  await texts(given, '配送先を変えたいです');
  await texts(thanked, '使い方が分かりません');
  await texts(over, '営業時間を教えてください');
  const shop = await openShopCustomer({ browser, hubUrl: centre.hubUrl, locale: 'ja', onComplaint: (one) => complaints.push(one) });
  await shop.writes('チャットの山田です。在庫はありますか');
  line.setProfile(HANAKO, { displayName: 'はなこ', language: 'ja' });
  expect(await line.post(`${centre.hubUrl}/channels/line/webhook`, line.events({ from: HANAKO, text: 'ラインから失礼します' }))).toBe(200);
  for (const words of [
    '急須の返金',
    '配送先を変えたい',
    '使い方が分かりません',
    '営業時間を教えて',
    '在庫はありますか',
    'ラインから失礼',
  ]) {
    await takes(mika, words);
  }
  for (let n = 0; n < OTHERS; n += 1) await texts(`+8190200${String(n).padStart(5, '0')}`, `問い合わせ${n}番です`);
  await soon(async () => (await mika.finds(`問い合わせ${OTHERS - 1}番`)).length).toBe(1);

  // The line goes: what was heard is read and found, and what is written is kept.
  const cutAt = new Date().toISOString();
  cable.cut();
  await mika.connection.getByText('オフライン').waitFor();
  expect((await mika.finds('返金')).join('\n')).toContain('急須の返金');
  expect((await mika.finds('山田')).join('\n')).toContain('在庫はありますか');
  await mika.opens('急須の返金');
  await mika.replies('返金の手続きをいたします');
  await mika.replies('三日ほどかかります');
  await mika.opens('配送先を変えたい');
  await mika.replies('新しい配送先をお知らせください');
  await killed(mika);

  mika = await mikaStarts();
  await mika.opens('使い方が分かりません');
  await mika.replies('説明書をお送りします');
  await mika.opens('在庫はありますか');
  await mika.replies('在庫はございます');
  await giveFiles(mika.note, 'drop', [LABEL]);
  await mika.notes('在庫棚の写真');
  await mika.opens('ラインから失礼');
  await mika.replies('ご用件をお聞かせください');
  await giveFiles(mika.note, 'drop', [RECEIPT]);
  await mika.notes('以前の領収書');
  await mika.opens('営業時間を教えて');
  await mika.wrapsUp('質問に回答');
  await shoot(mika.page, 'outage-written');
  await killed(mika);

  // Meanwhile the world goes on.
  const talkOf = async (words: string) => (await atHub('message')).find(({ text }) => text === words);
  const delivery = await talkOf('配送先を変えたいです');
  if (delivery === undefined || delivery.interactionId === null) throw new Error('the hub lost a talk');
  const outcome = await ryo.execute({
    type: 'interaction.assign',
    conversationId: delivery.conversationId,
    interactionId: delivery.interactionId,
    fromId: DEMO_PEOPLE.mika.id,
    agentId: DEMO_PEOPLE.kenji.id,
  });
  expect(outcome.is).toBe('done');
  await texts(thanked, '解決しました');

  mika = await mikaStarts();
  await mika.opens('三日ほどかかります');
  await shoot(mika.page, 'outage-before-mend');
  const mendedAt = new Date().toISOString();
  cable.mend();
  await mika.connection.getByText('接続中', { exact: true }).waitFor({ timeout: 60_000 });

  // Four go out, once and in order; the files are there; the times are true.
  await soon(() => centre.textsTo(order).then((sent) => sent.map(({ body }) => body))).toEqual([
    '返金の手続きをいたします',
    '三日ほどかかります',
  ]);
  await shop.log.getByText('在庫はございます').waitFor();
  await soon(() => line.accepted.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual(['ご用件をお聞かせください']);
  expect((await shop.lines()).filter(([words]) => words === '在庫はございます')).toHaveLength(1);
  const notes = async () =>
    (await atHub('note'))
      .filter(({ attachments = [] }) => attachments.length > 0)
      .map(({ text, attachments = [] }) => [text, attachments[0]?.name, attachments[0]?.size] as const);
  await soon(notes).toEqual(
    expect.arrayContaining([
      ['在庫棚の写真', LABEL.name, LABEL.bytes.length],
      ['以前の領収書', RECEIPT.name, RECEIPT.bytes.length],
    ]),
  );
  const written = ['返金の手続きをいたします', '三日ほどかかります', '在庫はございます', 'ご用件をお聞かせください'];
  const times = (await atHub('message')).filter(({ text }) => written.includes(text)).map(({ writtenAt = '', at }) => [writtenAt, at]);
  expect(times).toHaveLength(written.length);
  for (const [writtenAt = '', at = ''] of times)
    expect([writtenAt > cutAt, writtenAt < mendedAt, at > mendedAt]).toEqual([true, true, true]);
  await soon(
    async () => (await atHub('interaction')).filter(({ state }) => state.is === 'closed' && 'dispositionId' in state).length,
  ).toBeGreaterThan(0);

  // Two are held, and say why; each is decided by a key.
  expect([await centre.textsTo(given), await centre.textsTo(thanked), await centre.textsTo(over)]).toEqual([[], [], []]);
  await mika.page.getByRole('button', { name: '未送信, 未送信 2件, 要確認 2件', exact: true }).click();
  const detail = mika.page.getByRole('article', { name: '未送信の内容' });
  await mika.page.getByRole('button', { name: /新しい配送先をお知らせください/ }).click();
  await detail.getByText('保留：今はほかの担当者が対応しています。').waitFor();
  await shoot(mika.page, 'outage-held-reassigned');
  await mika.page.keyboard.press('n');
  await mika.page.getByRole('button', { name: /説明書をお送りします/ }).click();
  await detail.getByText('保留：書いたあとに、お客様から新しいメッセージが届いています。').waitFor();
  await detail.getByText('解決しました').waitFor();
  await shoot(mika.page, 'outage-held-wrote');
  await mika.page.keyboard.press('s');
  await mika.page.getByText('すべて送信済みです。').waitFor({ timeout: 45_000 });
  await soon(() => centre.textsTo(thanked).then((sent) => sent.map(({ body }) => body))).toEqual(['説明書をお送りします']);
  const handed = (await atHub('note')).find(({ text }) => text.includes('新しい配送先をお知らせください'));
  expect(handed?.interactionId).toBe(delivery.interactionId);
  expect(await centre.textsTo(given)).toEqual([]);
  expect(complaints).toEqual([]);
});
