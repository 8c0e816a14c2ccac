import { randomBytes, scrypt as scryptCallback, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod';

/** How slow a password is to try. Stored in each verifier, so that raising it needs no migration. */
export interface Slowness {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

// OWASP's scrypt with the smaller memory (32 MiB): a desk has other work. Argon2 is not in Electron's Node.
export const SLOW: Slowness = { N: 2 ** 15, r: 8, p: 3 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;

const Verifier = z.object({ N: z.number(), r: z.number(), p: z.number(), salt: z.base64(), tag: z.base64() });

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** By it the password is known again without the hub; it lies in the vault, and the password itself nowhere. */
export async function makeVerifier(password: string, slowness: Slowness): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive(password, salt, slowness);
  return JSON.stringify({ ...slowness, salt: salt.toString('base64'), tag: tag.toString('base64') } satisfies z.infer<typeof Verifier>);
}

export async function isPasswordOf(verifier: string, password: string): Promise<boolean> {
  const { salt, tag, ...slowness } = Verifier.parse(JSON.parse(verifier));
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), slowness), Buffer.from(tag, 'base64'));
}

function derive(password: string, salt: Buffer, { N, r, p }: Slowness): Promise<Buffer> {
  // NFKC, as the hub does it: typed with another input method it is the same password.
  return scrypt(password.normalize('NFKC'), salt, TAG_BYTES, { N, r, p, maxmem: 256 * N * r });
}
