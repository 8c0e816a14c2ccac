import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused, in words for the log. They never repeat what the request said. */
export type Refusal = 'wrong host' | 'foreign origin' | 'no origin' | 'request of another site' | 'no token' | 'unknown or used token';

/**
 * Any page of any browser on this machine can send requests to a port of 127.0.0.1. So: the Host must be our own address to the
 * letter (a foreign name that resolves to 127.0.0.1 is DNS rebinding), and a request that names where it comes from must come from us.
 */
export function refusalOf(request: IncomingMessage): Refusal | undefined {
  const host = `127.0.0.1:${request.socket.localPort}`;
  if (request.headers.host !== host) return 'wrong host';
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return 'foreign origin';
  // 'none' is an address typed or opened from outside any page.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'request of another site';
  return undefined;
}

/** Says of an upgrade whether it is one of our page. `cookie` is set where the one-time token has just been exchanged. */
export type Admission = { readonly is: 'admitted'; readonly cookie?: string } | { readonly is: 'refused'; readonly why: Refusal };

export interface Guard {
  /** A token that opens one socket, once. */
  mintToken(): string;
  admit(request: IncomingMessage): Admission;
}

const SECRET_BYTES = 32;
/** An address nobody opened does not stay open for ever. */
const MOST_TOKENS = 8;

/**
 * The printed address holds a token that works once. It is exchanged for a cookie that no page can read and no other site can send,
 * so that a reload and a second tab work while a copied address does not.
 */
export function createGuard(): Guard {
  const cookieSecret = randomSecret();
  const tokens: string[] = [];

  return {
    mintToken() {
      const token = randomSecret();
      tokens.push(token);
      if (tokens.length > MOST_TOKENS) tokens.shift();
      return token;
    },
    admit(request) {
      const why = refusalOf(request);
      if (why !== undefined) return { is: 'refused', why };
      if (request.headers.origin === undefined) return { is: 'refused', why: 'no origin' };
      // Cookies know no port: the name keeps two desks on one machine apart.
      const cookieName = `madoguchi-${request.socket.localPort}`;
      const cookie = cookieOf(request, cookieName);
      if (cookie !== undefined && isSame(cookie, cookieSecret)) return { is: 'admitted' };
      const given = URL.parse(request.url ?? '/', 'http://desk')?.searchParams.get('token');
      if (given === undefined || given === null) return { is: 'refused', why: 'no token' };
      const index = tokens.findIndex((token) => isSame(token, given));
      if (index === -1) return { is: 'refused', why: 'unknown or used token' };
      tokens.splice(index, 1);
      return { is: 'admitted', cookie: `${cookieName}=${cookieSecret}; Path=/wire; HttpOnly; SameSite=Strict` };
    },
  };
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Hashed, so that lengths agree and the time taken says nothing. */
export function isSame(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
