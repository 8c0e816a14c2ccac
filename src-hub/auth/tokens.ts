import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { toInstant, type Clock, type Instant } from '#shared/domain/clock';
import { AgentId, DeskId, VisitorId, type AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { SigningKeys } from './signing-keys.ts';

const ISSUER = 'madoguchi';
const DESK_AUDIENCE = 'desk';
const ALGORITHM = 'HS256';
export const ACCESS_TOKEN_MS = 15 * 60_000;
/** A customer who comes back within this finds the same thread. */
const VISITOR_TOKEN_MS = 180 * 24 * 60 * 60_000;

/** Whose socket or request this is. */
export interface AccessClaims {
  readonly agentId: AgentId;
  readonly deskId: DeskId;
  readonly sessionId: string;
}

/** A customer's browser on one shop's page: worth nothing on another account or origin. */
export interface VisitorClaims {
  readonly visitorId: VisitorId;
  readonly accountId: AccountId;
  readonly origin: string;
}

export interface Tokens {
  mintAccessToken(claims: AccessClaims): Promise<{ token: string; expiresAt: Instant }>;
  /** Only signature and time; `sessions.verifyAccessToken` also asks whether the session still stands. */
  readAccessToken(token: string, options?: { readonly expiredForMs: number }): Promise<AccessClaims>;
  mintVisitorToken(claims: VisitorClaims): Promise<string>;
  /** Failure('denied') for a token of another account or origin. */
  verifyVisitorToken(token: string, expected: Omit<VisitorClaims, 'visitorId'>): Promise<VisitorClaims>;
}

const AccessPayload = z.object({ sub: AgentId, dsk: DeskId, sid: z.string().min(1).max(64) });
const VisitorPayload = z.object({ sub: VisitorId, org: z.string().min(1).max(300) });

export function createTokens({ keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock }): Tokens {
  return {
    async mintAccessToken({ agentId, deskId, sessionId }) {
      const expiresAt = clock.now() + ACCESS_TOKEN_MS;
      const token = await sign({ dsk: deskId, sid: sessionId }, agentId, DESK_AUDIENCE, expiresAt, keys.access);
      return { token, expiresAt: toInstant(expiresAt) };
    },
    async readAccessToken(token, { expiredForMs } = { expiredForMs: 0 }) {
      const { sub, dsk, sid } = await read(token, keys.access, DESK_AUDIENCE, AccessPayload, expiredForMs);
      return { agentId: sub, deskId: dsk, sessionId: sid };
    },
    mintVisitorToken({ visitorId, accountId, origin }) {
      return sign({ org: origin }, visitorId, audienceOf(accountId), clock.now() + VISITOR_TOKEN_MS, keys.visitor);
    },
    async verifyVisitorToken(token, { accountId, origin }) {
      const { sub, org } = await read(token, keys.visitor, audienceOf(accountId), VisitorPayload);
      if (org !== origin) throw new Failure('denied', 'this token belongs to another page');
      return { visitorId: sub, accountId, origin };
    },
  };

  function sign(claims: Record<string, string>, subject: string, audience: string, expiresAt: number, key: Uint8Array): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(Math.floor(clock.now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(key);
  }

  async function read<S extends z.ZodType>(
    token: string,
    key: Uint8Array,
    audience: string,
    schema: S,
    expiredForMs = 0,
  ): Promise<z.output<S>> {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: ISSUER,
        audience,
        algorithms: [ALGORITHM],
        currentDate: new Date(clock.now()),
        clockTolerance: expiredForMs / 1000,
      });
      return schema.parse(payload);
    } catch (cause) {
      throw new Failure('denied', 'the token is not valid here, or no longer', { cause });
    }
  }
}

function audienceOf(accountId: AccountId): string {
  return `widget:${accountId}`;
}
