import { chromium, type Page } from 'playwright-core';
import type { Opened } from './processes.ts';

interface DeskOptions {
  readonly hubUrl: string;
  /** The page may speak to the hub and to a foreign Socket.IO server: for a page that is its own customer. */
  readonly isOpenToAll?: boolean;
  /** Whose button is pressed. */
  readonly as?: RegExp;
}

const VIEWPORT = { width: 1440, height: 900 };

/** A desk core with the built page in its own process, a Chromium in another, and somebody signed in: Mika, if nobody else is named. */
export async function openDesk(
  opened: Opened,
  { hubUrl, isOpenToAll = false, as = /Mika/ }: DeskOptions,
): Promise<{ page: Page; browser: string }> {
  const data = await opened.folder('desk');
  const address = await opened.program(
    'src-main/desk.ts',
    ['--shell', 'browser', '--no-open', '--hub', hubUrl, '--data', data],
    'desk ready ',
  );
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...(isOpenToAll ? ['--disable-web-security'] : [])],
  });
  opened.later(() => browser.close());
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', bypassCSP: isOpenToAll });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(address);
  await page.getByRole('button', { name: as }).click();
  // Whoever it is: an administrator begins elsewhere than in the inbox.
  await page.getByRole('button', { name: 'Agent state', exact: true }).waitFor();
  // Until then what makes sense only now is refused, and nothing can be taken.
  await page.getByRole('status', { name: 'Connection', exact: true }).getByText('Connected', { exact: true }).waitFor();
  return { page, browser: `Chromium ${browser.version()}` };
}
