import type { Browser, Locator, Page } from 'playwright-core';
import { en } from '#widget/text.en';
import { ja } from '#widget/text.ja';
import { listenForComplaints, type PageLocale } from './agent-page.ts';

/** A customer in the demo shop, with the chat open. */
export interface ShopCustomer {
  readonly page: Page;
  readonly log: Locator;
  readonly field: Locator;
  writes(text: string): Promise<void>;
  /** Each line on the screen: its words, and of the customer's own how far it got. */
  lines(): Promise<[words: string, mark: string][]>;
  endsTalk(): Promise<void>;
}

interface ShopCustomerOptions {
  readonly browser: Browser;
  readonly hubUrl: string;
  readonly locale: PageLocale;
  readonly onComplaint: (complaint: string) => void;
}

const TEXT = { ja, en };

export async function openShopCustomer({ browser, hubUrl, locale, onComplaint }: ShopCustomerOptions): Promise<ShopCustomer> {
  const words = TEXT[locale];
  const context = await browser.newContext({ locale: locale === 'ja' ? 'ja-JP' : 'en-GB', viewport: { width: 1100, height: 800 } });
  listenForComplaints(context, onComplaint);
  const page = await context.newPage();
  // By name, so that the shop is another origin than the hub that its script comes from.
  await page.goto(`${hubUrl.replace('127.0.0.1', 'localhost')}/demo/shop?lang=${locale}`);
  await page.getByRole('button', { name: words.open }).click();
  const log = page.getByRole('log');
  const field = page.getByRole('textbox', { name: words.input });
  return {
    page,
    log,
    field,
    async writes(text) {
      await field.fill(text);
      await page.getByRole('button', { name: words.send, exact: true }).click();
      await log.getByText(text).waitFor();
    },
    lines: () =>
      log
        .getByRole('listitem')
        .evaluateAll((rows) =>
          rows.map((row): [string, string] => [
            row.querySelector('.words')?.textContent ?? '',
            row.querySelector('.mark')?.textContent ?? '',
          ]),
        ),
    async endsTalk() {
      await page.getByRole('button', { name: words.menu }).click();
      await page.getByRole('button', { name: words.end, exact: true }).click();
      await page.getByText(words.askEnd).waitFor();
      await page.getByRole('button', { name: words.endNow, exact: true }).click();
    },
  };
}
