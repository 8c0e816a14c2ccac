import * as z from 'zod';
import { DemoPeople, Tokens } from '#shared/contracts/session';
import { SetupState, type Setup } from '#shared/contracts/setup';
import { fromInstant, type Clock } from '#shared/domain/clock';
import type { DeskId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { KeyVault } from './key-vault.ts';
import { askInTurn } from './session/ask-hub.ts';

/** What is kept in the vault of a person signed in. */
const SignedIn = Tokens.extend({ hubUrls: z.tuple([z.string()], z.string()) });
export type SignedIn = z.infer<typeof SignedIn>;

export interface SessionKeeper {
  current(): SignedIn | null;
  /** `timeoutMs`: for who would rather go on without the hub. */
  signIn(hubUrls: SignedIn['hubUrls'], given: Given, timeoutMs?: number): Promise<SignedIn>;
  /** A token good for a while; `isRefused`: the hub took the last one for no good. Failure('denied'): sign in again. */
  accessToken(isRefused: boolean): Promise<string>;
  /** New tokens now, or a Failure: whether the hub knows this session still. */
  renew(timeoutMs: number): Promise<SignedIn>;
  /** Ends a session at the hub, where it can be reached; past its time its token is good for that. */
  revoke(ended: SignedIn): Promise<void>;
  /** Here it is over. */
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

  async function renew({ hubUrls, refreshToken }: SignedIn, timeoutMs?: number): Promise<SignedIn> {
    const answer = await askInTurn(hubUrls, '/session/refresh', {
      method: 'POST',
      body: { refreshToken, deskId },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return keep({ ...parseTokens(answer), hubUrls });
  }

  function renewOnce(signedIn: SignedIn, timeoutMs?: number): Promise<SignedIn> {
    state.renewing ??= renew(signedIn, timeoutMs).finally(() => {
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
    async signIn(hubUrls, given, timeoutMs) {
      const answer = await askInTurn(hubUrls, '/session', {
        method: 'POST',
        body: { ...given, deskId },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      return keep({ ...parseTokens(answer), hubUrls });
    },
    async accessToken(isRefused) {
      const { signedIn } = state;
      if (signedIn === null) throw new Failure('denied', 'nobody is signed in');
      const isFresh = fromInstant(signedIn.accessExpiresAt) - MARGIN_MS > clock.now();
      return (isFresh && !isRefused ? signedIn : await renewOnce(signedIn)).accessToken;
    },
    async renew(timeoutMs) {
      if (state.signedIn === null) throw new Failure('denied', 'nobody is signed in');
      return renewOnce(state.signedIn, timeoutMs);
    },
    async revoke({ accessToken, hubUrls }) {
      await askInTurn(hubUrls, '/session', { method: 'DELETE', token: accessToken, timeoutMs: SIGN_OUT_TIMEOUT_MS });
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
}

function parseTokens(answer: unknown): Tokens {
  const parsed = Tokens.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Failure('internal', 'the hub answered what this desk does not understand; is it of the same version?');
}
