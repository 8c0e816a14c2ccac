import * as z from 'zod';

/**
 * What stands between this desk and its hub, as far as that can be told without trusting anybody.
 * `portal`: somebody else answers, as a network does that wants its own page to be signed first. `clock`: the hub's certificate is
 * not valid at the time that this computer shows. `proxy`: the proxy in the settings refuses. `socket`: the hub answers, and something
 * lets no lasting connection through.
 */
export type Obstacle = 'portal' | 'clock' | 'proxy' | 'socket';

type Ask = (url: string, init: { method: 'GET'; redirect: 'manual'; signal: AbortSignal }) => Promise<Response>;

const TIMEOUT_MS = 5_000;
const HEALTH = '/healthz';
const Healthy = z.object({ status: z.literal('ok') });
const CLOCK_ERRORS = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const CERTIFICATE_ERRORS = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const NETWORK_AUTHENTICATION_REQUIRED = 511;
const MAX_ANSWER = 10_000;

/**
 * After a hub could not be reached: asks its address how it is, with nothing of ours in the question, and follows nobody elsewhere.
 * Null: no more is known than that it is not reached. A proxy's own error page (502, 503 …) is that too.
 */
export async function lookAround(hubUrl: string, ask: Ask = fetch): Promise<Obstacle | null> {
  const hub = new URL(hubUrl);
  const own = await answerOf(new URL(HEALTH, hub), ask);
  if (own.is !== 'silent') return own.is === 'hub' ? 'socket' : own.is === 'else' ? null : own.is;
  // Such networks let nothing encrypted through, and answer for everybody on the old port.
  if (hub.protocol !== 'https:') return null;
  const plain = await answerOf(new URL(HEALTH, `http://${hub.hostname}`), ask);
  // A page that merely stands there may be a neighbour's; one that leads away is the network's.
  return plain.is === 'portal' && plain.leadsAway ? 'portal' : null;
}

type Answer =
  | { readonly is: 'hub' | 'else' | 'silent' | 'clock' | 'proxy' }
  | { readonly is: 'portal'; /** To another host, or it says so outright. */ readonly leadsAway: boolean };

async function answerOf(url: URL, ask: Ask): Promise<Answer> {
  try {
    const response = await ask(url.href, { method: 'GET', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer = judge(url, response, response.ok ? (await response.text()).slice(0, MAX_ANSWER) : '');
    await response.body?.cancel().catch(() => {});
    return answer;
  } catch (error) {
    return whyNot(error);
  }
}

function judge(url: URL, { status, ok, headers }: Response, text: string): Answer {
  if (status === NETWORK_AUTHENTICATION_REQUIRED) return { is: 'portal', leadsAway: true };
  if (status === 407) return { is: 'proxy' };
  if (status >= 300 && status < 400) {
    const location = URL.parse(headers.get('location') ?? '', url.href);
    return location === null || location.hostname === url.hostname ? { is: 'else' } : { is: 'portal', leadsAway: true };
  }
  if (!ok) return { is: 'else' };
  return isHealthy(text) ? { is: 'hub' } : { is: 'portal', leadsAway: false };
}

function isHealthy(text: string): boolean {
  try {
    return Healthy.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Node hides what happened under `cause`, and under that one's. */
function whyNot(error: unknown): Answer {
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (CLOCK_ERRORS.has(code)) return { is: 'clock' };
    if (CERTIFICATE_ERRORS.has(code)) return { is: 'portal', leadsAway: false };
    if (cause.message.startsWith('Proxy response')) return { is: 'proxy' };
  }
  return { is: 'silent' };
}

function causeOf(error: unknown): Error | undefined {
  return error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
}
