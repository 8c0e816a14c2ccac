import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createPractice } from '#core/practice';
import { createDialHub, type Dial } from '#core/sync/dial-hub';
import { keepConnected } from '#core/sync/hub-connection';
import { createLineState } from '#core/sync/line-state';
import { lookAround } from '#core/sync/look-around';
import { watchClock } from '#core/sync/watch-clock';
import { watchSilence } from '#core/sync/watch-silence';
import { createSilenceWatch } from '#hub/realtime/silence-watch';
import type { Connection } from '#shared/contracts/desk';
import type { Clock } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { openTestHub, PASSWORD, type TestHub } from '#tests/support/a-hub';
import { openCutLine } from '#tests/support/cut-line';
import { createFakeClock } from '#tests/support/fake-clock';
import { createKeptLog } from '#tests/support/kept-log';
import { waitUntil } from '#tests/support/wait-until';
import { DeskId } from '#shared/domain/ids';

const SECOND_MS = 1_000;

describe('a line that looks open and is dead', () => {
  test('is found within ten seconds', async () => {
    const { clock, silentAt } = aSilence(() => 0);
    await clock.advance(60 * SECOND_MS);
    expect(silentAt()).toBeGreaterThan(8 * SECOND_MS);
    expect(silentAt()).toBeLessThanOrEqual(10 * SECOND_MS);
  });

  test('is not one whose hub is busy for three seconds, nor one that brings a large page slowly', async () => {
    // Beats go out after 4, 8 … seconds, and are answered three seconds late.
    const busy = aSilence((now, beats) => (beats.some((at) => now - at >= 3_000 && now - at < 4_000) ? now : -1));
    await busy.clock.advance(120 * SECOND_MS);
    expect(busy.silentAt()).toBeNull();
    // A byte every eight seconds, and no answer to any beat.
    const slow = aSilence((now) => (now % 8_000 === 0 ? now : -1));
    await slow.clock.advance(120 * SECOND_MS);
    expect(slow.silentAt()).toBeNull();
  });

  test('is found sooner where there is reason to doubt it', async () => {
    const { clock, watch, silentAt, beats } = aSilence((now) => (now < 20_000 ? now : -1));
    await clock.advance(20_500);
    watch.doubt();
    expect(beats.at(-1)).toBe(20_500);
    await clock.advance(5 * SECOND_MS);
    expect(silentAt()).toBeLessThanOrEqual(25 * SECOND_MS);
  });

  /** `heard`: a number that was not given before is a byte that came. */
  function aSilence(heard: (now: number, beats: readonly number[]) => number) {
    const clock = createFakeClock(0);
    const beats: number[] = [];
    const state = { silentAt: null as number | null, bytes: 0, last: -1 };
    const watch = watchSilence({
      clock,
      bytesRead() {
        const now = heard(clock.now(), beats);
        if (now >= 0 && now !== state.last) state.bytes += 1;
        if (now >= 0) state.last = now;
        return state.bytes;
      },
      beat: () => void beats.push(clock.now()),
      onSilent: () => (state.silentAt ??= clock.now()),
    });
    return { clock, watch, beats, silentAt: () => state.silentAt };
  }
});

