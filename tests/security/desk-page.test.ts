import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { deskContract } from '#shared/contracts/desk';
import { shellContract } from '#shared/contracts/shell';
import type { Contract } from '#shared/rpc/contract';
import { connect } from '#shared/rpc/connect';
import { Failure } from '#shared/rpc/failure';
import { runProgram, type RunningProgram } from '#tests/support/running-program';
import { wsPort } from '#shell/web-shell/ws-port';

// The desk as its own process, as the browser meets it. What Host, Origin and token guard is in tests/shell/loopback-server.test.ts;
// here is what a page could try that got in, and what is left when the desk has ended.

const READY = 'desk ready ';
const TEN_MB = 10 * 1024 * 1024;
const MARKER = '記録に残らない言葉';

const held: { folder: string; program?: RunningProgram; address: URL } = { folder: '', address: new URL('http://127.0.0.1') };
const cookies: string[] = [];

beforeAll(async () => {
  held.folder = await mkdtemp(join(tmpdir(), 'madoguchi 窓口 '));
  await runProgram('scripts/build.ts', ['--missing', 'renderer']).ended;
  await start();
});
afterAll(async () => {
  await held.program?.stop();
  await rm(held.folder, { recursive: true });
});

async function start(port = '0'): Promise<void> {
  const args = ['--shell', 'browser', '--no-open', '--data', held.folder, '--hub', 'http://127.0.0.1:1', '--port', port];
  held.program = runProgram('src-main/desk.ts', args, { env: { MADOGUCHI_LOG_LEVEL: 'debug' } });
  held.address = new URL((await held.program.line(READY)).slice(READY.length));
}

const tokenOf = (address: URL): string => address.hash.replace('#token=', '');

/** The open line of a page, or the status of the refusal. */
async function openLine(token: string | null, cookie = ''): Promise<WebSocket | number> {
  const query = token === null ? '' : `?token=${token}`;
  const socket = new WebSocket(`ws://${held.address.host}/wire${query}`, { origin: held.address.origin, headers: { cookie } });
  socket.on('upgrade', (response) => cookies.push(...(response.headers['set-cookie'] ?? []).map((pair) => pair.split(';')[0] ?? '')));
  return Promise.race([
    once(socket, 'open').then(() => socket),
    once(socket, 'unexpected-response').then(([, response]) => Number((response as IncomingMessage).statusCode)),
  ]);
}

/** The line that the printed address opened, or a second tab of it. */
async function aPage(): Promise<WebSocket> {
  const line = await openLine(cookies.length === 0 ? tokenOf(held.address) : null, cookies.at(-1));
  if (typeof line === 'number') throw new Error(`refused with ${line}`);
  return line;
}

/** node:http writes paths and bodies as they are given. Undefined: the desk hung up. */
async function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { hostname, port } = held.address;
  const { method = 'GET', headers = {}, body } = options;
  const request = httpRequest({ hostname, port, path, method, headers });
  request.on('error', () => {});
  const answer = once(request, 'response').catch(() => undefined);
  request.end(body);
  const found = await answer;
  if (found === undefined) return undefined;
  // Node's own argument of 'response'.
  const response = found[0] as IncomingMessage;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
}

test('the printed token lets in one page, and what it was exchanged for dies with the desk', async () => {
  const token = tokenOf(held.address);
  const page = await aPage();
  expect(await openLine(token)).toBe(403);
  page.close();
  const cookie = cookies.at(-1);
  await held.program?.stop();
  await start(held.address.port);
  expect(await openLine(token)).toBe(403);
  expect(await openLine(null, cookie)).toBe(403);
  cookies.length = 0;
  (await aPage()).close();
});

