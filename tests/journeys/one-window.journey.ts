import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createIds } from '#shared/domain/ids';
import { knownRecord } from '#shared/records/records';
import { openBareDesk } from '#tests/support/bare-desk';
import { openOneWindow, shoot, type OneWindow } from '#tests/support/one-window';

// A customer in the shop and agents at their desks: two desks, a hub and Twilio's emulator as processes, and a real Chromium.

const held: { window?: OneWindow } = {};
const ids = createIds(() => Date.now(), randomBytes);

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
  return expect.poll(look, { timeout: 30_000 });
}

test('a talk in Japanese: question, offer, answer, a note that stays inside, and the outcome', async () => {
  const { mika } = window();
  const customer = await window().customer();
  await customer.writes('湯のみがまだ届きません');
  await customer.page.getByText('いまは担当者がいません', { exact: false }).waitFor();
  await mika.row('湯のみがまだ届きません').waitFor();
  await mika.isReady(true);
  await mika.accept.waitFor();
  await shoot(mika.page, 'ja-offer');
  await mika.accept.click();
  await mika.timeline.getByText('湯のみがまだ届きません').waitFor();
  await customer.page.getByText('佐藤が対応しています').waitFor();
  expect(await mika.customer.isVisible()).toBe(true);

  await customer.field.pressSequentially('注文は', { delay: 0 });
  await mika.page.getByText('お客様が入力中です…').waitFor();
  await mika.reply.pressSequentially('お調べ', { delay: 0 });
  await customer.page.getByText('佐藤が入力しています…').waitFor();
  await mika.replies('お調べします。ご注文番号をお願いします。');
  await customer.log.getByText('お調べします。ご注文番号をお願いします。').waitFor();
  await mika.notes('配送遅延。クレーム気味');
  await customer.writes('A-1023です');
  await mika.timeline.getByText('A-1023です').waitFor();
  await mika.timeline.getByText('既読').first().waitFor();
  await soon(() => customer.lines()).toEqual([
    ['湯のみがまだ届きません', '既読'],
    ['お調べします。ご注文番号をお願いします。', ''],
    ['A-1023です', '既読'],
  ]);
  await shoot(mika.page, 'ja-talk');
  await shoot(customer.page, 'ja-widget');
  // The customer's page holds no word of the note, wherever one looks.
  expect(await customer.page.content()).not.toContain('クレーム');
  expect(await customer.page.evaluate(() => JSON.stringify([localStorage, sessionStorage].map(Object.entries)))).not.toContain('クレーム');

  await mika.wrapUp.click();
  await customer.page.getByText('担当者がチャットを終了しました', { exact: false }).waitFor();
  await shoot(mika.page, 'ja-wrap-up');
  await mika.wrapsUp('配送の案内・変更');
  await soon(() => mika.row('A-1023です').count()).toBe(0);
  await mika.isReady(false);
});

test('the hub itself lets no note out, whatever a desk says', async () => {
  const { mika } = window();
  const customer = await window().customer();
  await customer.writes('領収書をください');
  await mika.opens('領収書をください');
  await mika.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  await mika.notes('社内だけの話');
  const crafted = await openBareDesk(window().centre.hubUrl, 'mika');
  const { records } = await crafted.call('sync.snapshot', { scope: `queue:que_chat-support`, after: null });
  const known = records.flatMap((raw) => knownRecord(raw) ?? []);
  const note = known.flatMap((record) => (record.kind === 'note' && record.body.text === '社内だけの話' ? [record.body] : []))[0];
  if (note?.interactionId === undefined || note.interactionId === null || note.conversationId === null) throw new Error('no such note');
  const { interactionId, conversationId, customerId } = note;
  const refusals = [
    // What is named in the wire's own words, past the types of the contract.
    { type: 'message.resend', conversationId, messageId: note.id },
    { type: 'message.resend', conversationId, messageId: note.id.replace('not_', 'msg_') },
    { type: 'message.send', interactionId, conversationId, messageId: note.id, text: note.text },
    { type: 'note.send', interactionId, conversationId, noteId: note.id },
  ];
  for (const body of refusals) {
    const outcome = await crafted.execute(body as never).catch((error: Error) => ({ is: 'refused' as const, error }));
    expect([body.type, outcome.is]).toEqual([body.type, 'refused']);
  }
  // A note with all that a message has is still a note.
  const disguised = { delivery: { state: 'pending' }, author: { by: 'centre' }, channel: 'chat', messageId: ids.message(), isPublic: true };
  const again = { type: 'note.add', customerId, conversationId, interactionId, noteId: ids.note(), text: '変装した社内の話', ...disguised };
  expect(await crafted.execute(again as never)).toMatchObject({ is: 'done' });
  await mika.timeline.getByText('変装した社内の話').waitFor();
  // What comes after it has come, so it would have come before.
  await mika.replies('発行いたします');
  await soon(() => customer.lines()).toEqual([
    ['領収書をください', '既読'],
    ['発行いたします', ''],
  ]);
  crafted.close();
  await mika.wrapsUp('請求書・領収書');
});

