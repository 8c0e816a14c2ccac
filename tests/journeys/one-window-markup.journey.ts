import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openOneWindow, shoot, type OneWindow } from '#tests/support/one-window';

// Script and markup in every text that people can write: on every screen they are the characters that were typed, and nothing else.

const ATTACKS = [
  '<script>window.owned = 1</script>',
  '<img src=x onerror="window.owned = 1">',
  '"><svg onload=window.owned=1>',
  '<iframe srcdoc="<script>parent.owned=1</script>"></iframe>',
  '<style>*{display:none}</style>',
  'javascript:window.owned=1',
  'https://ok.example/"onmouseover="window.owned=1',
  '<a href="javascript:window.owned=1">ここ</a>',
  '{{name}} $t(inbox:title) {{-name}} ${window.owned=1}',
  '&lt;b&gt; &amp; &#x3C;script&#x3E;',
  '</textarea></title><script>window.owned=1</script>',
];
const ALL = ATTACKS.join('\n');

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

/** How often all of it stands there as it was typed; where lines break is the page's own affair. */
async function timesIn(log: Locator, words: string): Promise<number> {
  await log.getByText(words).first().waitFor();
  const text = await log.evaluate((element) => (element as HTMLElement).innerText);
  return text.replaceAll(/\s+/g, ' ').split(ALL.replaceAll(/\s+/g, ' ')).length - 1;
}

/** What markup would have become, had anybody taken it for markup; and what its scripts would have done. */
function harmIn(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    const found = roots.flatMap((root) => [
      ...root.querySelectorAll('iframe, img[src="x"], svg[onload], script:not([src]), [onerror], [onmouseover]'),
    ]);
    const links = roots
      .flatMap((root) => [...root.querySelectorAll<HTMLAnchorElement>('a[href]')])
      .filter(({ protocol }) => !/^(https?|mailto|tel):$/.test(protocol));
    const owned: unknown = Reflect.get(globalThis, 'owned');
    return {
      owned: owned ?? null,
      elements: found.map(({ outerHTML }) => outerHTML),
      links: links.map(({ href }) => href),
    };
  });
}

const NO_HARM = { owned: null, elements: [], links: [] };

test('in chat and note, on desk and widget: the characters that were typed', async () => {
  const { mika } = window();
  const customer = await window().customer();
  await customer.writes(`質問 ${ALL}`);
  await mika.isReady(true);
  await mika.accept.waitFor();
  // Offer card, announcement and row of the inbox have the same words.
  expect(await mika.page.locator('body').innerText()).toContain(ATTACKS[0]);
  expect(await harmIn(mika.page)).toEqual(NO_HARM);
  await mika.accept.click();
  await mika.timeline.getByText('質問').first().waitFor();
  await mika.reply.fill(`返信 ${ALL}`);
  // Double braces look like a blank of a prepared text; here they are meant.
  await mika.page.getByRole('button', { name: '記号のまま送る', exact: true }).click();
  await mika.page.getByRole('button', { name: '送信', exact: true }).click();
  await mika.note.fill(`社内 ${ALL}`);
  await mika.page.getByRole('button', { name: 'メモを追加', exact: true }).click();
  await mika.timeline.getByText('社内').first().waitFor();
  expect(await timesIn(mika.timeline, '社内')).toBe(3);
  expect(await timesIn(customer.log, '返信')).toBe(2);
  await shoot(mika.page, 'ja-markup');
  await shoot(customer.page, 'ja-markup-widget');
  // What is drawn again, and what is read out when another line comes, is no different.
  await customer.writes(`続けて ${ALL}`);
  await mika.timeline.getByText('続けて').first().waitFor();
  for (const page of [mika.page, customer.page]) {
    expect(await harmIn(page)).toEqual(NO_HARM);
    await page.reload();
  }
  await mika.opens('続けて');
  expect(await timesIn(customer.log, '続けて')).toBe(3);
  for (const page of [mika.page, customer.page]) expect(await harmIn(page)).toEqual(NO_HARM);
  await mika.wrapsUp('質問に回答');
  await mika.isReady(false);
});

test('in an SMS, a search and a draft: the characters that were typed, out to the phone', async () => {
  const { kenji, centre } = window();
  const number = '+819000009999';
  expect(await centre.customerTexts(number, `短い ${ALL}`)).toBe(200);
  await kenji.opens('短い');
  await kenji.page.getByRole('button', { name: '引き受ける', exact: true }).first().click();
  const out = `${ATTACKS[0]} と ${ATTACKS[8]}`;
  await kenji.reply.fill(out);
  await kenji.page.getByRole('button', { name: '記号のまま送る', exact: true }).click();
  await kenji.page.getByRole('button', { name: '送信', exact: true }).click();
  await expect.poll(() => kenji.reply.inputValue()).toBe('');
  await expect.poll(async () => (await centre.textsTo(number)).map(({ body }) => body)).toEqual([out]);
  await kenji.reply.fill(ALL);
  await kenji.page.reload();
  await kenji.opens(out);
  await expect.poll(() => kenji.reply.inputValue()).toBe(ALL);
  expect((await kenji.finds('<script>')).join(' ')).toContain(ATTACKS[0]);
  expect(await kenji.finds('"><svg onload=window.owned=1> OR 1=1; --')).toEqual([]);
  expect(await harmIn(kenji.page)).toEqual(NO_HARM);
  await kenji.reply.fill('');
  await kenji.wrapsUp('質問に回答');
});

test('no log holds a word of it, nor of any other talk', async () => {
  const logs = await window().centre.logs();
  expect(logs).toContain('"msg"');
  expect(['window.owned', 'onerror', '質問 ', '短い', '819000009999', 'madoguchi-demo'].filter((word) => logs.includes(word))).toEqual([]);
});
