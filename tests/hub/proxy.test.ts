import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '#hub/config';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { sql } from '#shared/sql';
import { createTwilioEmulator } from '#tests/emulators/twilio-emulator';
import { openHub } from '#tests/support/open-hub';
import { openReverseProxy } from '#tests/support/reverse-proxy';

const OUTSIDE = '203.0.113.9';

async function aHub(env: Record<string, string>) {
  const db = await openPgliteMemory();
  const { publicUrl, trustedProxies } = parseConfig([], env);
  const hub = await openHub({ db, config: { publicUrl, trustedProxies } });
  onTestFinished(async () => {
    await hub.close();
    await db.close();
  });
  return hub;
}

const statusOfMetrics = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(`${url}/metrics`, { headers })).status;

test('a proxy that is trusted is believed, and what a stranger wrote before it is not', async () => {
  const hub = await aHub({ PUBLIC_URL: 'https://hub.example.co.jp' });
  const proxy = await openReverseProxy({ to: hub.url, client: OUTSIDE });
  // Metrics are for addresses near by: they tell whose address the hub takes a request to be from.
  expect(await statusOfMetrics(hub.url)).toBe(200);
  expect(await statusOfMetrics(proxy)).toBe(404);
  expect(await statusOfMetrics(proxy, { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
  expect(await statusOfMetrics(proxy, { 'x-forwarded-for': '10.0.0.1, 127.0.0.1' })).toBe(404);
});

test('a proxy that is not among those named is not believed', async () => {
  const hub = await aHub({ PUBLIC_URL: 'https://hub.example.co.jp', MADOGUCHI_TRUSTED_PROXIES: '10.9.8.7, 192.0.2.0/24' });
  expect(await statusOfMetrics(hub.url, { 'x-forwarded-for': OUTSIDE })).toBe(200);
  const seen: unknown = await (
    await fetch(`${hub.url}/identity/${'n'.repeat(32)}`, { headers: { 'x-forwarded-for': OUTSIDE, 'x-forwarded-proto': 'https' } })
  ).json();
  expect(seen).toMatchObject({ protocol: 'http', isForwarded: true, isProxyTrusted: false });
});

test('without a public address nobody is believed', async () => {
  const hub = await aHub({});
  expect(await statusOfMetrics(hub.url, { 'x-forwarded-for': OUTSIDE })).toBe(200);
});

test('a webhook is signed for the public address and taken through the proxy; signed for another it is refused', async () => {
  const hub = await aHub({ PUBLIC_URL: 'https://hub.example.co.jp' });
  const proxy = await openReverseProxy({ to: hub.url });
  const twilio = await createTwilioEmulator();
  onTestFinished(() => twilio.close());
  const post = async (signedFor: string): Promise<number> => {
    const signed = twilio.inbound(`${signedFor}/channels/sms/webhook`, { from: '+819012345678', body: '配送について' });
    return (await fetch(`${proxy}/channels/sms/webhook`, { method: 'POST', ...signed })).status;
  };
  expect(await post('https://hub.example.co.jp')).toBe(200);
  expect(await post(proxy)).toBe(403);
  expect(await hub.db.all(sql`SELECT FROM message WHERE body ->> 'text' = '配送について'`)).toHaveLength(1);
});

test('a list of proxies that is none is refused by name', () => {
  for (const wrong of ['hub', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.1/8/8', '*']) {
    expect(() => parseConfig([], { MADOGUCHI_TRUSTED_PROXIES: wrong })).toThrow(
      /^MADOGUCHI_TRUSTED_PROXIES: must be addresses or networks/,
    );
  }
  expect(parseConfig([], { MADOGUCHI_TRUSTED_PROXIES: '::1, fd00::/8' }).trustedProxies).toEqual(['::1', 'fd00::/8']);
  expect(parseConfig([], {}).trustedProxies).toEqual([]);
});