test('declined work goes to the next person and not straight back', async () => {
  const { mika, kenji } = window();
  await mika.isReady(true);
  await kenji.isReady(true);
  const customer = await window().customer();
  await customer.writes('返品したいです');
  // Mika has been idle longer.
  await mika.decline.click();
  await kenji.accept.waitFor();
  expect(await mika.accept.isVisible()).toBe(false);
  await kenji.accept.click();
  await customer.page.getByText('鈴木が対応しています').waitFor();
  await kenji.replies('承ります');
  await customer.log.getByText('承ります').waitFor();
  await kenji.wrapsUp('返品・返金を手配');
  await mika.isReady(false);
  await kenji.isReady(false);
});

test('the customer ends the talk, and the agent records how it went', async () => {
  const { kenji } = window();
  const customer = await window().customer();
  await customer.writes('もう大丈夫です');
  await kenji.opens('もう大丈夫です');
  await kenji.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  await kenji.replies('かしこまりました');
  await customer.log.getByText('かしこまりました').waitFor();
  await customer.endsTalk();
  await customer.page.getByText('チャットを終了しました', { exact: false }).waitFor();
  await kenji.page.getByText('お客様がやり取りを終了しました').waitFor();
  expect(await kenji.reply.count()).toBe(0);
  await kenji.wrapsUp('質問に回答');
  await soon(() => kenji.row('かしこまりました').count()).toBe(0);
});

test('an SMS comes in signed and the answer goes out, with how far it got', async () => {
  const { kenji, centre } = window();
  const number = '+819000007777';
  await centre.setReports({ states: ['queued', 'sent'] });
  expect(await centre.customerTexts(number, '荷物はいつ届きますか')).toBe(200);
  await kenji.opens('荷物はいつ届きますか');
  await kenji.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  await kenji.replies('明日の午前中です');
  await kenji.timeline.getByText('送信済み').waitFor();
  await kenji.notes('SMSにも出ない話');
  await centre.setReports({ states: ['sent', 'delivered'] });
  await kenji.replies('お待ちください');
  await kenji.timeline.getByText('配信済み').waitFor();
  await centre.setReports({ states: ['sent', 'undelivered'], errorCode: '30003' });
  await kenji.replies('もう一つだけ');
  await kenji.timeline.getByText('お客様の電話につながりません', { exact: false }).waitFor();
  await shoot(kenji.page, 'ja-sms');
  expect((await centre.textsTo(number)).map(({ body }) => body)).toEqual(['明日の午前中です', 'お待ちください', 'もう一つだけ']);
  await kenji.wrapsUp('配送の案内・変更');
});

test('the same in English, in the dark, by the names that others script against', async () => {
  const { centre } = window();
  const sara = await window().desk('sara', { locale: 'en', isDark: true });
  await shoot(sara.page, 'en-sign-in');
  await sara.signsIn('Sara Takahashi');
  await sara.isReady(true);
  const customer = await window().customer('en');
  await customer.writes('Where is my parcel?');
  await sara.accept.waitFor();
  await shoot(sara.page, 'en-offer');
  await sara.accept.click();
  await sara.timeline.getByText('Where is my parcel?').waitFor();
  await customer.page.getByText('Sara is helping you').waitFor();
  await sara.replies('It left our warehouse this morning.');
  await customer.log.getByText('It left our warehouse this morning.').waitFor();
  await sara.notes('second parcel is still here');
  await customer.writes('Thank you!');
  await sara.timeline.getByText('Thank you!').waitFor();
  // Who has sent is typing no more, long before that would fade by itself.
  await sara.page.getByText('The customer is typing…').waitFor({ state: 'detached', timeout: 4_000 });
  expect(await sara.customer.isVisible()).toBe(true);
  expect(await sara.connection.textContent()).toContain('Connected');
  await shoot(sara.page, 'en-talk');
  await shoot(customer.page, 'en-widget');
  expect(await customer.page.content()).not.toContain('second parcel');
  expect(await centre.customerTexts('+14155550123', 'Do you ship to Osaka?')).toBe(200);
  await sara.accept.click();
  await sara.timeline.getByText('Do you ship to Osaka?').waitFor();
  await sara.replies('Yes, we do.');
  await sara.timeline.getByText('Delivered').or(sara.timeline.getByText('Sent')).first().waitFor();
  await sara.wrapsUp('Question answered');
  await shoot(sara.page, 'en-next-work');
  await sara.wrapUp.click();
  await customer.page.getByText('Our colleague has ended this chat', { exact: false }).waitFor();
  await shoot(sara.page, 'en-wrap-up');
  await sara.wrapsUp('Delivery explained or changed');
  await soon(() => sara.row('Thank you!').count()).toBe(0);
  await sara.isReady(false);
});
