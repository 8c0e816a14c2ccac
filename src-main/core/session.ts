import * as z from 'zod';
import { DemoPeople, Tokens } from '#shared/contracts/session';
import { SetupState, type Setup } from '#shared/contracts/setup';
import { fromInstant, type Clock } from '#shared/domain/clock';
import type { DeskId } from '#shared/domain/ids';
import { Failure, FailureBody } from '#shared/rpc/failure';
import type { KeyVault } from './key-vault.ts';

/** What is kept in the vault of a person signed in. */
const SignedIn = Tokens.extend({ hubUrls: z.tuple([z.string()], z.string()) });
export type SignedIn = z.infer<typeof SignedIn>;

export interface SessionKeeper {
  current(): SignedIn | null;
  signIn(hubUrls: SignedIn['hubUrls'], given: Given): Promise<SignedIn>;
  /** A token good for a while; `isRefused`: the hub took the last one for no good. Failure('denied'): sign in again. */
  accessToken(isRefused: boolean): Promise<string>;
  /** Ends the session at the hub where it can be reached, and here in any case. */
  signOut(): Promise<void>;
  /** The session is over at the hub. */
  forget(): Promise<void>;
  demoPeople(hubUrls: SignedIn['hubUrls']): Promise<DemoPeople | null>;
  setupState(hubUrls: SignedIn['hubUrls']): Promise<SetupState | null>;
  setUp(hubUrls: SignedIn['hubUrls'], setup: Setup): Promise<void>;
}

/** What is typed to sign in; the new password where the hub asked for one. */
export interface Given {
  readonly loginName: string;
  readonly password: string;
  readonly newPassword?: string | undefined;
}

interface Deps {
  readonly vault: KeyVault;
  readonly deskId: DeskId;
  readonly clock: Clock;
}

const ENTRY = 'session';
const HTTP_TIMEOUT_MS = 10_000;
const SIGN_OUT_TIMEOUT_MS = 2_000;
/** A token about to end is renewed before it is used. */
const MARGIN_MS = 30_000;

export async function openSession({ vault, deskId, clock }: Deps): Promise<SessionKeeper> {
  const kept = SignedIn.safeParse(JSON.parse((await vault.get(ENTRY)) ?? 'null'));
  const state: { signedIn: SignedIn | null; renewing: Promise<SignedIn> | null } = { signedIn: kept.data ?? null, renewing: null };

  async function keep(signedIn: SignedIn): Promise<SignedIn> {
    // Before it is used: the hub has forgotten the refresh token that this one replaces.
    await vault.set(ENTRY, JSON.stringify(signedIn));
    state.signedIn = signedIn;
    return signedIn;
  }

  async function renew({ hubUrls, refreshToken }: SignedIn): Promise<SignedIn> {
    const answer = await askInTurn(hubUrls, '/session/refresh', { method: 'POST', body: { refreshToken, deskId } });
    return keep({ ...parseTokens(answer), hubUrls });
  }

  function renewOnce(signedIn: SignedIn): Promise<SignedIn> {
    state.renewing ??= renew(signedIn).finally(() => {
      state.renewing = null;
    });
    return state.renewing;
  }

  async function forget(): Promise<void> {
    state.signedIn = null;
    await vault.delete(ENTRY);
  }

  return {
    current: () => state.signedIn,
    async signIn(hubUrls, given) {
      const answer = await askInTurn(hubUrls, '/session', { method: 'POST', body: { ...given, deskId } });
      return keep({ ...parseTokens(answer), hubUrls });
    },
    async accessToken(isRefused) {
      const { signedIn } = state;
      if (signedIn === null) throw new Failure('denied', 'nobody is signed in');
      const isFresh = fromInstant(signedIn.accessExpiresAt) - MARGIN_MS > clock.now();
      return (isFresh && !isRefused ? signedIn : await renewOnce(signedIn)).accessToken;
    },
    async signOut() {
      const { signedIn } = state;
      if (signedIn !== null) await revoke(signedIn).catch(() => {}); // not reached: its token ends by itself, and here nothing is left
      await forget();
    },
    forget,
    async demoPeople(hubUrls) {
      const answer = await askInTurn(hubUrls, '/demo/people', { method: 'GET' }).catch(() => null);
      return DemoPeople.safeParse(answer).data ?? null;
    },
    async setupState(hubUrls) {
      const answer = await askInTurn(hubUrls, '/setup', { method: 'GET' }).catch(() => null);
      return SetupState.safeParse(answer).data ?? null;
    },
    async setUp(hubUrls, setup) {
      await askInTurn(hubUrls, '/setup', { method: 'POST', body: setup });
    },
  };

  async function revoke(signedIn: SignedIn): Promise<void> {
    const isFresh = fromInstant(signedIn.accessExpiresAt) > clock.now();
    const { accessToken, hubUrls } = isFresh ? signedIn : await renewOnce(signedIn);
    await askInTurn(hubUrls, '/session', { method: 'DELETE', token: accessToken, timeoutMs: SIGN_OUT_TIMEOUT_MS });
  }
}

function parseTokens(answer: unknown): Tokens {
  const parsed = Tokens.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Failure('internal', 'the hub answered what this desk does not understand; is it of the same version?');
}

interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** Asks the first hub that can be reached; an answer, even a refusal, is one. */
async function askInTurn(hubUrls: readonly string[], path: string, question: Question): Promise<unknown> {
  let unreached: Failure | null = null;
  for (const hubUrl of hubUrls) {
    try {
      return await ask(new URL(path, hubUrl), question);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'offline') throw error;
      unreached = error;
    }
  }
  throw unreached ?? new Failure('offline', 'there is no hub to ask');
}

async function ask(url: URL, { method, body, token, timeoutMs = HTTP_TIMEOUT_MS }: Question): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      // A redirect could carry the password elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Failure('offline', 'the hub cannot be reached', { cause: error });
  }
  const text = await response.text().catch(() => '');
  const answer = parseJson(text);
  if (response.ok) return answer;
  const failure = FailureBody.safeParse(answer);
  throw failure.success ? Failure.fromBody(failure.data) : failureOf(response.status);
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function failureOf(status: number): Failure {
  if (status === 401 || status === 403) return new Failure('denied', 'the hub refused');
  if (status === 404) return new Failure('not_found', 'there is no hub at this address');
  if (status === 429) return new Failure('too_many', 'too many tries; wait a little');
  // A proxy without its hub answers so.
  if (status >= 502 && status <= 504) return new Failure('offline', 'the hub cannot be reached');
  return new Failure('internal', `the hub answered ${status}`);
}