describe('a real line', () => {
  const held: { at?: TestHub; token?: string } = {};
  beforeAll(async () => {
    held.at = await openTestHub(await openPgliteMemory(), { clock: createFakeClock(Date.now()), closesByItself: false });
    const signedIn = await held.at.hub.sessions.signIn(
      { loginName: 'mika', password: PASSWORD, deskId: DeskId.parse('dsk_mika') },
      '127.0.0.1',
    );
    held.token = signedIn.accessToken;
  });
  afterAll(() => held.at?.hub.close());

  /** Twenty times as fast, so that ten seconds are half of one. */
  const fast: Pick<Clock, 'setTimer'> = {
    setTimer(ms, run) {
      const timer = setTimeout(run, ms / 20);
      return () => clearTimeout(timer);
    },
  };

  test('that goes silent is torn down at the desk; one that only waits is not, and costs next to nothing', async () => {
    const cable = await openCutLine(held.at?.url ?? '');
    onTestFinished(() => cable.close());
    const line = await createDialHub({ clock: fast, env: {} })(cable.url, held.token ?? '');
    const state = { isClosed: false, heard: 0 };
    line.port.onClose(() => (state.isClosed = true));
    line.onHeard(() => (state.heard += 1));
    await waitUntil(() => state.heard >= 5, { what: 'beats are answered' });
    expect(state.isClosed).toBe(false);
    const before = { at: state.heard, bytes: cable.passed() };
    await waitUntil(() => state.heard >= before.at + 5, { what: 'more beats' });
    // A beat and its answer every four seconds: 6 and 2 bytes of WebSocket.
    expect((cable.passed() - before.bytes) / (state.heard - before.at)).toBeLessThan(20);
    cable.silence();
    const since = performance.now();
    await waitUntil(() => state.isClosed, { what: 'torn down' });
    expect((performance.now() - since) * 20).toBeLessThan(12_000);
  });

  test('gives its token to nobody who is not a hub: not over a redirect, not to a page', async () => {
    const seen: string[] = [];
    const portal = createServer((request, answer) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      answer.writeHead(302, { location: 'http://127.0.0.1:1/sign-in' }).end();
    });
    portal.on('upgrade', (request, socket) => {
      seen.push(`${request.url} ${JSON.stringify(request.headers)}`);
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n');
    });
    const url = await addressOf(portal);
    await expect(createDialHub({ clock: fast, env: {} })(url, 'a-secret-token')).rejects.toMatchObject({ code: 'offline' });
    expect(seen).not.toHaveLength(0);
    expect(seen.join('\n')).not.toContain('a-secret-token');
  });

  test('is ended by the hub too when a desk vanishes without a word', async () => {
    const server = createTcpServer();
    server.listen(0, '127.0.0.1');
    await waitUntil(() => server.listening);
    // Listening on TCP, so it has a port.
    const { port } = server.address() as AddressInfo;
    const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect(port, '127.0.0.1');
    const socket = await arrived;
    const watch = createSilenceWatch(10);
    onTestFinished(() => {
      watch.stop();
      client.destroy();
      server.close();
    });
    // A vanished end answers nothing, not even the end of the line.
    socket.resume();
    watch.watch({ request: { socket }, once: (event, listener) => socket.once(event, listener) });
    const beats = setInterval(() => client.write('.'), 20);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(socket.destroyed).toBe(false);
    clearInterval(beats);
    await waitUntil(() => socket.destroyed, { what: 'ended' });
  });
});

