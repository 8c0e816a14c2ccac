import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseConfig } from '#hub/config';
import { allOf } from '#hub/log/records';
import { MessageId } from '#shared/domain/ids';
import { FailureBody } from '#shared/rpc/failure';
import { DemoPeople, Tokens } from '#shared/contracts/session';
import { sql } from '#shared/sql';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { createTwilioEmulator, signedForm } from '#tests/emulators/twilio-emulator';
import { createFakeClock } from '#tests/support/fake-clock';
import { openHub } from '#tests/support/open-hub';
import { describePostgres, describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

type OpenedHub = Awaited<ReturnType<typeof openHub>>;

const hubs: OpenedHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

async function aHub(openStore: OpenStore, options: Omit<Parameters<typeof openHub>[0], 'db'> = {}) {
  const db = await openStore();
  const hub = await openHub({ db, ...options });
  hubs.push(hub);
  return { ...hub, db };
}

async function ask(hub: { url: string }, path: string, init: RequestInit = {}) {
  const response = await fetch(hub.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

function post(hub: { url: string }, path: string, body: unknown, headers: Record<string, string> = {}) {
  return ask(hub, path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

function failureIn({ text }: { text: string }): FailureBody {
  return FailureBody.parse(JSON.parse(text));
}

const signIn = (hub: { url: string }, over: object = {}) =>
  post(hub, '/session', { loginName: 'mika', password: 'madoguchi-demo', deskId: 'dsk_1', ...over });

const SAID = MessageId.parse('msg_1');
const SMS = { MessageSid: 'SM1', From: '+819012345678', To: DEMO_TWILIO.number, Body: '返金は？' };

function sms(hub: { url: string }, params: Record<string, string> = SMS, signedFor = `${hub.url}/channels/sms/webhook`) {
  const { headers, body } = signedForm(signedFor, DEMO_TWILIO.authToken, params);
  return ask(hub, '/channels/sms/webhook', { method: 'POST', headers, body });
}

describeStores('the hub over HTTP', (openStore) => {
  test('a desk signs in, refreshes and signs out', async () => {
    const hub = await aHub(openStore);
    const answer = await signIn(hub);
    expect(answer.status).toBe(200);
    const { accessToken, refreshToken, agent } = Tokens.parse(JSON.parse(answer.text));
    expect(agent.loginName).toBe('mika');
    const refreshed = await post(hub, '/session/refresh', { refreshToken, deskId: 'dsk_1' });
    expect(refreshed.status).toBe(200);
    const gone = await ask(hub, '/session', { method: 'DELETE', headers: { authorization: `Bearer ${accessToken}` } });
    expect(gone.status).toBe(204);
    const after = await post(hub, '/session/refresh', {
      refreshToken: Tokens.parse(JSON.parse(refreshed.text)).refreshToken,
      deskId: 'dsk_1',
    });
    expect([after.status, failureIn(after).code]).toEqual([401, 'denied']);
  });

  test('a wrong sign-in is 401, a malformed one 400 with the field, and 200 of them end in 429', async () => {
    const hub = await aHub(openStore);
    const wrong = await signIn(hub, { password: 'x' });
    expect([wrong.status, failureIn(wrong).code]).toEqual([401, 'denied']);
    const malformed = await signIn(hub, { deskId: 7 });
    expect([malformed.status, failureIn(malformed).field]).toEqual([400, 'deskId']);
    const many = await Promise.all(Array.from({ length: 200 }, () => signIn(hub, { password: 'x' })));
    expect(many.every(({ status }) => status === 401 || status === 429)).toBe(true);
    expect(many.at(-1)?.headers.get('retry-after') ?? '').not.toBe('');
    expect((await signIn(hub)).status).toBe(429);
    expect((await signIn(hub, { loginName: 'kenji' })).status).toBe(429);
  });

  test('a demo names its people', async () => {
    const demo = await aHub(openStore);
    const people = DemoPeople.parse(JSON.parse((await ask(demo, '/demo/people')).text));
    expect(people.people.map(({ loginName }) => loginName).toSorted()).toEqual(['admin', 'kenji', 'mika', 'ryo', 'sara', 'yuki']);
  });

  test('a hub that is no demo says that there is nothing of one', async () => {
    const real = await aHub(openStore, { config: { isDemo: false } });
    expect((await ask(real, '/demo/people')).status).toBe(404);
    expect((await ask(real, '/demo/shop')).status).toBe(404);
  });

  test('a signed SMS is stored and acknowledged; a repeat changes nothing', async () => {
    const hub = await aHub(openStore);
    const before = (await allOf(hub.db, 'message')).length;
    const answer = await sms(hub);
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
    ]);
    expect((await sms(hub)).status).toBe(200);
    const messages = await allOf(hub.db, 'message');
    expect(messages.length - before).toBe(1);
    expect(messages.filter(({ externalId }) => externalId === 'SM1')).toMatchObject([{ text: '返金は？', channel: 'sms' }]);
  });

  test('unsigned, forged and malformed webhooks store nothing', async () => {
    const hub = await aHub(openStore);
    const head = await hub.log.head();
    const unsigned = await ask(hub, '/channels/sms/webhook', { method: 'POST', body: new URLSearchParams(SMS) });
    const forged = await sms(hub, SMS, `${hub.url}/channels/other/webhook`);
    const malformed = await sms(hub, { MessageSid: 'SM1', Body: 'x' });
    expect([unsigned.status, forged.status, malformed.status]).toEqual([403, 403, 400]);
    expect([failureIn(unsigned).code, failureIn(forged).code]).toEqual(['denied', 'denied']);
    expect(failureIn(malformed)).toMatchObject({ code: 'invalid', field: 'From' });
    for (const account of ['nothing', 'Not A Name', '..%2f..%2fetc%2fpasswd', 'x'.repeat(100)]) {
      const unknown = await ask(hub, `/channels/${encodeURIComponent(account)}/webhook`, { method: 'POST', body: 'x' });
      expect([unknown.status, failureIn(unknown).code]).toEqual([404, 'not_found']);
    }
    expect(await hub.log.head()).toBe(head);
  });

  test('a webhook is verified for the address as posted: the public one where a proxy stands before us', async () => {
    const hub = await aHub(openStore, { config: { publicUrl: 'https://desk.example' } });
    expect((await sms(hub, SMS, 'https://desk.example/channels/sms/webhook')).status).toBe(200);
    expect((await sms(hub, SMS, 'https://desk.example:443/channels/sms/webhook')).status).toBe(200);
    expect((await sms(hub, SMS)).status).toBe(403);
  });

  test('a body of 10 MB is refused at once, whatever the address and however it comes', async () => {
    const hub = await aHub(openStore);
    const large = 'x'.repeat(10 * 1024 * 1024);
    for (const path of ['/session', '/session/refresh', '/channels/sms/webhook', '/channels/chat/webhook', '/widget/chat/session']) {
      // The hub hangs up on who goes on sending; some clients see the answer, others the broken line.
      const status = await post(hub, path, large).then(
        (answer) => answer.status,
        () => 413,
      );
      expect([path, status]).toEqual([path, 413]);
    }
    expect(
      await rawStatus(hub, 'POST /session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n'),
    ).toBe(413);
  });

  test('wrong methods, types, addresses and paths are refused cleanly', async () => {
    const hub = await aHub(openStore);
    const wrongMethod = await ask(hub, '/channels/sms/webhook');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await ask(hub, '/session')).status).toBe(405);
    const wrongType = await ask(hub, '/session', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a,b' });
    expect([wrongType.status, failureIn(wrongType).code]).toEqual([415, 'invalid']);
    const broken = await ask(hub, '/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' });
    expect([broken.status, failureIn(broken).code]).toEqual([400, 'invalid']);
    for (const path of ['/nothing', '/../../etc/passwd', '/demo/shop/..%2f..%2fpackage.json', '/widget.js/../../package.json', '/%']) {
      expect([path, await rawStatus(hub, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)]).toEqual([
        path,
        path === '/%' ? 400 : 404,
      ]);
    }
    const proto = await ask(hub, '/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"__proto__":{"a":1}}',
    });
    expect(proto.status).toBe(400);
  });

  test('behind a proxy everybody has an address of their own, and metrics are not for the world', async () => {
    const hub = await aHub(openStore, { config: parseConfig(['--demo'], { PUBLIC_URL: 'https://desk.example' }) });
    const from = (address: string): RequestInit => ({ headers: { 'x-forwarded-for': address } });
    const wrong = (index: number) => ({ loginName: `name-${index}`, password: 'x', deskId: 'dsk_1' });
    for (let index = 0; index < 101; index += 1) await post(hub, '/session', wrong(index), { 'x-forwarded-for': '203.0.113.1' });
    expect((await post(hub, '/session', wrong(200), { 'x-forwarded-for': '203.0.113.1' })).status).toBe(429);
    expect((await post(hub, '/session', wrong(201), { 'x-forwarded-for': '203.0.113.2' })).status).toBe(401);
    expect((await ask(hub, '/metrics', from('203.0.113.1'))).status).toBe(404);
    expect((await ask(hub, '/metrics', from('10.0.0.7'))).status).toBe(200);
  });

  test('a new centre has a queue for each account and an administrator, and keeps what it is', async () => {
    const config = { isDemo: false, adminPassword: 'a long first password', widgetOrigins: ['https://shop.example'] };
    const first = await aHub(openStore, { config });
    expect((await signIn(first, { loginName: 'admin', password: 'a long first password' })).status).toBe(200);
    expect(await allOf(first.db, 'queue')).toMatchObject([{ id: 'que_chat-support' }]);
    const head = await first.log.head();
    await first.close();
    const again = await aHub(openStore, { config: { ...config, adminPassword: 'another password' } });
    expect((await signIn(again, { loginName: 'admin', password: 'a long first password' })).status).toBe(200);
    expect(await again.log.head()).toBe(head);
  });

  test('every answer carries the security headers', async () => {
    const hub = await aHub(openStore);
    for (const path of ['/healthz', '/nothing', '/demo/people']) {
      const { headers } = await ask(hub, path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('health, readiness and metrics say how it stands', async () => {
    const hub = await aHub(openStore);
    expect((await ask(hub, '/healthz')).status).toBe(200);
    const ready = await ask(hub, '/readyz');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { status: 'ready', database: 'ok', migrations: 'ok', tail: 'ok' }]);
    await sms(hub);
    const { text, headers } = await ask(hub, '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain(`madoguchi_event_seq_head ${await hub.log.head()}`);
    expect(text).toMatch(/madoguchi_queue_waiting\{queue="que_sms-support"\} \d+/);
    expect(text).toContain('madoguchi_sockets{kind="desk"} 0');
    expect(text).toContain('madoguchi_deliveries{state="pending"} 0');
    expect(text).toContain('route="/channels/:account/webhook",status="200"');
    expect(text).not.toContain('9012345678');
  });

  test('a migration that is missing, or a database that is gone, is not ready', async () => {
    const hub = await aHub(openStore);
    const [kept] = await hub.db.all<{ name: string }>(sql`DELETE FROM migration WHERE name = '0011-channels.sql' RETURNING name`);
    const answer = await ask(hub, '/readyz');
    await hub.db.all(sql`INSERT INTO migration (name) VALUES (${kept?.name})`);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([503, { migrations: 'failed', database: 'ok' }]);
  });

  test('the log holds no word, number, password or token of anybody', async () => {
    const hub = await aHub(openStore);
    const { accessToken } = Tokens.parse(JSON.parse((await signIn(hub)).text));
    await signIn(hub, { password: 'wrong-secret' });
    await sms(hub, { ...SMS, Body: 'ひみつの言葉' });
    await sms(hub, { ...SMS, Body: 'x'.repeat(10_001) });
    await ask(hub, '/channels/sms/webhook?secret=1', { method: 'POST', body: 'ひみつの言葉' });
    await waitUntil(() => hub.lines.some((line) => line.includes('a webhook was refused')));
    const seen = hub.lines.join('');
    for (const secret of ['ひみつの言葉', '9012345678', 'wrong-secret', 'madoguchi-demo', accessToken, 'secret=1']) {
      expect(seen).not.toContain(secret);
    }
  });
});

describeStores('SMS through a whole hub', (openStore) => {
  test('reports of Twilio come back to the hub by its own address, signed', async () => {
    const emulator = await createTwilioEmulator();
    const clock = createFakeClock();
    const hub = await aHub(openStore, { clock, config: { twilioApiBaseUrl: emulator.url } });
    expect(await emulator.receive(`${hub.url}/channels/sms/webhook`, { from: '+819012345678', body: 'hello' })).toBe(200);
    const conversation = (await allOf(hub.db, 'conversation')).find(({ contactPoint }) => contactPoint.value === '+819012345678');
    if (conversation === undefined) throw new Error('no thread');
    const at = new Date(clock.now()).toISOString();
    const { customerId, id: conversationId } = conversation;
    await hub.log.append([`customer:${customerId}`], () =>
      Promise.resolve({
        events: [
          {
            type: 'message.sent',
            body: {
              message: {
                id: SAID,
                customerId,
                conversationId,
                interactionId: null,
                queueId: null,
                channel: 'sms',
                author: { by: 'centre' },
                text: 'ただいま混み合っています。',
                attachments: [],
                at,
                receivedAt: at,
                delivery: { state: 'pending', at },
              },
            },
          },
        ],
        result: null,
      }),
    );
    await waitUntil(async () =>
      (await allOf(hub.db, 'message')).some(({ id, delivery }) => id === SAID && delivery?.state === 'delivered'),
    );
    expect(emulator.accepted).toMatchObject([
      { body: 'ただいま混み合っています。', statusCallback: `${hub.url}/channels/sms/webhook?m=1` },
    ]);
    await emulator.settled();
    await emulator.close();
  });
});

describePostgres('two hubs behind one address', (openStore) => {
  test('a session of one hub is a session of the other', async () => {
    const [one, two] = [await aHub(openStore), await aHub(openStore)];
    const { refreshToken } = Tokens.parse(JSON.parse((await signIn(one)).text));
    expect((await post(two, '/session/refresh', { refreshToken, deskId: 'dsk_1' })).status).toBe(200);
  });
});

/** What no client library would send. */
function rawStatus(hub: { url: string }, request: string): Promise<number> {
  const { hostname, port } = new URL(hub.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve(Number(status));
    });
    socket.on('error', reject);
  });
}
