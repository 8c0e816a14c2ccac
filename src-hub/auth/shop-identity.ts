import { jwtVerify, errors } from 'jose';
import * as z from 'zod';
import type { WidgetIdentity } from '#shared/contracts/widget';
import type { AccountId } from '#shared/domain/ids';

/** Who the shop says its logged-in customer is. */
export const ShopIdentity = z.object({
  /** The shop's own number of the customer. */
  sub: z.string().min(1).max(200),
  name: z.string().max(100).optional(),
  family_name: z.string().max(100).optional(),
  given_name: z.string().max(100).optional(),
  /** To be signed only where the shop has proved them itself: they open the history of whoever writes from there. */
  email: z.email().max(320).optional(),
  phone_number: z.string().max(30).optional(),
});
export type ShopIdentity = z.infer<typeof ShopIdentity>;

export type Verified =
  | { readonly is: 'verified'; readonly identity: ShopIdentity }
  | { readonly is: Exclude<WidgetIdentity, 'none' | 'verified'>; readonly why: string };

interface Expected {
  readonly accountId: AccountId;
  /** Null: the account has none, or does not take signed names. */
  readonly secret: string | null;
  readonly now: number;
}

/** Who signs for a day says more than "is logged in now": a token that got out would open the thread for as long. */
const LONGEST_LIFE_S = 24 * 60 * 60;
/** Between the shop's clock and ours. */
const CLOCK_TOLERANCE_S = 60;
const LIFE = z.object({ iat: z.number(), exp: z.number() });

/**
 * Reads the word of a shop's server: a JWT signed with the account's identity secret (HMAC-SHA256), made for this account, not older
 * than it says. Showing it again opens the same customer's thread and nothing else, until it expires.
 */
export async function verifyShopIdentity(token: string, { accountId, secret, now }: Expected): Promise<Verified> {
  if (secret === null) return { is: 'not_set_up', why: 'the account takes no signed identity' };
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      audience: accountId,
      algorithms: ['HS256'],
      currentDate: new Date(now),
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    const { iat, exp } = LIFE.parse(payload);
    if (exp - iat > LONGEST_LIFE_S) return { is: 'not_valid', why: 'it is good for more than 24 hours' };
    if (iat > now / 1000 + CLOCK_TOLERANCE_S) return { is: 'not_valid', why: 'it was signed in the future' };
    return { is: 'verified', identity: ShopIdentity.parse(payload) };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { is: 'expired', why: 'it has expired' };
    return { is: 'not_valid', why: reasonOf(error) };
  }
}

/** In words that name no person: they go to the log. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is not of this secret';
  if (error instanceof errors.JWTClaimValidationFailed) return `its ${error.claim} is missing or wrong`;
  if (error instanceof z.ZodError) return `its ${String(error.issues[0]?.path[0])} is not of the right form`;
  return 'it is no JWT signed with HS256';
}
