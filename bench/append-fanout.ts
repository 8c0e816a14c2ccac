// A customer's message into the log of a hub on PostgreSQL, folded, and out to 200 connected desks, every one of which may see it.
// Baseline: INSERT of the same bytes through the same driver, and a Socket.IO broadcast of the same frame to 200 bare sockets. All
// sockets are in another process. And the same again with 30 times as many events in the log.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Server } from 'socket.io';
import type { LoggedEvent } from '#shared/events/index';
import type { Frame } from '#shared/rpc/port';
import { FRAME } from '#shared/rpc/socket-port';
import { createTestDatabase } from '#tests/support/test-database';
import { openCentre, type Centre } from './support/centre.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { startSockets } from './support/socket-process.ts';
import { median } from './support/statistics.ts';

const POSTGRES = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
const FULL = { sockets: 200, events: 1_500, rounds: 9, short: 10_000, long: 300_000 };
const QUICK = { sockets: 20, events: 40, rounds: 1, short: 1_200, long: 2_400 };
/** How many customers write at the same moment, and how many INSERTs are under way. */
const WRITERS = 8;

await runBench('append-fanout', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { sockets, events, rounds, short, long }: typeof FULL): Promise<readonly Ratio[]> {
  const shortLog = await openCentre(opened, POSTGRES);
  const longLog = await openCentre(opened, POSTGRES);
  const bare = await openBare(opened, shortLog);
  const ways = [
    { name: 'bare', url: bare.url, write: bare.write, desks: null },
    { name: 'short', url: `${shortLog.url}/desk`, write: writerOf(shortLog), desks: await shortLog.signIn(sockets) },
    { name: 'long', url: `${longLog.url}/desk`, write: writerOf(longLog), desks: await longLog.signIn(sockets) },
  ] as const;
  await shortLog.fillUpTo(short);
  await longLog.fillUpTo(long);
  for (const centre of [shortLog, longLog]) await centre.tidy();
  const atStart = `${await shortLog.loggedEvents()} and ${await longLog.loggedEvents()}`;
  say(`PostgreSQL ${await bare.version()}; ${sockets} sockets each in another process, ${events} events a round from ${WRITERS} writers,`);
  say(`${rounds} rounds of each by turns, medians; ${atStart} events in the logs at the start, after VACUUM (ANALYZE) and CHECKPOINT`);

  // First without anybody listening: what the log alone can do.
  const alone = await byTurns(rounds, ways, async ({ write }) => ({ perSecond: await writeAll(write, events) }));
  const process = startSockets(opened);
  for (const { name: group, url, desks } of ways) await process.open({ group, url, desks, count: sockets });
  const pullsAtFirst = process.pulls();
  const fannedOut = await byTurns(rounds, ways, async ({ name, write }) => {
    const { heard } = await process.await(name, events);
    const startedAt = performance.now();
    await writeAll(write, events);
    await heard;
    return { perSecond: events / ((performance.now() - startedAt) / 1_000) };
  });

  sayTable([
    ['events a second', 'bare', `log of ${short}`, `log of ${long}`],
    row('written', alone),
    row(`written and heard by ${sockets}`, fannedOut),
  ]);
  say(`desks so far behind that they were sent to pull: ${process.pulls() - pullsAtFirst} times`);
  return [
    { of: 'append and fan-out', to: 'bare INSERT and broadcast', value: fannedOut.short / fannedOut.bare, atLeast: 0.5 },
    { of: `append and fan-out at ${long} events`, to: `at ${short}`, value: fannedOut.long / fannedOut.short, atLeast: 0.9 },
    { of: `append alone at ${long} events`, to: `at ${short}`, value: alone.long / alone.short, atLeast: 0.9 },
    { of: 'append alone', to: 'bare INSERT alone', value: alone.short / alone.bare },
  ];
}

type Write = (index: number) => Promise<unknown>;
interface Way {
  readonly name: 'bare' | 'short' | 'long';
  readonly write: Write;
}
type PerWay = Readonly<Record<Way['name'], number>>;

/** Medians over the rounds, after one more to warm up. */
async function byTurns<W extends Way>(
  rounds: number,
  ways: readonly W[],
  run: (way: W) => Promise<{ perSecond: number }>,
): Promise<PerWay> {
  const seen = { bare: [] as number[], short: [] as number[], long: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    // Nobody always comes after the same one.
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const { perSecond } = await run(way);
      if (round > 0) seen[way.name].push(perSecond);
    }
  }
  return { bare: median(seen.bare), short: median(seen.short), long: median(seen.long) };
}

/** Answers how many a second. */
async function writeAll(write: Write, count: number): Promise<number> {
  const left = Array.from({ length: count }, (_, index) => index);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (let index = left.pop(); index !== undefined; index = left.pop()) await write(index);
    }),
  );
  return count / ((performance.now() - startedAt) / 1_000);
}

function writerOf(centre: Centre): Write {
  const state = { written: 0 };
  return () => {
    state.written += 1;
    return centre.append(centre.message(state.written));
  };
}

async function openBare(opened: Opened, { message }: Centre): Promise<{ url: string; write: Write; version: () => Promise<string> }> {
  const database = await createTestDatabase(POSTGRES);
  opened.later(() => database.drop());
  const pool = new pg.Pool({ connectionString: database.url });
  opened.later(() => pool.end());
  await pool.query('CREATE TABLE bare (id bigserial PRIMARY KEY, body jsonb NOT NULL)');
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  opened.later(() => io.close());
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const state = { written: 0, told: 0 };
  return {
    // A TCP server's address is an object.
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async write() {
      state.written += 1;
      const event = eventOf(message(state.written), state.written);
      await pool.query('INSERT INTO bare (body) VALUES ($1)', [JSON.stringify(event)]);
      // INSERTs overtake each other, and the sockets count what follows on what they have.
      const payload = { after: state.told, events: [{ ...event, seq: state.told + 1 }] };
      state.told += 1;
      const frame: Frame = { kind: 'event', contract: 'hub', name: 'events.appended', payload };
      io.emit(FRAME, frame);
    },
    async version() {
      const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
      return rows[0]?.server_version ?? 'unknown';
    },
  };
}

/** As the hub tells it. */
function eventOf(message: ReturnType<Centre['message']>, seq: number): LoggedEvent {
  const scopes = [`customer:${message.customerId}`, `queue:${message.queueId}`] as LoggedEvent['scopes']; // as scopesOf makes them
  return { seq, at: message.at, type: 'message.received', scopes, causedBy: null, body: { message } };
}

function row(name: string, { bare, short, long }: PerWay): string[] {
  return [name, ...[bare, short, long].map((perSecond) => perSecond.toFixed(0))];
}
