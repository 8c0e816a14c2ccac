import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Db } from '#hub/db/db';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '#hub/demo/demo-centre';
import { hubContract } from '#shared/contracts/hub';
import { widgetContract } from '#shared/contracts/widget';
import { DeskId } from '#shared/domain/ids';
import type { Contract } from '#shared/rpc/contract';
import { type Failure, FailureBody } from '#shared/rpc/failure';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import { openHub } from '#tests/support/open-hub';
import { openSession, openWidgetClient, postToWidget } from '#tests/support/widget-client';
import { waitUntil } from '#tests/support/wait-until';

// A demo hub, and whoever reaches its port: what is too large, what is no input at all, what comes from where it may not.

const SHOP = 'http://localhost:3000';
const EVIL = 'https://evil.example';
const TEN_MB = 10 * 1024 * 1024;
const MARKER = '絶対に残らない言葉';

const held: { db?: Db; hub?: Awaited<ReturnType<typeof openHub>>; mika?: HubClient } = {};
const deskId = DeskId.parse('dsk_hostile');

beforeAll(async () => {
  held.db = await openPgliteMemory();
  held.hub = await openHub({ db: held.db });
  held.mika = await aDesk();
});
afterAll(async () => {
  held.mika?.close();
  await held.hub?.close();
  await held.db?.close();
});

function hub(): Awaited<ReturnType<typeof openHub>> {
  if (held.hub === undefined) throw new Error('there is no hub');
  return held.hub;
}

async function aDesk(): Promise<HubClient> {
  const { accessToken } = await hub().sessions.signIn({ loginName: 'mika', password: DEMO_PASSWORD, deskId }, '127.0.0.1');
  const client = await openHubClient({ url: hub().url, token: accessToken, agentId: DEMO_PEOPLE.mika.id, deskId });
  await client.hello();
  return client;
}

