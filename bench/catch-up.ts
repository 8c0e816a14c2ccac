// A desk that was away for 100,000 events comes back: how fast it is level again, beside bare statements that write the same rows and
// index entries with the same batches into an equally encrypted file; and how long a page waits for anything it asks meanwhile.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { openCacheInWorkers } from '#core/cache/open-cache';
import { applyEvents } from '#core/cache/apply-events';
import { openDatabase, type Database } from '#core/cache/open-database';
import { beginReplica, createReplicaTables } from '#core/cache/replica-tables';
import { workerPort } from '#core/cache/worker-port';
import { createDeskCore } from '#core/create-desk-core';
import { systemClock } from '#core/system-clock';
import { PAGE_SIZE } from '#shared/contracts/hub';
import { createIds } from '#shared/domain/ids';
import type { LoggedEvent } from '#shared/events/index';
import { anAgent } from '#tests/support/builders';
import { openBareFile, recordWrites, type BareBatch } from './support/bare-writes.ts';
import type { PageReport } from './support/impatient-page.ts';
import { AWAY_AGENT, AWAY_SCOPES, outageEvents } from './support/outage-events.ts';
import { createPreparedHub, pagesOf, type PreparedHub } from './support/prepared-hub.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { createMemoryVault, NO_HUB, signIn } from './support/signed-in.ts';
import { median, percentile } from './support/statistics.ts';

const FULL = { before: 20_000, missed: 100_000, runs: 3 };
const QUICK = { before: 600, missed: 2_000, runs: 1 };
const KEY = '0123456789abcdef'.repeat(4);
const LONGEST_WAIT_MS = 50;
const LEAST_SHARE = 0.6;

await runBench('catch-up', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { before, missed, runs }: typeof FULL): Promise<readonly Ratio[]> {
  const known = [...outageEvents(before)];
  const news = [...outageEvents(before + missed)].slice(before);
  const pages = { known: pagesOf(known, PAGE_SIZE), news: pagesOf(news, PAGE_SIZE) };
  const batches = await recordBatches(opened, known, news);
  const rows = batches.news.reduce((sum, batch) => sum + batch.length, 0);
  say(`${missed} events after ${before}, pages of ${PAGE_SIZE}: ${rows} writes; ${runs} runs by turns, medians`);

  const seconds = { desk: [] as number[], busy: [] as number[], sealed: [] as number[], plain: [] as number[] };
  const waits: Record<string, number[]> = {};
  for (let run = 0; run < runs; run += 1) {
    seconds.sealed.push(await bareSeconds(opened, batches, KEY));
    seconds.desk.push((await deskSeconds(opened, pages, false)).seconds);
    seconds.plain.push(await bareSeconds(opened, batches, null));
    const busy = await deskSeconds(opened, pages, true);
    seconds.busy.push(busy.seconds);
    for (const [name, times] of Object.entries(busy.waits)) (waits[name] ??= []).push(...times);
  }

  const perSecond = (of: readonly number[]): string => Math.round(missed / median(of)).toLocaleString('en');
  sayTable([
    ['events a second', 'median', 'seconds of all runs'],
    ['bare statements, encrypted', perSecond(seconds.sealed), inWords(seconds.sealed)],
    ['bare statements, not encrypted', perSecond(seconds.plain), inWords(seconds.plain)],
    ['the desk', perSecond(seconds.desk), inWords(seconds.desk)],
    ['the desk, a page asking all the time', perSecond(seconds.busy), inWords(seconds.busy)],
  ]);
  sayTable([
    ['asked meanwhile, ms', 'calls', 'p50', 'p99', 'longest'],
    ...Object.entries(waits).map(([name, times]) => [
      name,
      String(times.length),
      median(times).toFixed(1),
      percentile(times, 0.99).toFixed(1),
      Math.max(...times).toFixed(1),
    ]),
  ]);
  return [
    {
      of: 'catch-up of the desk',
      to: 'bare statements, encrypted',
      value: median(seconds.sealed) / median(seconds.desk),
      atLeast: LEAST_SHARE,
    },
    { of: 'catch-up of the desk', to: 'bare statements, not encrypted', value: median(seconds.plain) / median(seconds.desk) },
    {
      of: 'p99 of what a page asks meanwhile',
      to: `${LONGEST_WAIT_MS} ms`,
      value: percentile(Object.values(waits).flat(), 0.99) / LONGEST_WAIT_MS,
      atMost: 1,
    },
  ];
}

