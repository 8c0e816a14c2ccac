import { chromium, type Browser, type Page } from 'playwright-core';
import { openAgentPage, type AgentPage, type PageLocale } from './agent-page.ts';
import { openCentre, type Centre, type DeskProcess } from './centre.ts';
import { openShopCustomer, type ShopCustomer } from './shop-customer.ts';

/** A centre of real processes with Mika and Kenji at desks of their own, in Japanese, signed in and on a break. */
export interface OneWindow {
  readonly centre: Centre;
  readonly browser: Browser;
  readonly mika: AgentPage;
  readonly kenji: AgentPage & { readonly process: DeskProcess };
  /** Throws where a page complained in its console, or an error was caught by nobody, since this was last asked. */
  mustBeQuiet(): void;
  customer(locale?: PageLocale): Promise<ShopCustomer>;
  /** Another desk, at its sign-in page. */
  desk(
    name: string,
    look: { readonly locale: PageLocale; readonly isDark?: boolean },
  ): Promise<AgentPage & { readonly process: DeskProcess }>;
  /** Runs while the hub is away, when a browser says of each try that nobody answers. */
  whileHubIsAway(run: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What Chromium itself says of a server that is not there. */
const NOBODY_ANSWERS = /net::ERR_|WebSocket connection to .* failed/;

export async function openOneWindow(): Promise<OneWindow> {
  const complaints: string[] = [];
  const outage = { isExpected: false };
  const onComplaint = (complaint: string): void => {
    if (!outage.isExpected || !NOBODY_ANSWERS.test(complaint)) complaints.push(complaint);
  };
  const centre = await openCentre();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

  async function desk(name: string, look: { readonly locale: PageLocale; readonly isDark?: boolean }) {
    const process = await centre.startDesk(name);
    return { ...(await openAgentPage({ browser, address: process.address, ...look, onComplaint })), process };
  }

  async function agent(name: string, fullName: string): Promise<AgentPage & { readonly process: DeskProcess }> {
    const page = await desk(name, { locale: 'ja' });
    await page.signsIn(fullName);
    return page;
  }

  const [mika, kenji] = await Promise.all([agent('mika', '佐藤 美香'), agent('kenji', '鈴木 健司')]);
  return {
    centre,
    browser,
    mika,
    kenji,
    mustBeQuiet() {
      const heard = complaints.splice(0);
      if (heard.length > 0) throw new Error(`pages complained:\n${heard.join('\n')}`);
    },
    customer: (locale = 'ja') => openShopCustomer({ browser, hubUrl: centre.hubUrl, locale, onComplaint }),
    desk,
    async whileHubIsAway(run) {
      outage.isExpected = true;
      await run();
      outage.isExpected = false;
    },
    async close() {
      await browser.close();
      await centre.close();
    },
  };
}

/** With SHOTS=FOLDER each station is also a picture to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/journey-${name}.png` });
}
