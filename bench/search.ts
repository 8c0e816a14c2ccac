// Search in a desk's encrypted file of a million messages: from a question of one to ten characters to the first page of hits with
// their marks, with and without filters; whether just that is found which a scan of the texts finds; and how large the index is.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase, type Database } from '#core/cache/open-database';
import { FIRST_ITEM_ROW } from '#core/cache/item-row';
import { foundStatement, searchRecords } from '#core/cache/search-records';
import type { SearchFilters, SearchQuestion } from '#shared/contracts/search';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CustomerId } from '#shared/domain/ids';
import type { Bodies } from '#shared/records/records';
import { isHit } from '#shared/search/hits';
import { questionOf } from '#shared/search/question';
import { sql } from '#shared/sql';
import { createDice, createQuestions } from '#tests/support/search-texts';
import { AGENTS, CHANNELS, fillWithMessages, UNTIL } from './support/message-file.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { percentile } from './support/statistics.ts';

const FULL = { messages: 1_000_000, questions: 600, sampled: 4_000, checked: 150 };
const QUICK = { messages: 3_000, questions: 60, sampled: 1_000, checked: 40 };
const FIRST_PAGE_MS = 50;
const DAY_MS = 86_400_000;
const SEED = 20_261_122;

await runBench('search', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, sizes: typeof FULL): Promise<readonly Ratio[]> {
  const path = join(await opened.folder('search'), 'replica.db');
  const options = { path, key: randomBytes(32).toString('hex'), synchronous: 'NORMAL' as const, onSlowQuery: () => undefined };
  const dice = createDice(SEED);
  const writer = openDatabase(options);
  const began = performance.now();
  const filled = fillWithMessages(writer, sizes.messages, dice);
  writer.checkpoint();
  writer.close();
  say(
    `${sizes.messages.toLocaleString('en')} messages of ${(filled.characters / sizes.messages).toFixed(0)} characters written in ${seconds(began)} s`,
  );

  const db = openDatabase({ ...options, isReadOnly: true });
  opened.later(() => Promise.resolve(db.close()));
  const size = indexSize(db);
  say(`text ${megabytes(filled.textBytes)} MB, index ${megabytes(size)} MB; seed ${SEED}`);
  // A bench of a plan that reads everything through or sorts it means nothing.
  if (badPlans(db).length > 0) throw new Error(`a statement scans or sorts: ${badPlans(db).join(', ')}`);
  const texts = sampleOf(db, 2_000).map(({ text }) => text);
  const question = createQuestions(dice, texts);
  const times = timed(db, { question, dice, count: sizes.questions, customers: filled.customers });
  sayTable([
    ['question to first page, ms', 'questions', 'p50', 'p95', 'p99', 'longest', 'processor p50', 'p95'],
    ...[...times].map(([name, samples]) => [
      name,
      String(samples.length),
      ...[0.5, 0.95, 0.99, 1].map((share) =>
        percentile(
          samples.map(({ wall }) => wall),
          share,
        ).toFixed(1),
      ),
      ...[0.5, 0.95].map((share) =>
        percentile(
          samples.map(({ processor }) => processor),
          share,
        ).toFixed(1),
      ),
    ]),
  ]);
  const { recall, precision, hits } = compared(db, question, sizes);
  say(`against a scan of ${sizes.sampled} messages: ${sizes.checked} questions, ${hits} hits`);
  const all = [...times.values()].flat().map(({ wall }) => wall);
  return [
    { of: 'p95 to the first page', to: `${FIRST_PAGE_MS} ms`, value: percentile(all, 0.95) / FIRST_PAGE_MS, atMost: 1 },
    { of: 'size of the index', to: 'size of the text', value: size / filled.textBytes, atMost: 2 },
    { of: 'found', to: 'what a scan finds (recall)', value: recall, atLeast: 1 },
    { of: 'rightly found', to: 'found (precision)', value: precision, atLeast: 1 },
  ];
}

interface Asking {
  readonly question: () => string;
  readonly dice: () => number;
  readonly count: number;
  readonly customers: number;
}

