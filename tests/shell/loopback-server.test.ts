import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect as tcpConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import * as z from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Frame, Port } from '#shared/rpc/port';
import { builtPage, openLoopbackServer, type LoopbackServer } from '#shell/web-shell/loopback-server';

const PAGE = '<!doctype html><title>desk</title>';
const SECRET_FILE = 'outside the page';
const SECRET = 'known to a second start of the same person';

let folder: string;
let server: LoopbackServer;
const pages: Port[] = [];
const logged: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi 窓口-'));
  const rendererDir = join(folder, 'renderer');
  await mkdir(rendererDir);
  await writeFile(join(rendererDir, 'index.html'), PAGE);
  await writeFile(join(rendererDir, '.hidden'), SECRET_FILE);
  await writeFile(join(folder, 'secret.txt'), SECRET_FILE);
  const log = pino({}, { write: (line: string) => logged.push(line) });
  server = await openLoopbackServer({ page: builtPage(rendererDir), port: 0, secret: SECRET, onPage: (port) => pages.push(port), log });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** node:http, because fetch does not let a test lie about Host and Origin. */
async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  const request = httpRequest({ hostname, port, path, headers });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

interface Wire {
  readonly socket: WebSocket;
  readonly cookie: string | undefined;
}

/** The status of the refusal, or the open wire. */
function openWire(path: string, headers: Record<string, string> = {}): Promise<Wire | number> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers: { origin: server.url, ...headers } });
  let cookie: string | undefined;
  socket.on('upgrade', (response) => {
    cookie = response.headers['set-cookie']?.[0];
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, cookie }));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

async function admitted(path: string, headers: Record<string, string> = {}): Promise<Wire> {
  const wire = await openWire(path, headers);
  if (typeof wire === 'number') throw new Error(`the wire was refused with ${wire}`);
  return wire;
}

function freshToken(): string {
  const token = new URLSearchParams(new URL(server.mintAddress()).hash.slice(1)).get('token');
  if (token === null) throw new Error('the address holds no token');
  return token;
}

test('the page comes with a policy that lets it run only its own files', async () => {
  const page = await get('/');
  expect(page.status).toBe(200);
  expect(page.body).toBe(PAGE);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
});

test.each([
  ['a name that resolves to this machine', { host: 'desk.example' }],
  ['localhost, which is not the printed address', { host: 'localhost:80' }],
  ['the right host with another port', { host: '127.0.0.1:1' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a page without an origin of its own', { origin: 'null' }],
  ['a script element of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another local server', { 'sec-fetch-site': 'same-site' }],
])('%s is refused the page', async (_who, headers) => {
  const answer = await get('/', headers);
  expect(answer.status).toBe(403);
  expect(answer.body).not.toContain(PAGE);
});

test.each([
  ['without a token', '/wire', {}],
  ['with a token nobody gave out', '/wire?token=guessed', {}],
  ['with a cookie nobody gave out', '/wire', { cookie: 'madoguchi-1=guessed' }],
])('a wire %s is refused', async (_how, path, headers) => {
  expect(await openWire(path, headers)).toBe(403);
});

test.each([
  ['a foreign origin', { origin: 'https://evil.example' }],
  ['a wrong host', { host: 'desk.example' }],
])('a good token does not help %s, and is still good afterwards', async (_who, headers) => {
  const token = freshToken();
  expect(await openWire(`/wire?token=${token}`, headers)).toBe(403);
  const wire = await admitted(`/wire?token=${token}`);
  wire.socket.close();
});

test('a token opens one wire; from elsewhere it opens no second one', async () => {
  const token = freshToken();
  const { socket } = await admitted(`/wire?token=${token}`);
  expect(await openWire(`/wire?token=${token}`)).toBe(403);
  socket.close();
  expect(await openWire(`/wire?token=${token}`)).toBe(403);
});

test('the page that exchanged the token may reload and open a second tab', async () => {
  const { socket, cookie } = await admitted(`/wire?token=${freshToken()}`);
  expect(cookie).toMatch(/; Path=\/wire; HttpOnly; SameSite=Strict$/);
  const pair = { cookie: cookie?.split(';')[0] ?? '' };
  const second = await admitted('/wire', pair);
  expect(await openWire('/wire', { ...pair, origin: 'https://evil.example' })).toBe(403);
  socket.close();
  second.socket.close();
});

test('a second start of the same person gets a fresh address, and nobody else does', async () => {
  const ask = (headers: Record<string, string>) => fetch(`${server.url}/address`, { method: 'POST', headers });
  const answer = z.object({ address: z.string() }).parse(await (await ask({ authorization: `Bearer ${SECRET}` })).json());
  const { socket } = await admitted(`/wire?token=${new URL(answer.address).hash.replace('#token=', '')}`);
  socket.close();
  expect((await ask({})).status).toBe(403);
  expect((await ask({ authorization: 'Bearer guessed' })).status).toBe(403);
  expect((await ask({ authorization: `Bearer ${SECRET}`, origin: 'https://evil.example' })).status).toBe(403);
});

test('there is one wire and no other', async () => {
  const { socket, cookie } = await admitted(`/wire?token=${freshToken()}`);
  expect(await openWire('/other', { cookie: cookie?.split(';')[0] ?? '' })).toBe(403);
  socket.close();
});

test('frames cross the wire in both directions', async () => {
  const { socket } = await admitted(`/wire?token=${freshToken()}`);
  const page = pages.at(-1);
  if (page === undefined) throw new Error('no page came');
  const sent: Frame = { kind: 'event', contract: 'desk', name: 'signal', payload: { text: '窓口' } };
  const atPage = once(socket, 'message');
  page.send(sent);
  expect(JSON.parse(String((await atPage)[0]))).toEqual(sent);
  const atShell = new Promise<Frame>((resolve) => page.onFrame(resolve));
  socket.send(JSON.stringify(sent));
  expect(await atShell).toEqual(sent);
  socket.close();
});

test.each([
  ['what is no JSON', 'nonsense'],
  ['what is no frame', JSON.stringify({ kind: 'eval', code: '1' })],
  ['bytes', Buffer.from([1, 2, 3])],
  ['ten megabytes', 'x'.repeat(10 * 1024 * 1024)],
])('a page that sends %s loses its wire, and the others keep theirs', async (_what, message) => {
  const other = await admitted(`/wire?token=${freshToken()}`);
  const { socket } = await admitted(`/wire?token=${freshToken()}`);
  const isClosed = new Promise<void>((resolve) => pages.at(-1)?.onClose(resolve));
  // The shell may cut the wire while the ten megabytes are still on their way.
  socket.on('error', () => undefined);
  socket.send(message);
  await isClosed;
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
  other.socket.close();
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/..\\secret.txt',
  '/assets/../../secret.txt',
  '/.hidden',
  '//secret.txt',
])('the path %s leads nowhere', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.body).not.toContain(SECRET_FILE);
});

test('a request that is not HTTP ends alone', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = tcpConnect(Number(port), hostname);
  socket.end('GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
  expect((await get('/')).status).toBe(200);
});

test('what is refused is logged with the reason and without any secret', async () => {
  const token = freshToken();
  await openWire(`/wire?token=${token}`, { origin: 'https://evil.example' });
  expect(logged.at(-1)).toContain('foreign origin');
  expect(logged.join('')).not.toContain(token);
  expect(logged.join('')).not.toContain('evil.example');
});
