// The cold start of a desk that has 50,000 messages cached and no hub to ask: from the start of its process to the rows of the inbox on
// the screen, in a browser window that has never seen the page. Baseline: a page of one word in another such window of that browser.
import { chromium, type Browser } from 'playwright-core';
import { openVault } from '#core/key-vault';
import { runProgram } from '#tests/support/running-program';
import { firstPaint, serveBlankPage, wallClock } from './support/first-paint.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { seedDesk } from './support/replica-file.ts';
import { NO_HUB } from './support/signed-in.ts';
import { median, percentile } from './support/statistics.ts';

const FULL = { messages: 50_000, waiting: 50, runs: 15 };
const QUICK = { messages: 800, waiting: 10, runs: 1 };
const READY = 'desk ready ';
const INBOX_ROW = '[role="list"][aria-label="Inbox"] button';

await runBench('cold-start', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { messages, waiting, runs }: typeof FULL): Promise<readonly Ratio[]> {
  const dataFolder = await opened.folder('desk');
  const vault = await openVault({ folder: dataFolder, sealKey: null, log: { info() {}, warn() {}, error: console.error } });
  const { megabytes } = await seedDesk({ vault, dataFolder, messages, waiting });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  opened.later(() => browser.close());
  const blank = await serveBlankPage(opened);
  say(
    `Chromium ${browser.version()}; ${messages.toLocaleString('en')} messages cached, ${megabytes.toFixed(0)} MB; ${runs} starts, each in a new process and a new window; files in the system's memory`,
  );

  // Once for the browser itself, and for the build, where one is due.
  for (const _ of [1, 2]) await firstPaint(browser, blank, 'main');
  await startOnce(browser, dataFolder);
  const starts: Start[] = [];
  const blanks: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    blanks.push((await firstPaint(browser, blank, 'main')).paintedMs);
    starts.push(await startOnce(browser, dataFolder));
  }

  const parts: readonly (readonly [string, readonly number[]])[] = [
    ['process ready', starts.map(({ readyMs }) => readyMs)],
    ['then: page loaded', starts.map(({ loadedMs }) => loadedMs)],
    ['then: first rows painted', starts.map(({ loadedMs, paintedMs }) => paintedMs - loadedMs)],
    ['all of it', starts.map(({ readyMs, paintedMs }) => readyMs + paintedMs)],
    ['blank page painted', blanks],
  ];
  sayTable([
    ['ms', 'median', 'p95', 'all runs'],
    ...parts.map(([name, times]) => [
      name,
      median(times).toFixed(0),
      percentile(times, 0.95).toFixed(0),
      times.map((one) => one.toFixed(0)).join(' '),
    ]),
  ]);
  return [
    { of: 'page to first rows', to: 'blank page', value: median(starts.map(({ paintedMs }) => paintedMs)) / median(blanks) },
    { of: 'cold start with its process', to: 'blank page', value: median(parts[3]?.[1] ?? []) / median(blanks) },
  ];
}

interface Start {
  readonly readyMs: number;
  readonly loadedMs: number;
  readonly paintedMs: number;
}

/** The process from nothing, the page from nothing; and both ended again. */
async function startOnce(browser: Browser, dataFolder: string): Promise<Start> {
  const startedAt = wallClock();
  const desk = runProgram('src-main/desk.ts', ['--shell', 'browser', '--no-open', '--hub', NO_HUB, '--data', dataFolder]);
  try {
    const address = (await desk.line(READY)).slice(READY.length).trim();
    const readyMs = wallClock() - startedAt;
    return { readyMs, ...(await firstPaint(browser, address, INBOX_ROW)) };
  } finally {
    await desk.stop();
  }
}