test.each([
  '/../core/main.js',
  '/..%2fcore%2fmain.js',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
  '/..\\..\\package.json',
  '/%5c..%5c..%5cpackage.json',
  '//package.json',
  '/index.html%00.js',
  '/.vite/manifest.json',
  '/vault.key',
  '/logs/desk.log',
])('of the machine %s shows nothing', async (path) => {
  const answer = await ask(path);
  expect(answer?.status).toBeGreaterThanOrEqual(400);
  expect(answer?.text).not.toMatch(/madoguchi"|dependencies|"level"/);
});

test('ten megabytes are taken nowhere', async () => {
  const body = 'x'.repeat(TEN_MB);
  const length = { 'content-length': String(TEN_MB), 'content-type': 'application/json', authorization: 'Bearer guessed' };
  for (const method of ['POST', 'PUT', 'GET', 'DELETE']) {
    for (const path of ['/address', '/', '/wire']) {
      const status = (await ask(path, { method, headers: length, body }))?.status ?? 413;
      expect([method, path, status >= 400 || method === 'GET']).toEqual([method, path, true]);
    }
  }
  expect((await ask('/', { headers: { cookie: body } }))?.status ?? 431).toBe(431);
  expect((await ask('/'))?.status).toBe(200);
});

const NONSENSE: readonly unknown[] = [
  null,
  7,
  MARKER,
  [],
  { viewId: {}, text: 7, url: `${MARKER}:`, is: MARKER, hubUrl: [] },
  { is: 'customer' },
];
const callsOf = (contract: Contract): [string, string, Contract][] =>
  Object.keys(contract.calls).map((name) => [contract.name, name, contract]);

test.each([...callsOf(deskContract), ...callsOf(shellContract)])(
  'to %s %s nonsense is refused, and breaks nothing',
  async (_contract, name, contract) => {
    const socket = await aPage();
    const client = connect(
      contract,
      wsPort(socket, () => expect.unreachable('the desk sent what is no frame')),
    );
    const answers: unknown[] = [];
    const wrong = NONSENSE.filter((input) => contract.calls[name]?.input.safeParse(input).success !== true);
    for (const input of wrong) answers.push(await client.call(name, input).catch((error: Failure) => error.code));
    expect(answers).toEqual(wrong.map(() => 'invalid'));
    socket.close();
  },
);

test('nobody is signed in: every call about work is denied, and none is a fault', async () => {
  const socket = await aPage();
  const client = connect(
    deskContract,
    wsPort(socket, () => expect.unreachable('the desk sent what is no frame')),
  );
  const conversationId = 'cnv_1' as never;
  const at = '2026-11-20T01:00:00.000Z';
  const denied = await Promise.allSettled([
    client.call('view.open', { is: 'inbox' }),
    client.call('command.submit', { commandId: 'cmd_1' as never, basis: 0, body: { type: 'agent.set_intent', intent: { is: 'ready' } } }),
    client.call('outbox.list', {}),
    client.call('draft.get', { conversationId, mode: 'reply' }),
    client.call('draft.put', { conversationId, mode: 'reply', text: MARKER, revision: 1, updatedAt: at }),
    client.call('typing.set', { conversationId, isTyping: true }),
    client.call('search', { text: MARKER }),
    client.call('blob.read', { blobId: 'blb_1' as never }),
    client.call('settings.put', { locale: 'ja', theme: 'dark', sendKey: 'enter', zoom: 100, showsPreviews: true }),
  ]);
  const codes = denied.map((answer) =>
    answer.status === 'rejected' && answer.reason instanceof Failure ? answer.reason.code : 'answered',
  );
  expect(codes).toEqual(denied.map(() => 'denied'));
  socket.close();
});

test('of all this the desk’s log holds no token, no cookie and no word', async () => {
  const log = await readFile(join(held.folder, 'logs', 'desk.log'), 'utf8');
  expect(log).toContain('upgrade refused');
  const secrets = [tokenOf(held.address), ...cookies.map((pair) => pair.split('=')[1] ?? ''), MARKER, 'xxxxxx', 'package.json'];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  expect(held.program?.said.filter((line) => !line.startsWith(READY))).toEqual([]);
});
