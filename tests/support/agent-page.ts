import { expect } from 'vitest';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

/** The accessible names that others script against; the English ones are a promise. */
const NAMES = {
  en: {
    inbox: 'Inbox',
    timeline: 'Timeline',
    reply: 'Reply',
    note: 'Note',
    send: 'Send',
    addNote: 'Add note',
    accept: 'Accept',
    decline: 'Decline',
    wrapUp: 'Wrap up',
    customer: 'Customer',
    state: 'Agent state',
    connection: 'Connection',
    connected: 'Connected',
    ready: 'Ready',
    onBreak: 'Break',
    finish: 'Finish',
    team: 'Team',
    save: 'Save',
    search: 'Search and commands',
  },
  ja: {
    inbox: '受信トレイ',
    timeline: 'タイムライン',
    reply: '返信',
    note: 'メモ',
    send: '送信',
    addNote: 'メモを追加',
    accept: '応答',
    decline: '辞退',
    wrapUp: '後処理へ',
    customer: 'お客様',
    state: '自分の状態',
    connection: '接続状態',
    connected: '接続中',
    ready: '受付中',
    onBreak: '休憩',
    finish: '完了',
    team: 'チーム',
    save: '保存する',
    search: '検索とコマンド',
  },
} as const;

export type PageLocale = keyof typeof NAMES;

/** An agent's screen, by the names of its parts, and what an agent does there. */
export interface AgentPage {
  readonly page: Page;
  readonly names: (typeof NAMES)[PageLocale];
  readonly inbox: Locator;
  readonly timeline: Locator;
  readonly reply: Locator;
  readonly note: Locator;
  readonly accept: Locator;
  readonly decline: Locator;
  readonly wrapUp: Locator;
  readonly customer: Locator;
  readonly connection: Locator;
  /** One press on the demo's button. */
  signsIn(name: string): Promise<void>;
  isReady(ready: boolean): Promise<void>;
  /** The row of the inbox in which these words stand. */
  row(words: string): Locator;
  opens(words: string): Promise<void>;
  replies(text: string): Promise<void>;
  notes(text: string): Promise<void>;
  /** Ends the talk, where it is not over yet, and closes the work with this outcome. */
  wrapsUp(outcome: string): Promise<void>;
  /** What the palette finds. */
  finds(text: string): Promise<readonly string[]>;
}

interface AgentPageOptions {
  readonly browser: Browser;
  readonly address: string;
  readonly locale: PageLocale;
  readonly isDark?: boolean;
  /** Hears of whatever the page complains about in its console, and of every error that nobody caught. */
  readonly onComplaint: (complaint: string) => void;
}

export async function openAgentPage({ browser, address, locale, isDark = false, onComplaint }: AgentPageOptions): Promise<AgentPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: locale === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    colorScheme: isDark ? 'dark' : 'light',
  });
  listenForComplaints(context, onComplaint);
  const page = await context.newPage();
  await page.goto(address);
  const names = NAMES[locale];
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const inbox = page.getByRole('list', { name: names.inbox, exact: true });
  const agent: AgentPage = {
    page,
    names,
    inbox,
    timeline: page.getByRole('log', { name: names.timeline, exact: true }),
    reply: page.getByRole('textbox', { name: names.reply, exact: true }),
    note: page.getByRole('textbox', { name: names.note, exact: true }),
    accept: button(names.accept),
    decline: button(names.decline),
    wrapUp: button(names.wrapUp),
    customer: page.getByRole('region', { name: names.customer, exact: true }),
    connection: page.getByRole('status', { name: names.connection, exact: true }),
    async signsIn(name) {
      await page.getByRole('button', { name }).click();
      await inbox.waitFor({ state: 'attached' });
      await agent.connection.getByText(names.connected, { exact: true }).waitFor();
    },
    async isReady(ready) {
      const word = ready ? names.ready : names.onBreak;
      await button(names.state).click();
      await page.getByRole('menuitemradio', { name: word, exact: true }).click();
      await button(names.state).getByText(word).waitFor();
    },
    row: (words) => inbox.getByRole('listitem').filter({ hasText: words }),
    async opens(words) {
      await agent.row(words).getByRole('button').first().click();
      await agent.timeline.getByText(words).first().waitFor();
    },
    async replies(text) {
      await agent.reply.fill(text);
      await button(names.send).click();
      await agent.timeline.getByText(text).waitFor();
      await expect.poll(() => agent.reply.inputValue()).toBe('');
    },
    async notes(text) {
      await agent.note.fill(text);
      await button(names.addNote).click();
      await agent.timeline.getByText(text).waitFor();
    },
    async wrapsUp(outcome) {
      const option = page.getByRole('option', { name: outcome, exact: true });
      await agent.wrapUp.or(option).first().waitFor();
      if (await agent.wrapUp.isVisible()) await agent.wrapUp.click();
      await option.click();
      await button(names.finish).click();
      await option.waitFor({ state: 'hidden' });
    },
    async finds(text) {
      await button(names.search).click();
      const palette = page.getByRole('dialog');
      await palette.getByRole('searchbox').fill(text);
      // Found or not, it says so.
      await palette.getByText(text).first().waitFor();
      // The word that nothing was found stands in the list too, and is nothing to choose.
      const hits = await palette.locator('[role=menuitem][data-key]').allTextContents();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await palette.waitFor({ state: 'hidden' });
      return hits;
    },
  };
  return agent;
}

export function listenForComplaints(context: BrowserContext, onComplaint: (complaint: string) => void): void {
  context.on('weberror', (error) => onComplaint(error.error().stack ?? String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') onComplaint(`${message.type()}: ${message.text()}`);
  });
}
