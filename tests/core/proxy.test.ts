import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { askInTurn } from '#core/session/ask-hub';
import { createDialHub } from '#core/sync/dial-hub';
import { proxyEnvOf, goThroughProxyOf } from '#core/sync/hub-agent';
import { lookAround } from '#core/sync/look-around';
import { systemClock } from '#core/system-clock';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { DeskId } from '#shared/domain/ids';
import { openTestHub, PASSWORD } from '#tests/support/a-hub';
import { openConnectProxy } from '#tests/support/connect-proxy';
import { openReverseProxy } from '#tests/support/reverse-proxy';
import { aFolder } from '#tests/support/test-desk';

/** A name that only the proxy can find, with a certificate that this process trusts. */
const HUB = 'https://hub.test';

test('behind an office’s proxy a desk signs in and keeps its line, by the proxy alone', async () => {
  const { hub, url } = await openTestHub(await openPgliteMemory());
  const outside = await openReverseProxy({ to: url, tls: aCertificate() });
  const proxy = await openConnectProxy(outside);
  const env = { https_proxy: proxy.url };
  onTestFinished(goThroughProxyOf(env));

  expect(await askInTurn([HUB], '/healthz', { method: 'GET' })).toEqual({ status: 'ok' });
  const deskId = DeskId.parse('dsk_mika');
  const { accessToken } = await hub.sessions.signIn({ loginName: 'mika', password: PASSWORD, deskId }, '127.0.0.1');
  const line = await createDialHub({ clock: systemClock, env })(HUB, accessToken);
  line.close();
  expect(new Set(proxy.asked)).toEqual(new Set(['hub.test:443']));
  expect(proxy.asked.length).toBeGreaterThanOrEqual(2);
});

test('a proxy that refuses is told apart from a hub that is away', async () => {
  const proxy = await openConnectProxy('http://127.0.0.1:1', { refuses: true });
  const env = { HTTPS_PROXY: proxy.url };
  onTestFinished(goThroughProxyOf(env));
  await expect(createDialHub({ clock: systemClock, env })(HUB, 'token')).rejects.toMatchObject({ code: 'offline' });
  expect(await lookAround(HUB)).toBe('proxy');
});

test('this machine, and what NO_PROXY names, is reached without a proxy', () => {
  expect(proxyEnvOf({})).toEqual({ NO_PROXY: 'localhost,127.0.0.1,::1,[::1]' });
  const env = { http_proxy: 'http://p.example:8080', HTTPS_PROXY: '', no_proxy: 'hub.example', PATH: '/bin' };
  expect(proxyEnvOf(env)).toEqual({ HTTP_PROXY: 'http://p.example:8080', NO_PROXY: 'hub.example,localhost,127.0.0.1,::1,[::1]' });
});

function aCertificate(): { key: string; cert: string } {
  const folder = aFolder();
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '30', '-subj', '/CN=hub.test'];
  execFileSync('openssl', [...args, '-addext', 'subjectAltName=DNS:hub.test'], { stdio: 'ignore' });
  const known = getCACertificates();
  setDefaultCACertificates([...known, readFileSync(cert, 'utf8')]);
  onTestFinished(() => setDefaultCACertificates(known));
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