/** On a machine that is not idle the processor's time says what the wall's does not. */
interface Took {
  readonly wall: number;
  readonly processor: number;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Every second one with a filter, by turns. */
function timed(db: Database, { question, dice, count, customers }: Asking): Map<string, Took[]> {
  const filters: readonly [string, () => SearchFilters][] = [
    ['channel', () => ({ channel: CHANNELS[Math.floor(dice() * CHANNELS.length)] })],
    ['customer', () => ({ customerId: CustomerId.parse(`cus_${Math.floor(dice() * customers)}`) })],
    ['colleague', () => ({ agentId: AgentId.parse(`agt_${Math.floor(dice() * AGENTS)}`) })],
    ['with a file', () => ({ hasAttachment: true })],
    ['a month', () => monthBefore(UNTIL - dice() * 300 * DAY_MS)],
  ];
  const times = new Map<string, Took[]>([['no filter', []], ...filters.map(([name]) => [name, [] as Took[]] as const)]);
  for (let index = 0; index < count; index += 1) {
    const [name, of] =
      index % 2 === 0 ? (['no filter', () => ({})] as const) : (filters[(index >> 1) % filters.length] ?? ['', () => ({})]);
    const asked: SearchQuestion = { text: question(), filters: of(), before: null };
    const began = { wall: performance.now(), processor: processorMs() };
    searchRecords(db, asked);
    times.get(name)?.push({ wall: performance.now() - began.wall, processor: processorMs() - began.processor });
  }
  return times;
}

function monthBefore(to: number): SearchFilters {
  return { from: toInstant(to - 30 * DAY_MS), to: toInstant(to) };
}

/** Of the newest messages every page of each answer, beside what a scan of their texts finds. */
function compared(
  db: Database,
  question: () => string,
  { sampled, checked }: typeof FULL,
): { recall: number; precision: number; hits: number } {
  const items = sampleOf(db, sampled);
  const from = items.at(-1)?.at;
  const count = { both: 0, scanned: 0, indexed: 0 };
  for (let index = 0; index < checked; index += 1) {
    const text = question();
    const filters: SearchFilters = { from, ...(index % 3 === 0 ? { channel: CHANNELS[index % CHANNELS.length] } : {}) };
    const wanted = questionOf(text);
    const scanned = new Set(
      items
        .filter((item) => isHit(item, wanted, filters) && (filters.channel ?? item.channel) === item.channel && wanted.length > 0)
        .map(({ id }) => id as string),
    );
    const indexed = wanted.length === 0 ? [] : allPages(db, { text, filters, before: null });
    count.both += indexed.filter((id) => scanned.has(id)).length;
    count.scanned += scanned.size;
    count.indexed += indexed.length;
  }
  return { recall: count.both / count.scanned, precision: count.both / count.indexed, hits: count.scanned };
}

function allPages(db: Database, asked: SearchQuestion): string[] {
  const { hits, next } = searchRecords(db, asked);
  const ids = hits.flatMap(({ itemId }) => itemId ?? []);
  return next === null ? ids : [...ids, ...allPages(db, { ...asked, before: next })];
}

function sampleOf(db: Database, count: number): Bodies['message'][] {
  return db
    .all<{ body: string }>(sql`SELECT body FROM record WHERE row >= ${FIRST_ITEM_ROW} ORDER BY row DESC LIMIT ${count}`)
    .map(({ body }) => JSON.parse(body) as Bodies['message']); // this bench wrote them
}

function indexSize(db: Database): number {
  const [row] = db.all<{ bytes: number }>(sql`SELECT sum(pgsize) AS bytes FROM dbstat WHERE name LIKE 'search%'`);
  return row?.bytes ?? 0;
}

/** Of every shape of statement; the virtual table by its index is no scan. */
function badPlans(db: Database): string[] {
  const span = { from: FIRST_ITEM_ROW, to: Number.MAX_SAFE_INTEGER };
  return [null, '"返金"', '"§line" AND "返金"', '"refu"*'].flatMap((match) => {
    const { parts, params } = foundStatement(match, span, 64);
    const steps = db.all<{ detail: string }>({ parts: [`EXPLAIN QUERY PLAN ${parts[0] ?? ''}`, ...parts.slice(1)], params });
    return steps.map(({ detail }) => detail).filter((detail) => /TEMP B-TREE|SCAN (?!search VIRTUAL TABLE INDEX [^0])/.test(detail));
  });
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