describe('trying again', () => {
  test('goes on for ever, in turn at each address, never rarer than every thirty seconds', async () => {
    const { clock, dials } = await aConnection({ hubUrls: ['https://a.example', 'https://b.example'], random: () => 0.999 });
    await clock.advance(2 * 3_600 * SECOND_MS);
    const gaps = dials.slice(1).map(({ at }, index) => at - (dials[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30 * SECOND_MS);
    expect(gaps.at(-1)).toBeGreaterThan(25 * SECOND_MS);
    expect(dials.slice(-4).map(({ hubUrl }) => hubUrl[8])).toEqual(dials.length % 2 === 0 ? ['a', 'b', 'a', 'b'] : ['b', 'a', 'b', 'a']);
  });

  test('counts the agent’s word at once, and a network that flickers not each time', async () => {
    const { clock, dials, connection } = await aConnection({ random: () => 0.5 });
    await clock.advance(3_600 * SECOND_MS);
    const before = dials.length;
    connection.wake('agent');
    await settled();
    expect(dials).toHaveLength(before + 1);
    await clock.advance(10);
    for (let times = 0; times < 100; times += 1) {
      connection.wake('hint');
      await clock.advance(20);
    }
    expect(dials.length - before).toBeLessThanOrEqual(3);
    // A hint also makes the next tries quick again.
    await clock.advance(10 * SECOND_MS);
    expect(dials.length - before).toBeGreaterThan(3);
  });

  test('ends where the hub lets the desk in and then refuses it, without a storm', async () => {
    const { dials, state } = await aConnection({
      work: () => Promise.reject(new Failure('denied', 'this person no longer works here')),
      isUp: true,
    });
    await waitUntil(() => state.signedOut === 1, { what: 'signed out' });
    expect(dials).toHaveLength(2);
  });

  test('goes to no hub at all while an outage is practised', async () => {
    const { clock, dials, connection, state } = await aConnection({ random: () => 0.5 });
    state.isCut = true;
    connection.cutChanged();
    await settled();
    const before = dials.length;
    await clock.advance(600 * SECOND_MS);
    expect(dials).toHaveLength(before);
    state.isCut = false;
    connection.cutChanged();
    await settled();
    expect(dials).toHaveLength(before + 1);
  });

  async function aConnection(over: {
    hubUrls?: readonly string[];
    random?: () => number;
    isUp?: boolean;
    work?: () => Promise<{ wasLevel: boolean }>;
  }) {
    const clock = createFakeClock(0);
    const dials: { at: number; hubUrl: string }[] = [];
    const state = { signedOut: 0, isCut: false };
    const dial: Dial = (hubUrl) => {
      dials.push({ at: clock.now(), hubUrl });
      if (over.isUp !== true) return Promise.reject(new Failure('offline', 'the hub cannot be reached'));
      return Promise.resolve({ port: { send() {}, onFrame: () => () => {}, onClose: () => () => {} }, onHeard() {}, close() {} });
    };
    const connection = keepConnected({
      hubUrls: over.hubUrls ?? ['https://a.example'],
      dial,
      accessToken: () => Promise.resolve('token'),
      clock,
      random: over.random ?? (() => 0),
      log: createKeptLog(),
      work: over.work ?? (() => Promise.resolve({ wasLevel: true })),
      onDown() {},
      onUnreached() {},
      onSignedOut: () => (state.signedOut += 1),
      isCut: () => state.isCut,
    });
    onTestFinished(() => connection.stop());
    await settled();
    return { clock, dials, connection, state };
  }
});

describe('what is told of the line', () => {
  test('keeps how long ago it was level, whatever is done to the clock', () => {
    const wall = { now: Date.parse('2026-11-20T01:41:07.000Z') };
    const steady = { now: 0 };
    const kept: string[] = [];
    const line = aLine({ now: () => wall.now, steady: () => steady.now, kept });
    line.welcomed(false);
    line.level();
    expect(kept).toEqual(['2026-11-20T01:41:07.000Z']);
    steady.now += 60_000;
    wall.now += 60_000 - 2 * 3_600_000;
    line.down(null);
    expect(line.connection()).toEqual({ is: 'offline', lastSyncedAt: '2026-11-19T23:41:07.000Z' });
    // A process that starts later, on a clock that was set back, does not claim to have been level in the future.
    const next = aLine({ now: () => Date.parse('2026-11-20T00:00:00.000Z'), steady: () => 5, kept, before: '2026-11-20T01:41:07.000Z' });
    expect(next.connection()).toEqual({ is: 'offline', lastSyncedAt: '2026-11-20T00:00:00.000Z' });
  });

  test('counts a catch-up forwards only', () => {
    const told: Connection[] = [];
    const line = aLine({ told });
    line.welcomed(true);
    for (const left of [100_000, 99_500, 0, 99_000, 99_400, 90_000]) line.behind(left);
    const figures = told.flatMap((one) => (one.is === 'catching_up' && one.eventsLeft > 0 ? [[one.eventsDone, one.eventsLeft]] : []));
    expect(figures).toEqual([
      [0, 100_000],
      [500, 99_500],
      [1_000, 99_000],
      [1_000, 99_400],
      [10_400, 90_000],
    ]);
    expect(told.every((one) => 'isDemo' in one)).toBe(true);
  });

  test('lets an outage be practised in a demo only', () => {
    const practice = createPractice();
    const desk = { connection: (): Connection => ({ is: 'connected', lastSyncedAt: '2026-11-20T01:41:07.000Z' }), cutChanged() {} };
    expect(() => practice.set(desk, true)).toThrow(expect.objectContaining({ code: 'denied' }));
    practice.set({ ...desk, connection: () => ({ is: 'connected', lastSyncedAt: '2026-11-20T01:41:07.000Z', isDemo: true }) }, true);
    expect(practice.isCut()).toBe(true);
    practice.end();
    expect(practice.isCut()).toBe(false);
  });

  test('notices a clock that was set and a machine that slept, and nothing of a busy process', async () => {
    const clock = createFakeClock(0);
    const state = { jumps: 0, set: 0, slept: 0 };
    const wall = { ...clock, now: () => clock.now() + state.set + state.slept };
    const stop = watchClock({ clock: wall, steady: () => clock.now() + state.slept, onJump: () => (state.jumps += 1) });
    onTestFinished(stop);
    await clock.advance(60 * SECOND_MS);
    state.slept += 3 * SECOND_MS;
    await clock.advance(60 * SECOND_MS);
    expect(state.jumps).toBe(0);
    for (const hours of [3, -5]) {
      state.set += hours * 3_600_000;
      await clock.advance(10 * SECOND_MS);
    }
    state.slept += 3_600_000;
    await clock.advance(10 * SECOND_MS);
    expect(state.jumps).toBe(3);
  });

  function aLine(over: { now?: () => number; steady?: () => number; kept?: string[]; told?: Connection[]; before?: string }) {
    return createLineState({
      clock: { now: over.now ?? (() => 0) },
      steady: over.steady ?? (() => 0),
      isCut: () => false,
      lastSyncedAt: over.before ?? null,
      tell: (connection) => void over.told?.push(connection),
      keep: (at) => void over.kept?.push(at),
    });
  }
});

describe('whoever answers in the hub’s place', () => {
  const page = '<!doctype html><title>Wi-Fi</title>';
  test.each([
    ['a sign-in page', 200, {}, page, 'portal'],
    ['a way to a sign-in page', 302, { location: 'https://wifi.example/sign-in' }, '', 'portal'],
    ['a network that says so', 511, {}, page, 'portal'],
    ['the same host by another way', 308, { location: '/elsewhere' }, '', null],
    ['a proxy without its hub', 502, {}, page, null],
    ['a hub, where only the lasting connection is refused', 200, {}, '{"status":"ok"}', 'socket'],
  ] as const)('is told apart: %s', async (_what, status, headers, body, expected) => {
    const asked: string[] = [];
    const server = createServer((request, answer) => {
      asked.push(JSON.stringify([request.method, request.url, request.headers]));
      answer.writeHead(status, headers).end(body);
    });
    expect(await lookAround(await addressOf(server))).toBe(expected);
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toMatch(/authorization|cookie|token/i);
  });

  test('is told apart by its certificate, and on the old port only where that leads away', async () => {
    const failing = (code: string) => () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('tls'), { code }) }));
    expect(await lookAround('https://hub.example', failing('ERR_TLS_CERT_ALTNAME_INVALID'))).toBe('portal');
    expect(await lookAround('https://hub.example', failing('CERT_HAS_EXPIRED'))).toBe('clock');
    const plain = (answer: Response) => (url: string) => (url.startsWith('http://') ? Promise.resolve(answer) : failing('ECONNREFUSED')());
    expect(await lookAround('https://hub.example', plain(new Response(page)))).toBeNull();
    expect(await lookAround('https://hub.example', plain(redirect('https://hub.example/')))).toBeNull();
    expect(await lookAround('https://hub.example', plain(redirect('http://wifi.example/')))).toBe('portal');
  });

  function redirect(location: string): Response {
    return new Response(null, { status: 302, headers: { location } });
  }
});

/** Until what was started has come to wait for its timer. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function addressOf(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await waitUntil(() => server.listening);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // Listening on TCP, so it has a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
