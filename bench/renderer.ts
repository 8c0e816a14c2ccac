// A timeline of 20,000 messages beside one of 200: how fast it opens, and whether it scrolls without a hitch. The real stack: messages
// in the hub's log, the desk core's encrypted replica, the built page in Chromium. Pages come as the agent scrolls, as always.
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { CDPSession, Page } from 'playwright-core';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import { openPgliteFolder } from '#hub/db/open-pglite';
import type { Clock } from '#shared/domain/clock';
import { createIds } from '#shared/domain/ids';
import { openDesk } from './support/open-desk.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { seedTimeline, type LongTimeline } from './support/seed-timelines.ts';
import { median } from './support/statistics.ts';
import { framesDuring, loadAll, openTimeline, scroll, scrollTo } from './support/timeline-page.ts';

const FULL = { short: 200, long: 20_000, runs: 5, scrollPx: 48_000, idleMs: 4_000 };
const QUICK = { short: 200, long: 600, runs: 1, scrollPx: 3_000, idleMs: 500 };
const LONG_FRAME_MS = 50;
const OPENS_ALIKE = { share: 0.2, ms: 15 };

await runBench('renderer', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { short, long, runs, scrollPx, idleMs }: typeof FULL): Promise<readonly Ratio[]> {
  const data = await opened.folder('hub');
  const [other, few, many] = await seed(data, [short + 1, short, long]);
  if (other === undefined || few === undefined || many === undefined) throw new Error('nothing was seeded');
  const hubUrl = await opened.program('src-hub/main.ts', ['--demo', '--port', '0', '--data', data], 'hub ready ');
  const { page, browser } = await openDesk(opened, { hubUrl });
  const devtools = await page.context().newCDPSession(page);
  await ready(page, many);
  say(
    `${browser}; timelines of ${few.messages} and ${many.messages} messages, 20 to a talk; medians of ${runs} runs, each in a page loaded afresh`,
  );

  const opening = { few: [] as number[], many: [] as number[] };
  const longest: Record<string, number[]> = {};
  for (let run = 0; run < runs; run += 1) {
    await page.reload();
    await ready(page, many);
    // Once for the code itself, which the browser compiles as it is used; then by turns, and each time from the same other timeline.
    for (const one of [few, other, many, other]) await openTimeline(page, one);
    for (const which of run % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)) {
      opening[which].push(await openTimeline(page, which === 'few' ? few : many));
      await openTimeline(page, other);
    }
    for (const [name, frame] of Object.entries(await scrolls(page, devtools, { few, many, scrollPx, idleMs })))
      (longest[name] ??= []).push(frame);
  }

  sayTable([
    ['opening, ms', 'median', 'all runs'],
    [`timeline of ${few.messages}`, median(opening.few).toFixed(1), inWords(opening.few)],
    [`timeline of ${many.messages}`, median(opening.many).toFixed(1), inWords(opening.many)],
  ]);
  sayTable([
    ['longest frame while scrolling, ms', 'median', 'all runs'],
    ...Object.entries(longest).map(([name, frames]) => [name, median(frames).toFixed(1), inWords(frames)]),
  ]);
  const [fewMs, manyMs] = [median(opening.few), median(opening.many)];
  const mayTake = Math.max(1 + OPENS_ALIKE.share, (fewMs + OPENS_ALIKE.ms) / fewMs);
  const worst = Math.max(
    ...Object.entries(longest).flatMap(([name, frames]) => (name.startsWith(String(many.messages)) ? [median(frames)] : [])),
  );
  return [
    { of: `opening ${many.messages}`, to: `opening ${few.messages}`, value: manyMs / fewMs, atMost: Number(mayTake.toFixed(2)) },
    { of: `longest frame scrolling ${many.messages}`, to: `${LONG_FRAME_MS} ms`, value: worst / LONG_FRAME_MS, atMost: 1 },
  ];
}

interface Scrolled {
  readonly few: LongTimeline;
  readonly many: LongTimeline;
  readonly scrollPx: number;
  readonly idleMs: number;
}

/** The longest frame of each kind of scrolling, and of none: what the machine does by itself. */
async function scrolls(page: Page, devtools: CDPSession, { few, many, scrollPx, idleMs }: Scrolled): Promise<Record<string, number>> {
  const longest = async (act: () => Promise<unknown>): Promise<number> => Math.max(...(await framesDuring(page, act)));
  const upAndDown = async (): Promise<void> => {
    await scroll(page, devtools, 'up', scrollPx / 2);
    await scroll(page, devtools, 'down', scrollPx / 2);
  };
  await openTimeline(page, few);
  const idle = await longest(() => page.waitForTimeout(idleMs));
  const short = await longest(upAndDown);
  await openTimeline(page, many);
  const paging = await longest(() => scroll(page, devtools, 'up', scrollPx));
  await loadAll(page);
  await scrollTo(page, 0.5);
  const middle = await longest(upAndDown);
  await scrollTo(page, 1);
  const end = await longest(upAndDown);
  return {
    'nothing moves': idle,
    [`${few.messages} messages`]: short,
    [`${many.messages} messages, from the newest, pages coming in`]: paging,
    [`${many.messages} messages, all in the page, in the middle`]: middle,
    [`${many.messages} messages, all in the page, at the end`]: end,
  };
}

/** The replica is level: everything the agent may see is on the desk. */
async function ready(page: Page, { name }: LongTimeline): Promise<void> {
  await page.getByRole('status', { name: 'Connection' }).getByText('Connected').waitFor({ timeout: 120_000 });
  await page.getByRole('list', { name: 'Inbox' }).getByText(name).first().waitFor();
}

async function seed(folder: string, sizes: readonly number[]): Promise<readonly LongTimeline[]> {
  const clock: Clock = { now: () => Date.now(), setTimer: () => () => undefined };
  const db = await openPgliteFolder(folder);
  const hub = await createHub({
    db,
    clock,
    ids: createIds(() => clock.now(), randomBytes),
    config: parseConfig(['--demo'], {}),
    logger: pino({ level: 'silent' }),
    wire: null,
  });
  const timelines: LongTimeline[] = [];
  for (const messages of sizes) timelines.push(await seedTimeline(hub.log, messages, clock.now()));
  await hub.close();
  await db.close();
  return timelines;
}

function inWords(samples: readonly number[]): string {
  return samples.map((one) => one.toFixed(1)).join(' ');
}