async function aWidget(): Promise<{ token: string; client: Awaited<ReturnType<typeof openWidgetClient>> }> {
  const page = { url: hub().url, origin: SHOP };
  const { token } = await openSession(page);
  return { token, client: await openWidgetClient(page, token) };
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** node:http, because fetch lets nobody lie about Host and Origin, or send a body with GET. Null: the hub hung up. */
async function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<{ status: number; text: string } | null> {
  const { hostname, port } = new URL(hub().url);
  const request = httpRequest({ hostname, port, path, method, headers });
  // Who hangs up on who goes on sending may be heard as an answer or as a broken line.
  const answer = Promise.race([once(request, 'response'), once(request, 'error').then(() => null)]).catch(() => null);
  request.on('error', () => {});
  request.end(body);
  const found = (await answer) as [IncomingMessage] | null;
  if (found === null) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of found[0]) chunks.push(chunk as Buffer);
  return { status: found[0].statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}

/** The hub answers strangers, and the desk that was there all along still has its line. */
async function stillServes(): Promise<boolean> {
  return (await ask('/healthz'))?.status === 200 && (await held.mika?.call('draft.list', {}))?.length === 0;
}

describe('ten megabytes', () => {
  // 0: the hub hung up. Where a body has no meaning it is not read; nowhere is it stored.
  const tooLarge = [413, 0];
  const unread = [200, 204, 400, 401, 403, 404, 405, 413, 0];
  test.each([
    ['POST', '/session', tooLarge],
    ['POST', '/session/refresh', tooLarge],
    ['POST', '/widget/chat/session', tooLarge],
    ['POST', '/channels/chat/webhook', tooLarge],
    ['POST', '/channels/sms/webhook', tooLarge],
    ['POST', '/channels/nobody/webhook', [...tooLarge, 404]],
    ['DELETE', '/session', tooLarge],
    ['OPTIONS', '/widget/chat/session', unread],
    ['GET', '/demo/people', unread],
    ['GET', '/demo/shop', unread],
    ['GET', '/widget.js', unread],
    ['GET', '/healthz', unread],
    ['GET', '/metrics', unread],
    ['PUT', '/nothing', unread],
  ])('as the body of %s %s are not taken', async (method, path, allowed) => {
    const body = JSON.stringify({ loginName: 'x'.repeat(TEN_MB) });
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length), authorization: 'Bearer a.b.c' };
    expect(allowed).toContain((await ask(path, { method, headers, body }))?.status ?? 0);
    expect(await stillServes()).toBe(true);
  });

  test('as a header, or as an address, are refused before anybody reads them', async () => {
    const large = await ask('/healthz', { headers: { cookie: 'x'.repeat(TEN_MB) } });
    const long = await ask(`/${'x'.repeat(TEN_MB)}`);
    for (const answer of [large, long]) expect([431, 414, 0]).toContain(answer?.status ?? 0);
    expect(await stillServes()).toBe(true);
  });

  test('as a frame cost the sender its line, and nobody else theirs', async () => {
    const desk = await aDesk();
    const { client: widget } = await aWidget();
    const large = `2${'x'.repeat(TEN_MB)}`;
    const isGone = new Promise((resolve) => desk.socket.once('disconnect', resolve));
    // Past the client's own packets: straight to the transport.
    desk.socket.io.engine.write(large);
    await isGone;
    // Before anybody has said who it is, and while saying it.
    for (const words of [[], ['40/desk,{}'], ['40/widget,{"token":"x","account":"chat"}']]) {
      const stranger = new WebSocket(`${hub().url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      await once(stranger, 'open');
      const isCut = once(stranger, 'close');
      stranger.on('error', () => {});
      for (const word of [...words, `4${large}`]) stranger.send(word);
      await isCut;
    }
    await widget.sync();
    widget.close();
    expect(await stillServes()).toBe(true);
  });
});

function socketOf(namespace: string, auth: object, headers: Record<string, string> = {}): Socket {
  return io(`${hub().url}${namespace}`, { transports: ['websocket'], auth, extraHeaders: headers, forceNew: true, reconnection: false });
}

const NONSENSE: readonly unknown[] = [
  null,
  7,
  'text',
  [],
  [[[[]]]],
  true,
  {
    after: -1,
    scope: 'everything',
    deskId: 7,
    conversationId: MARKER,
    customerId: {},
    blobId: '../../etc/passwd',
    isTyping: 'yes',
    upToSeq: Number.MAX_VALUE,
  },
  JSON.parse(`{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}},"toString":"${MARKER}"}`),
  { commandId: 'cmd_x', agentId: 'agt_mika', deskId: 'dsk_hostile', writtenAt: MARKER, basis: 0.5, body: { type: MARKER } },
  { scope: 'team:all', after: { kind: "message'; DROP TABLE message; --", id: 7 } },
];

describe('what is no input', () => {
  const callsOf = (contract: Contract): [string, string][] => Object.keys(contract.calls).map((name) => [contract.name, name]);
  test.each([...callsOf(hubContract), ...callsOf(widgetContract)])(
    'to %s %s is refused with the field, and breaks nothing',
    async (contract, name) => {
      const widget = await aWidget();
      const head = await hub().log.head();
      const calls: Contract['calls'] = contract === 'hub' ? hubContract.calls : widgetContract.calls;
      const answers: unknown[] = [];
      for (const input of NONSENSE) {
        const answer =
          contract === 'hub' ? held.mika?.call(name as never, input as never) : widget.client.call(name as never, input as never);
        answers.push(await answer?.catch((error: Failure) => error.code));
      }
      // An empty question ignores what it is not asked for: fields are only ever added.
      const wrong = answers.filter((_answer, index) => calls[name]?.input.safeParse(NONSENSE[index]).success !== true);
      expect(wrong).toEqual(wrong.map(() => 'invalid'));
      expect(JSON.stringify(answers)).not.toMatch(/internal|offline/);
      widget.client.close();
      expect(await hub().log.head()).toBe(head);
    },
  );

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'hello '])('a call named "%s" is not there', async (name) => {
    await expect(held.mika?.call(name as never, {} as never)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('in place of a frame is ignored, and the line stays', async () => {
    for (const frame of [...NONSENSE, { kind: 'eval', code: '1' }, { kind: 'result', contract: 'hub', id: 1, output: {} }]) {
      held.mika?.socket.emit('frame', frame);
      held.mika?.socket.emit('anything', frame);
    }
    expect(await stillServes()).toBe(true);
  });

  test.each(NONSENSE.map((body) => [JSON.stringify(body), body] as const))('posted as %s is 400', async (_text, body) => {
    const { token, client } = await aWidget();
    client.close();
    const head = await hub().log.head();
    expect((await postToWidget({ url: hub().url, origin: SHOP }, token, body)).status).toBe(400);
    for (const path of ['/session', '/session/refresh', '/widget/chat/session']) {
      const headers = { 'content-type': 'application/json', ...(path.startsWith('/widget') ? { origin: SHOP } : {}) };
      const answer = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect([path, answer?.status, FailureBody.parse(JSON.parse(answer?.text ?? '')).code]).toEqual([path, 400, 'invalid']);
      expect(answer?.text).not.toContain(MARKER);
    }
    expect(await hub().log.head()).toBe(head);
  });
});

describe('a page of the web', () => {
  const signIn = { method: 'POST', body: JSON.stringify({ loginName: 'mika', password: DEMO_PASSWORD, deskId }) };
  const json = { 'content-type': 'application/json' };

  test.each([
    ['another site', { origin: EVIL }],
    ['a name that resolves to this machine', { origin: 'http://evil.example:4649', host: 'evil.example:4649' }],
    ['a shop that may embed the chat', { origin: SHOP }],
    ['nowhere', { origin: 'null' }],
  ])('of %s signs nobody in, right password or not', async (_who, headers) => {
    const answer = await ask('/session', { ...signIn, headers: { ...json, ...headers } });
    expect([answer?.status, answer?.text.includes('accessToken')]).toEqual([403, false]);
    expect((await ask('/session', { ...signIn, headers: json }))?.status).toBe(200);
  });

  test('opens no line of a desk, not even with its token', async () => {
    const { accessToken } = await hub().sessions.signIn({ loginName: 'mika', password: DEMO_PASSWORD, deskId }, '127.0.0.1');
    for (const origin of [EVIL, SHOP, hub().url, 'null']) {
      const socket = socketOf('/desk', { token: accessToken }, { origin });
      const error = await new Promise<Error & { data?: unknown }>((resolve) => socket.once('connect_error', resolve));
      expect([origin, error.data]).toMatchObject([origin, { code: 'denied', retryable: false }]);
      socket.close();
    }
  });

  test('may not read what a plain form can make the browser send', async () => {
    const head = await hub().log.head();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      for (const path of ['/session', '/widget/chat/session', '/channels/chat/webhook']) {
        const answer = await ask(path, { method: 'POST', headers: { origin: EVIL, 'content-type': type }, body: signIn.body });
        expect([400, 401, 403, 415]).toContain(answer?.status);
      }
    }
    expect(await hub().log.head()).toBe(head);
  });
});

test.each([
  '/demo/shop/pictures/..%2f..%2f..%2fpackage.json.svg',
  '/demo/shop/pictures/%2e%2e/%2e%2e/shop.css.svg',
  '/demo/shop/items/..%2f..%2fshop-goods.ts',
  '/demo/shop/items/%00',
  '/demo/shop/items/__proto__',
  '/demo/shop/items/constructor',
  '/widget.js/..%2f..%2f..%2fetc%2fpasswd',
  '/..%2f..%2f..%2f..%2fetc%2fpasswd',
  '/....//....//etc/passwd',
  '/%2e%2e%5c%2e%2e%5cwindows%5cwin.ini',
  '//etc/passwd',
  '/widget/..%2f..%2f/session',
])('the path %s leads nowhere', async (path) => {
  const answer = await ask(path);
  expect([400, 404, 405]).toContain(answer?.status);
  expect(FailureBody.parse(JSON.parse(answer?.text ?? '')).message).not.toMatch(/etc|passwd|package/);
});

test('of all this no log holds a word, and nothing of it was a fault of the hub', async () => {
  await waitUntil(() => hub().lines.some((line) => line.includes('a webhook was refused')));
  const logged = hub().lines.map((line): unknown => JSON.parse(line));
  expect(logged.filter((line) => Number(Reflect.get(line as object, 'level')) >= 50)).toEqual([]);
  const text = hub().lines.join('');
  expect([MARKER, DEMO_PASSWORD, 'evil.example', 'eyJ', 'xxxxxx', 'passwd'].filter((word) => text.includes(word))).toEqual([]);
});
