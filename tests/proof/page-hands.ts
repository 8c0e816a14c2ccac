import { once } from 'node:events';
import path from 'node:path';
import { chromium, errors, type Browser, type BrowserServer, type Locator, type Page } from 'playwright-core';
import type { Random } from '#hub/simulator/random';
import type { Draft } from '#shared/domain/draft';
import type { InteractionId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { askRunningDesk } from '#shell/web-shell/running-desk';
import { waitUntil } from '#tests/support/wait-until';
import type { Desk } from './desk.ts';
import type { DeskWindow } from './desk-window.ts';
import type { Ledger } from './ledger.ts';
import type { Words } from './words.ts';

interface Deps {
  /** Whose page it is. */
  readonly desk: Pick<Desk, 'agentId' | 'folder' | 'life'>;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly words: Words;
  /** Where a picture of a page that is wrong is put. */
  readonly folder: string;
}

/** The agent at the real page, in a real browser that can be killed. */
export interface PageHands {
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly kills: () => number;
  /** The work that is done on the page. */
  work(): InteractionId | null;
  act(window: DeskWindow): Promise<void>;
  /** The core told that it keeps this draft. */
  draftChanged(draft: Draft): void;
  /** What differs between the page and what the core says of the work on it. */
  differences(window: DeskWindow): Promise<string[]>;
  close(): Promise<void>;
}

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
/** A step of the hands that does not succeed by then is left, and another one is tried. */
const STEP_MS = 2_500;
const SHOWN_WITHIN_MS = 20_000;

export function createPageHands({ desk, ledger, random, words, folder }: Deps): PageHands {
  const state = {
    kills: 0,
    server: null as BrowserServer | null,
    browser: null as Browser | null,
    page: null as { readonly page: Page; readonly coreLife: number } | null,
    work: null as Interaction | null,
    isSending: false,
    starting: Promise.resolve() as Promise<unknown>,
  };

  function start(): Promise<void> {
    const started = launch();
    state.starting = started.catch(() => undefined);
    return started;
  }

  async function launch(): Promise<void> {
    state.server = await chromium.launchServer({ executablePath: '/usr/bin/chromium', args: ARGS });
    state.browser = await chromium.connect(state.server.wsEndpoint());
  }

  async function visit(): Promise<Page | null> {
    if (state.page?.coreLife === desk.life()) return state.page.page;
    const life = desk.life();
    const fresh = await askRunningDesk(desk.folder);
    if (state.browser === null || fresh === null) return null;
    const page = state.page?.page ?? (await state.browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } }));
    page.setDefaultTimeout(STEP_MS);
    await page.goto(fresh);
    await page.getByRole('list', { name: 'Inbox' }).waitFor();
    state.page = { page, coreLife: life };
    return page;
  }

  /** Opens the work by its row in the inbox, as it stands there now. */
  async function open(page: Page, window: DeskWindow, id: InteractionId): Promise<void> {
    const line = window.of('interaction').find((one) => one.id === id)?.lastLine?.text ?? '';
    if (line === '' || (await isInTimeline(page, line))) return;
    // An offer that rings lies over the inbox: the row is clicked all the same.
    await page.getByRole('list', { name: 'Inbox' }).getByText(line).first().dispatchEvent('click');
    // No two lines are the same, so this is the customer who was meant.
    await waitUntil(() => isInTimeline(page, line), { what: 'the work is open', timeoutMs: STEP_MS });
  }

  /** A timeline opens at the first unread word and draws only what is in sight. */
  async function isInTimeline(page: Page, line: string): Promise<boolean> {
    if ((await timeline(page).count()) === 0) return false;
    await timeline(page).evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    return (await timeline(page).getByText(line).count()) > 0;
  }

  async function reply(page: Page, { conversationId }: Interaction, text: string): Promise<void> {
    await write(page, conversationId, text);
    ledger.draftTyped(conversationId, 'reply', '');
    state.isSending = true;
    try {
      await replyBox(page).press('Enter');
      await timeline(page).getByText(text).first().waitFor();
      ledger.shown.push(text);
      ledger.promised('renderer');
    } finally {
      state.isSending = false;
    }
  }

  async function write(page: Page, conversationId: Interaction['conversationId'], text: string): Promise<void> {
    ledger.draftTyped(conversationId, 'reply', text);
    await replyBox(page).fill(text);
  }

  async function actOn(window: DeskWindow): Promise<void> {
    const page = await visit();
    if (page === null) return;
    const mine = window.of('interaction').filter((one) => one.state.is === 'handling' && ownerOf(one.state) === desk.agentId);
    const work = mine.find(({ id }) => id === state.work?.id);
    if (work === undefined) {
      // Chosen now, worked on next time: what another hand has begun with it is over by then.
      state.work = mine[0] === undefined ? null : random.pick([mine[0], ...mine]);
      return;
    }
    await open(page, window, work.id);
    if (random.chance(0.6)) await reply(page, work, words.next('page'));
    else await write(page, work.conversationId, words.next('draft'));
  }

  async function differences(window: DeskWindow): Promise<string[]> {
    const work = window.of('interaction').find(({ id }) => id === state.work?.id);
    if (work?.state.is !== 'handling') return [];
    const { conversationId } = work;
    const line = work.lastLine?.text ?? '';
    const seen = { draft: '', count: -1 };
    const isSame = async (): Promise<boolean> => {
      const page = await visit();
      if (page === null) return false;
      await open(page, window, work.id);
      seen.count = await timeline(page).getByText(line).count();
      seen.draft = await replyBox(page).inputValue();
      return seen.count === 1 && seen.draft === ((await window.call('draft.get', { conversationId, mode: 'reply' }))?.text ?? '');
    };
    try {
      // A step may run out of time, or a row move on under the hand: it is tried again until all of the time is over.
      await waitUntil(() => isSame().catch(() => false), { what: 'the page shows what the core has', timeoutMs: SHOWN_WITHIN_MS });
      return [];
    } catch (error) {
      await state.page?.page.screenshot({ path: path.join(folder, 'page.png') }).catch(() => undefined);
      return [`${String(error)}: the page shows “${line}” ${seen.count} times, and its composer holds “${seen.draft}”`];
    }
  }

  return {
    start,
    async kill() {
      state.kills += 1;
      // A browser that is not there yet cannot be killed.
      await state.starting;
      const child = state.server?.process();
      const gone = child === undefined || child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
      child?.kill('SIGKILL');
      await gone;
      state.server = null;
      state.browser = null;
      state.page = null;
    },
    kills: () => state.kills,
    work: () => state.work?.id ?? null,
    async act(window) {
      await actOn(window).catch((error: unknown) => {
        // The browser was killed, the core was killed, or the row has moved on: the next act looks anew.
        if (state.browser?.isConnected() === true && !(error instanceof errors.TimeoutError)) state.page = null;
      });
    },
    draftChanged({ conversationId, mode, text }) {
      if (conversationId !== state.work?.conversationId) return;
      ledger.draftKept(conversationId, mode, text);
      if (state.isSending) ledger.draftTyped(conversationId, mode, '');
    },
    differences,
    async close() {
      await state.server?.close();
    },
  };
}

const timeline = (page: Page): Locator => page.getByRole('log', { name: 'Timeline' });
const replyBox = (page: Page): Locator => page.getByRole('textbox', { name: 'Reply' });