interface Batches {
  readonly known: readonly BareBatch[];
  readonly news: readonly BareBatch[];
}

/** What the desk's own code writes for these events, page by page. */
async function recordBatches(opened: Opened, known: readonly LoggedEvent[], news: readonly LoggedEvent[]): Promise<Batches> {
  const path = `${await opened.folder('recorded')}/replica.db`;
  const recorded = recordWrites(openDatabase({ path, key: KEY, synchronous: 'NORMAL', onSlowQuery: () => {} }));
  const { db } = recorded;
  createReplicaTables(db);
  beginReplica(db, { epoch: 'a'.repeat(32), cursor: 0, scopes: AWAY_SCOPES });
  recorded.taken();
  const batchesOf = (events: readonly LoggedEvent[]): BareBatch[] =>
    Array.from({ length: Math.ceil(events.length / PAGE_SIZE) }, (_, page) => {
      const batch = events.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
      db.transaction(() => applyEvents(db, AWAY_AGENT, batch, batch.at(-1)?.seq ?? 0));
      return recorded.taken();
    });
  const batches = { known: batchesOf(known), news: batchesOf(news) };
  db.close();
  return batches;
}

async function bareSeconds(opened: Opened, batches: Batches, key: string | null): Promise<number> {
  const bare = openBareFile(await opened.folder('bare'), key, (script) => createReplicaTables(scriptOnly(script)));
  for (const batch of batches.known) bare.write(batch);
  const startedAt = performance.now();
  for (const batch of batches.news) bare.write(batch);
  const seconds = (performance.now() - startedAt) / 1000;
  bare.close();
  return seconds;
}

/** For making tables, which asks for nothing else. */
function scriptOnly(script: (text: string) => void): Database {
  const run = (): { changes: number; rowid: number } => ({ changes: 0, rowid: 0 });
  return { path: '', script, run, all: () => [], first: () => undefined, transaction: (work) => work(), checkpoint() {}, close() {} };
}

/** The real core: its line, its fold, its cache in threads and encrypted files; a page in a thread of its own keeps its inbox open. */
async function deskSeconds(
  opened: Opened,
  pages: Record<'known' | 'news', ReturnType<typeof pagesOf>>,
  isReading: boolean,
): Promise<{ seconds: number; waits: PageReport['waits'] }> {
  const hub = createPreparedHub();
  hub.prepare([]);
  const core = await openCore(hub, await opened.folder('desk'));
  const { port1, port2 } = new MessageChannel();
  core.connect(workerPort(port1));
  const talks = Array.from({ length: 20 }, (_, n) => `${n}-0`);
  const page = new Worker(new URL('./support/impatient-page.ts', import.meta.url), {
    workerData: { wire: port2, talks },
    transferList: [port2],
  });
  await once(page, 'message');
  await levelWith(hub, page, pages.known);
  page.postMessage(isReading);
  const startedAt = Date.now();
  const { levelAt, waits } = await levelWith(hub, page, pages.news);
  await page.terminate();
  await core.close();
  return { seconds: (levelAt - startedAt) / 1000, waits };
}

async function levelWith(hub: PreparedHub, page: Worker, pages: ReturnType<typeof pagesOf>): Promise<PageReport> {
  hub.prepare(pages);
  const [report] = (await once(page, 'message')) as [PageReport]; // it says nothing else once it is ready
  return report;
}

async function openCore(hub: PreparedHub, dataFolder: string): ReturnType<typeof createDeskCore> {
  const vault = createMemoryVault();
  await signIn(vault, anAgent({ id: AWAY_AGENT }));
  return createDeskCore({
    hubUrls: [NO_HUB],
    dataFolder,
    clock: systemClock,
    ids: createIds(() => Date.now(), randomBytes),
    // No pause before the line is dialled again: what is measured begins with the first page.
    random: () => 0,
    vault,
    log: { info() {}, warn: console.warn, error: console.error },
    openCache: openCacheInWorkers,
    dial: hub.dial,
  });
}

function inWords(samples: readonly number[]): string {
  return samples.map((one) => one.toFixed(1)).join(' ');
}
