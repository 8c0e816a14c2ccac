import { createHmac } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { toInstant, type Clock, type Instant } from '#shared/domain/clock';
import { AgentId, DeskId, VisitorId, type AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { ShopIdentity } from './shop-identity.ts';
import type { SigningKeys } from './signing-keys.ts';

const ISSUER = 'madoguchi';
const DESK_AUDIENCE = 'desk';
const ALGORITHM = 'HS256';
export const ACCESS_TOKEN_MS = 15 * 60_000;
/** A customer who comes back within this finds the same thread. */
const VISITOR_TOKEN_MS = 180 * 24 * 60 * 60_000;
/** Who is logged in at the shop shows the shop's word again with every page. */
const IDENTIFIED_TOKEN_MS = 7 * 24 * 60 * 60_000;

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
  /** Who the shop said this is; null: a stranger. */
  readonly identity: ShopIdentity | null;
}

export interface Tokens {
  mintAccessToken(claims: AccessClaims): Promise<{ token: string; expiresAt: Instant }>;
  /** Only signature and time; `sessions.verifyAccessToken` also asks whether the session still stands. */
  readAccessToken(token: string, options?: { readonly expiredForMs: number }): Promise<AccessClaims>;
  mintVisitorToken(claims: VisitorClaims): Promise<string>;
  /** Failure('denied') for a token of another account or origin. */
  verifyVisitorToken(token: string, expected: Pick<VisitorClaims, 'accountId' | 'origin'>): Promise<VisitorClaims>;
  /** The one visitor that a customer of the shop is, on every device; nobody can tell it from the customer's number. */
  visitorOf(accountId: AccountId, identity: ShopIdentity): VisitorId;
}

const AccessPayload = z.object({ sub: AgentId, dsk: DeskId, sid: z.string().min(1).max(64) });
const VisitorPayload = z.object({ sub: VisitorId, org: z.string().min(1).max(300), idn: ShopIdentity.optional() });

export function createTokens({ keys, clock }: { readonly keys: Pick<SigningKeys, 'access' | 'visitor'>; readonly clock: Clock }): Tokens {
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
    mintVisitorToken({ visitorId, accountId, origin, identity }) {
      const [claims, life] =
        identity === null ? [{ org: origin }, VISITOR_TOKEN_MS] : [{ org: origin, idn: identity }, IDENTIFIED_TOKEN_MS];
      return sign(claims, visitorId, audienceOf(accountId), clock.now() + life, keys.visitor);
    },
    async verifyVisitorToken(token, { accountId, origin }) {
      const { sub, org, idn } = await read(token, keys.visitor, audienceOf(accountId), VisitorPayload);
      if (org !== origin) throw new Failure('denied', 'this token belongs to another page');
      return { visitorId: sub, accountId, origin, identity: idn ?? null };
    },
    visitorOf(accountId, { sub }) {
      return VisitorId.parse(`vis_${createHmac('sha256', keys.visitor).update(`${accountId}\n${sub}`).digest('hex').slice(0, 40)}`);
    },
  };

  function sign(
    claims: Record<string, string | ShopIdentity>,
    subject: string,
    audience: string,
    expiresAt: number,
    key: Uint8Array,
  ): Promise<string> {
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
