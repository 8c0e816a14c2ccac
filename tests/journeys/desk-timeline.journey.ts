import { chromium, type Browser, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MemoryDesk } from '#tests/support/memory-desk';

// The renderer in a real Chromium, on the desk in memory: what only a browser can show of timeline and composer.
declare global {
  interface Window {
    readonly memory: MemoryDesk;
  }
}

const held: { server?: ViteDevServer; browser?: Browser; url?: string } = {};
const pages = new Set<Page>();

beforeAll(async () => {
  // Vitest runs in the project's folder.
  held.server = await createServer({
    root: 'tests/dev',
    configFile: 'vite.config.ts',
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false },
  });
  await held.server.listen();
  held.url = held.server.resolvedUrls?.local[0] ?? '';
  held.browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterEach(async () => {
  await Promise.all([...pages].map((page) => page.close()));
  pages.clear();
});
afterAll(async () => {
  await held.browser?.close();
  await held.server?.close();
});

/** Mika's desk with many lines of 山田 花子, all read but the last `unread`; her timeline is open. */
async function openDesk({ lines = 300, unread = 0 } = {}): Promise<Page> {
  const context = await held.browser?.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  if (context === undefined) throw new Error('the browser is not there');
  const page = await context.newPage();
  pages.add(page);
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${held.url}?locale=en&lines=${lines}`);
  await page.getByRole('list', { name: 'Inbox' }).waitFor();
  await page.evaluate(() => {
    const agentId = window.memory.all('agent').find(({ body }) => body?.loginName === 'mika')?.body?.id;
    const conversationId = window.memory.all('conversation').find(({ id }) => id === 'cnv_yamada')?.body?.id;
    if (agentId === undefined || conversationId === undefined) throw new Error('the fixtures have changed');
    const body = { agentId, conversationId, upToSeq: window.memory.seq(), at: new Date().toISOString() };
    window.memory.log({ type: 'conversation.read', body });
  });
  for (let count = 1; count <= unread; count += 1) await customerWrites(page, `unread ${count}`);
  await page.getByRole('list', { name: 'Inbox' }).getByText('山田 花子').first().click();
  await log(page).getByRole('article').first().waitFor();
  return page;
}

/** The customer writes; `minutesAgo` makes it a late arrival. */
async function customerWrites(page: Page, text: string, minutesAgo = 0): Promise<void> {
  await page.evaluate(
    ([words, ago]) => {
      const last = window.memory.all('message').flatMap(({ body }) => (body?.conversationId === 'cnv_yamada' ? [body] : []))[0];
      if (last === undefined) throw new Error('the fixtures have changed');
      const now = Date.now();
      const id = `msg_w${now}${window.memory.seq()}` as typeof last.id;
      const at = new Date(now - ago * 60_000).toISOString();
      const message = { ...last, id, text: words, at, receivedAt: new Date(now).toISOString(), author: { by: 'customer' as const } };
      window.memory.log({ type: 'message.received', body: { message: { ...message, delivery: null } } });
    },
    [text, minutesAgo] as const,
  );
}

const log = (page: Page) => page.getByRole('log', { name: 'Timeline' });
/** Looks until it is so; the machine may be busy. */
function soon<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 20_000 });
}

function distanceFromEnd(page: Page): Promise<number> {
  return log(page).evaluate((list) => Math.round(list.scrollHeight - list.clientHeight - list.scrollTop));
}

/** The row that is being read: the first whose top is in sight, and where it stands on the screen. */
function reading(page: Page): Promise<{ key: string; top: number }> {
  return log(page).evaluate((list) => {
    const from = list.getBoundingClientRect().top;
    const rows = [...list.querySelectorAll<HTMLElement>('[data-key]')].map((row) => ({ row, top: row.getBoundingClientRect().top - from }));
    const first = rows.filter(({ top }) => top >= 0).toSorted((a, b) => a.top - b.top)[0];
    return { key: first?.row.dataset['key'] ?? '', top: Math.round(first?.top ?? -1) };
  });
}

function topOf(page: Page, key: string): Promise<number | null> {
  return log(page).evaluate((list, wanted) => {
    const row = list.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    return row === null ? null : Math.round(row.getBoundingClientRect().top - list.getBoundingClientRect().top);
  }, key);
}

async function scrollTo(page: Page, top: number): Promise<void> {
  await log(page).evaluate((list, to) => list.scrollTo({ top: to }), top);
  await twoFrames(page);
}

/** What was asked for is drawn by then. */
function twoFrames(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

describe('where a timeline stands', () => {
  test('all read: it opens at the newest words and stays there when more come', async () => {
    const page = await openDesk();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    await customerWrites(page, 'one more');
    await log(page).getByText('one more').waitFor();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  });

  test('who reads the newest words goes on reading them when a banner takes some of the room', async () => {
    const page = await openDesk();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    await page.evaluate(() => window.memory.setConnection({ is: 'offline', lastSyncedAt: null }));
    await page.getByText(/The desk keeps trying/).waitFor();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  });

  test('with unread words it opens at the first of them, marked', async () => {
    const page = await openDesk({ unread: 20 });
    await log(page).getByText('Unread from here').waitFor();
    const place = await log(page).evaluate((list) => {
      const marker = list.querySelector('[data-unread]')?.getBoundingClientRect();
      const box = list.getBoundingClientRect();
      return marker === undefined ? -1 : (marker.top - box.top) / box.height;
    });
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThan(0.5);
  });

  test('new words do not move what is being read: a button says how many there are, and leads to them', async () => {
    const page = await openDesk();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    await scrollTo(page, (await log(page).evaluate((list) => list.scrollTop)) - 900);
    const before = await reading(page);
    await customerWrites(page, 'first news');
    await customerWrites(page, 'second news');
    await customerWrites(page, 'third news');
    await page.getByRole('button', { name: '3 new' }).waitFor();
    expect(await topOf(page, before.key)).toBe(before.top);
    await page.getByRole('button', { name: '3 new' }).click();
    await log(page).getByText('third news').waitFor();
    await soon(() => page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  });

  test('a late arrival takes its place above without a jump', async () => {
    const page = await openDesk();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    await scrollTo(page, (await log(page).evaluate((list) => list.scrollTop)) - 60);
    const before = await reading(page);
    await customerWrites(page, 'from the tunnel', 4 * 24 * 60);
    await page.getByRole('button', { name: '1 unread above' }).waitFor();
    expect(await topOf(page, before.key)).toBe(before.top);
    await page.getByRole('button', { name: '1 unread above' }).click();
    await log(page).getByText('from the tunnel').waitFor();
    expect(
      await log(page)
        .getByText(/Arrived late/)
        .count(),
    ).toBe(1);
  });

  test('older pages come in above while the row being read stays, up to where it all begins', async () => {
    const page = await openDesk({ lines: 180 });
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    const jumps: number[] = [];
    for (let step = 0; step < 40 && (await log(page).getByText('The timeline begins here').count()) === 0; step += 1) {
      await scrollTo(page, Math.max(0, (await log(page).evaluate((list) => list.scrollTop)) - 500));
      const before = await reading(page);
      await soon(() => log(page).getByText('Loading older…').count()).toBe(0);
      await twoFrames(page);
      jumps.push(Math.abs(((await topOf(page, before.key)) ?? before.top) - before.top));
    }
    // A pixel or two, where a row is measured in fractions.
    expect(Math.max(...jumps)).toBeLessThanOrEqual(2);
    await scrollTo(page, 0);
    await log(page).getByText('以前のやりとり 1:').waitFor();
  });

  test('a core that is started again, or a wire that was cut, leaves a reader deep in the past where they are', async () => {
    const page = await openDesk({ lines: 900 });
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    const lengthNow = (): Promise<number> => log(page).evaluate((list) => list.scrollHeight);
    for (let pages = 0; pages < 3; pages += 1) {
      const length = await lengthNow();
      await scrollTo(page, 0);
      await soon(lengthNow).toBeGreaterThan(length + 1_000);
    }
    // Far from where an older page would be fetched, and far from the newest.
    await scrollTo(page, 6_000);
    await soon(() => log(page).getByText('Loading older…').count()).toBe(0);
    const before = await reading(page);
    await page.evaluate(() => window.memory.closePort());
    const line = page.getByRole('status', { name: 'Connection' });
    await line.getByText('Desk is restarting…').waitFor();
    await page.evaluate(() => window.memory.openPort());
    await line.getByText('Connected').waitFor();
    await twoFrames(page);
    expect(Math.abs(((await topOf(page, before.key)) ?? Infinity) - before.top)).toBeLessThanOrEqual(2);
  });

  test('sending brings one’s own words into sight', async () => {
    const page = await openDesk();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    await scrollTo(page, 2_000);
    const reply = page.getByRole('textbox', { name: 'Reply' });
    await reply.fill('here I am');
    await page.getByRole('button', { name: 'Send' }).click();
    await log(page).getByText('here I am').waitFor();
    await soon(() => distanceFromEnd(page)).toBeLessThan(3);
    expect(await reply.inputValue()).toBe('');
  });
});

test('a selected range is copied with names and times, also what scrolled out of sight', async () => {
  const page = await openDesk();
  await soon(() => distanceFromEnd(page)).toBeLessThan(3);
  const copied = await log(page).evaluate(async (list) => {
    const rows = [...list.querySelectorAll('[data-key] [data-copy]')];
    const [from, to] = [rows.at(-6), rows.at(-1)];
    if (from === undefined || to === undefined) throw new Error('there are no rows');
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const isSelected = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }));
    getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
    await isSelected.then(frames);
    const isScrolled = new Promise((resolve) => list.addEventListener('scroll', resolve, { once: true }));
    list.scrollTo({ top: list.scrollTop - 3_000 });
    await isScrolled.then(frames);
    const data = new DataTransfer();
    document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, cancelable: true, bubbles: true }));
    return data.getData('text/plain');
  });
  const blocks = copied.split('\n\n');
  expect(blocks).toHaveLength(6);
  expect(blocks.at(-1)).toMatch(/^山田 花子 {2}.*2\d{3}.*\nわかりました。よろしくお願いします。/);
  expect(copied).toContain('[Note]');
});

test('Enter ends a Japanese composition in a real Chromium without sending, and undo is the browser’s own', async () => {
  const page = await openDesk({ lines: 0 });
  const reply = page.getByRole('textbox', { name: 'Reply' });
  await reply.click();
  const input = await page.context().newCDPSession(page);
  await input.send('Input.imeSetComposition', { text: 'へんきん', selectionStart: 4, selectionEnd: 4 });
  await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process', code: 'Enter' });
  await input.send('Input.insertText', { text: '返金' });
  expect(await reply.inputValue()).toBe('返金');
  await page.keyboard.type(' OK');
  await page.keyboard.press('Control+z');
  expect(await reply.inputValue()).toBe('返金');
  const sent = () => page.evaluate(() => window.memory.submitted.filter(({ type }) => type === 'message.send').length);
  expect(await sent()).toBe(0);
  await page.keyboard.press('Enter');
  await soon(sent).toBe(1);
});

test('what is pasted is plain text', async () => {
  const page = await openDesk({ lines: 0 });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async () => {
    const html = new Blob(['<b style="color:red">bold</b>'], { type: 'text/html' });
    const plain = new Blob(['bold'], { type: 'text/plain' });
    await navigator.clipboard.write([new ClipboardItem({ 'text/html': html, 'text/plain': plain })]);
  });
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.click();
  await page.keyboard.press('Control+v');
  await soon(() => note.inputValue()).toBe('bold');
  await page.keyboard.press('Control+z');
  expect(await note.inputValue()).toBe('');
});
