import type { PreChatField } from '#shared/domain/widget-settings';
import { readJson } from './read-json.ts';
import { tellDeveloper } from './tell-developer.ts';

/** Who the shop's page says is logged in. The hub alone can tell whether it is true. */
export interface Identity {
  /** The shop's number of the customer: whose thread this is. */
  readonly sub: string;
  /** Signed by the shop's server. */
  readonly token: string;
  readonly known: ReadonlySet<PreChatField>;
}

/** Null: nobody is logged in, or the page shows something that is no token. */
export function readIdentity(token: unknown): Identity | null {
  if (typeof token !== 'string' || token === '') return null;
  const claims = readJson(payloadOf(token));
  const sub = claims['sub'];
  if (typeof sub !== 'string') {
    tellDeveloper('the identity is not a signed token (a JWT with `sub`)');
    return null;
  }
  const has = (...names: readonly string[]): boolean => names.some((name) => typeof claims[name] === 'string');
  const known = new Set<PreChatField>();
  if (has('name', 'family_name', 'given_name')) known.add('name');
  if (has('email')) known.add('email');
  if (has('phone_number')) known.add('phone');
  return { sub, token, known };
}

function payloadOf(token: string): string {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  } catch {
    return '';
  }
}
