import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { codeOf } from '#hub/db/db';
import { Identity } from '#hub/http/identity-route';
import { fail, ok, unknown, warn, type Finding } from './finding.ts';
import { clockFinding } from './look-at-stores.ts';

interface Ways {
  readonly publicUrl: string;
  /** The same hub without the proxy; null: none runs on this machine. */
  readonly nearUrl: string | null;
}

/** Whether the public address leads to this very hub, and what the proxy in between does to a request. */
export async function lookAtProxy({ publicUrl, nearUrl }: Ways, signal: AbortSignal): Promise<readonly Finding[]> {
  const nonce = randomBytes(16).toString('hex');
  const before = Date.now();
  const answer = await ask(`${publicUrl}/identity/${nonce}`, signal);
  if (answer.response === null) return [unreachable(publicUrl, answer.why)];
  const after = Date.now();
  const { response } = answer;
  const date = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds.
  const clock = Number.isNaN(date) ? [] : [clockFinding('clock', date + 500 - (before + after) / 2, publicUrl)];
  const seen = Identity.safeParse(await response.json().catch(() => null)).data;
  if (seen === undefined) {
    return [
      fail('PUBLIC_URL', `something else answers there (${response.status})`, 'let the proxy pass every path to the hub, with its Host'),
      ...clock,
    ];
  }
  const near = nearUrl === null ? null : await ask(`${nearUrl}/identity/${nonce}`, signal);
  const own = near?.response === undefined || near.response === null ? undefined : Identity.safeParse(await near.response.json()).data;
  return [...identityFindings(publicUrl, seen, own), ...clock];
}

function identityFindings(publicUrl: string, seen: Identity, own: Identity | undefined): readonly Finding[] {
  const { host, protocol } = new URL(publicUrl);
  const findings: Finding[] = [];
  if (own === undefined)
    findings.push(unknown('PUBLIC_URL', 'a hub answers there; whether it is this one is not known, for none runs here'));
  else if (own.proof === seen.proof) findings.push(ok('PUBLIC_URL', 'leads to this centre'));
  else findings.push(fail('PUBLIC_URL', 'leads to another centre', 'correct PUBLIC_URL, or where the proxy passes requests to'));
  if (seen.host !== host)
    findings.push(warn('proxy', `changes Host to ${seen.host}`, 'let it pass Host as it came (nginx: proxy_set_header Host $host)'));
  if (!seen.isForwarded && protocol === 'https:') {
    findings.push(
      warn(
        'proxy',
        'does not say who sends (no X-Forwarded-For)',
        'let it add X-Forwarded-For and X-Forwarded-Proto: else all the world has one address, and one guesser of passwords locks out everybody',
      ),
    );
  } else if (seen.isForwarded && !seen.isProxyTrusted) {
    findings.push(fail('proxy', 'its X-Forwarded-* are not believed', 'name its address in MADOGUCHI_TRUSTED_PROXIES'));
  } else if (`${seen.protocol}:` !== protocol) {
    findings.push(warn('proxy', `says the request came by ${seen.protocol}`, `let it send X-Forwarded-Proto: ${protocol.slice(0, -1)}`));
  } else findings.push(ok('proxy', seen.isForwarded ? 'says who sends, and is believed' : 'none in between'));
  return findings;
}

/** Desks and widgets hear news by it; a proxy that does not pass it makes both silent. */
export function lookAtWebSocket(publicUrl: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = 'WebSocket';
  const url = new URL(`${publicUrl}/socket.io/?EIO=4&transport=websocket`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const answer = (finding: Finding): void => {
      socket.terminate();
      resolve([finding]);
    };
    signal.addEventListener('abort', () => socket.terminate());
    // Socket.IO greets with an "open" packet.
    socket.once('message', () => answer(ok(subject, 'gets through')));
    socket.once('error', (error) => answer(lineTrouble(subject, error)));
  });
}

function lineTrouble(subject: string, error: Error): Finding {
  if (OF_CERTIFICATE.test(codeOf(error) ?? '')) return unknown(subject, 'was not tried, because the certificate is not good');
  if (codeOf(error) === 'EAI_AGAIN') return unknown(subject, 'could not be checked: there is no internet from here');
  return fail(
    subject,
    `does not get through (${codeOf(error) ?? error.message})`,
    'let the proxy pass Upgrade and Connection (nginx: proxy_http_version 1.1 and both headers)',
  );
}

/** A webhook address that answers "wrong method" or "wrong signature" is there; one that answers a page is the proxy's. */
export async function lookAtWebhooks(publicUrl: string, accounts: readonly string[], signal: AbortSignal): Promise<readonly Finding[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const address = `${publicUrl}/channels/${account}/webhook`;
      const { response, why } = await ask(address, signal);
      if (response === null) return unreachable(address, why);
      const allow = response.headers.get('allow') ?? '';
      if (response.status === 405 && allow.includes('POST')) return ok('webhook', address);
      return fail('webhook', `${address} answers ${response.status}`, 'let the proxy pass /channels/* to the hub untouched');
    }),
  );
}

async function ask(url: string, signal: AbortSignal): Promise<{ response: Response | null; why: string }> {
  try {
    return { response: await fetch(url, { signal, redirect: 'manual' }), why: '' };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return { response: null, why: codeOf(cause) ?? codeOf(error) ?? 'unknown reason' };
  }
}

/** The certificate has a finding of its own. */
const OF_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

function unreachable(address: string, why: string): Finding {
  if (OF_CERTIFICATE.test(why)) return unknown('PUBLIC_URL', `${address} was not asked, because its certificate is not good`);
  if (why === 'EAI_AGAIN') return unknown('PUBLIC_URL', 'could not be checked: there is no internet from here');
  return fail('PUBLIC_URL', `${address} cannot be reached (${why})`, 'start the proxy, open its port, and let the name point to it');
}
