import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram, type RunningProgram } from '#tests/support/running-program';
import { openSession, openWidgetClient, postToWidget, type WidgetClient } from '#tests/support/widget-client';
import { waitUntil } from '#tests/support/wait-until';
import { buildDesk, hasElectron, launchDesk, layOutElectron, openDisplay, type Display } from './electron-desk.ts';

const QUESTION = '昨日の注文はいつ届きますか';
const ANSWER = '明日の午前中にお届けします。';
const AFTER_ALL = 'かしこまりました。';
const MORE = 'ありがとうございます。玄関前に置いてください';

/** A customer in the demo's shop, writing through the widget's own door. */
interface Customer {
  readonly widget: WidgetClient;
  write(text: string): Promise<void>;
  seen(): Promise<string[]>;
}

async function openCustomer(hubUrl: string): Promise<Customer> {
  const shop = { url: hubUrl, origin: hubUrl };
  const { token } = await openSession(shop);
  const widget = await openWidgetClient(shop, token);
  return {
    widget,
    async write(text) {
      const line = { is: 'line', clientMessageId: crypto.randomUUID(), text, locale: 'ja' };
      expect((await postToWidget(shop, token, line)).status).toBe(200);
    },
    async seen() {
      const { items } = await widget.sync();
      return items.map((item) => JSON.stringify(item));
    },
  };
}

/** The process that runs the core, among the children of Electron's main process. */
async function findCore(desk: ElectronApplication): Promise<number | null> {
  const main = desk.process().pid;
  const children = (await readFile(`/proc/${main}/task/${main}/children`, 'utf8')).trim().split(' ');
  for (const child of children) {
    const commandLine = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (commandLine.includes('out/core/main.js')) return Number(child);
  }
  return null;
}

describe.skipIf(!hasElectron())('an agent at the desk in a window', () => {
  let folder: string;
  let dataDir: string;
  let dist: string;
  let hubUrl: string;
  let display: Display;
  let hub: RunningProgram;
  let desk: ElectronApplication;
  let page: Page;
  let customer: Customer;
  const cleanups: (() => unknown)[] = [];

  beforeAll(async () => {
    await buildDesk();
    folder = await mkdtemp(join(tmpdir(), 'madoguchi 窓口-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    dataDir = join(folder, 'desk');
    display = await openDisplay();
    cleanups.push(() => display.close());
    hub = runProgram('src-hub/main.ts', ['--demo', '--port', '0', '--data', join(folder, 'hub')]);
    cleanups.push(() => hub.stop());
    hubUrl = (await hub.line('hub ready ')).slice('hub ready '.length);
    dist = await layOutElectron();
    await open();
    cleanups.push(() => desk.close());
    customer = await openCustomer(hubUrl);
    cleanups.push(() => customer.widget.close());
  });

  async function open(): Promise<void> {
    desk = await launchDesk({ dist, display, dataDir, hubUrl });
    page = await desk.firstWindow();
    // There is no notification centre here: what would reach it is written down.
    await desk.evaluate(({ Notification }) => {
      globalThis.notices = [];
      Notification.isSupported = () => true;
      Notification.prototype.show = function show(this: Electron.Notification) {
        globalThis.notices?.push(this);
      };
    });
    // Asked again for what the shell can do.
    await page.reload();
  }

  afterAll(async () => {
    for (const close of cleanups.toReversed()) await close();
  });

  test('where there is no keyring the desk says that its key lies in a file, which only its owner can read', async () => {
    await page.getByText('The key to this desk’s data is kept in a file').waitFor();
    expect((await stat(join(dataDir, 'key', 'plain'))).mode & 0o777).toBe(0o600);
  });

  test('one click signs in, and the inbox is there', async () => {
    await page.getByRole('button', { name: /Mika/ }).click();
    await page.getByRole('list', { name: 'Inbox' }).or(page.getByText('No customer is waiting now.')).first().waitFor();
    await expect.poll(() => page.getByRole('status', { name: 'Connection' }).textContent(), { timeout: 15_000 }).toContain('Connected');
  });

  test('what a customer writes is offered, accepted and answered, and the answer arrives', async () => {
    await page.getByRole('button', { name: 'Agent state' }).click();
    await page
      .getByRole('menuitem', { name: 'Ready', exact: true })
      .or(page.getByRole('menuitemradio', { name: 'Ready', exact: true }))
      .click();
    await customer.write(QUESTION);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('log', { name: 'Timeline' }).getByText(QUESTION).waitFor();
    await page.getByRole('textbox', { name: 'Reply' }).fill(ANSWER);
    await page.getByRole('button', { name: 'Send' }).click();
    await waitUntil(async () => (await customer.seen()).some((item) => item.includes(ANSWER)), { what: 'the answer at the customer' });
    expect(await page.getByRole('log', { name: 'Timeline' }).getByText(ANSWER).count()).toBe(1);
  });

  test('an agent who looks elsewhere is notified, and the notice opens the very interaction', async () => {
    await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('blur'));
    await customer.write(MORE);
    await waitUntil(() => desk.evaluate(() => (globalThis.notices?.length ?? 0) > 0), { what: 'a notice' });
    await desk.evaluate(() => globalThis.notices?.at(-1)?.emit('click'));
    await page.getByRole('log', { name: 'Timeline' }).getByText(MORE).waitFor();
    expect(await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
  });

  test('closed and opened again, the desk is still signed in and has everything', async () => {
    await desk.close();
    await open();
    await page.getByRole('list', { name: 'Inbox' }).getByText(MORE).first().click();
    await page.getByRole('log', { name: 'Timeline' }).getByText(ANSWER).waitFor();
    expect(await page.getByRole('log', { name: 'Timeline' }).getByText(QUESTION).count()).toBe(1);
  });

  test('a core that dies is there again, and the page goes on', async () => {
    const core = await waitUntil(() => findCore(desk), { what: 'the process of the core' });
    process.kill(core, 'SIGKILL');
    await waitUntil(async () => ![core, null].includes(await findCore(desk)), { what: 'another core' });
    await expect.poll(() => page.getByRole('status', { name: 'Connection' }).textContent(), { timeout: 30_000 }).toContain('Connected');
    await page.getByRole('textbox', { name: 'Reply' }).fill(AFTER_ALL);
    await page.getByRole('button', { name: 'Send' }).click();
    await waitUntil(async () => (await customer.seen()).some((item) => item.includes(AFTER_ALL)), { what: 'the answer at the customer' });
    expect((await customer.seen()).filter((item) => item.includes(AFTER_ALL))).toHaveLength(1);
  });

  test('what the desk keeps and logs shows no customer’s words', async () => {
    const logged = await readFile(join(dataDir, 'logs', 'desk.log'), 'utf8').catch(() => '');
    for (const words of [QUESTION, ANSWER, MORE, 'madoguchi-demo']) expect(logged).not.toContain(words);
  });
});
