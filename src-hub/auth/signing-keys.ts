import { randomBytes } from 'node:crypto';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

const KEY_BYTES = 32;

export interface SigningKeys {
  /** Signs the desks' access tokens. */
  readonly access: Uint8Array;
  /** Signs visitors' tokens: another key, so that neither can ever pass for the other. */
  readonly visitor: Uint8Array;
  /** Signs the addresses of files. */
  readonly files: Uint8Array;
  /** Seals the secrets of channel accounts, where the operator gave no key. */
  readonly secrets: Uint8Array;
  /** Makes what each desk shares with the hub alone. */
  readonly desks: Uint8Array;
}

/** Kept in the database: a token of one hub is good at every hub, and after a restart. */
export async function openSigningKeys(db: Db): Promise<SigningKeys> {
  return {
    access: await keyNamed(db, 'access'),
    visitor: await keyNamed(db, 'visitor'),
    files: await keyNamed(db, 'files'),
    secrets: await keyNamed(db, 'secrets'),
    desks: await keyNamed(db, 'desks'),
  };
}

async function keyNamed(db: Db, name: string): Promise<Uint8Array> {
  // Two hubs starting at once: one insert wins, both read the winner.
  await db.all(
    sql`INSERT INTO signing_key (name, secret) VALUES (${name}, ${randomBytes(KEY_BYTES).toString('base64')}) ON CONFLICT (name) DO NOTHING`,
  );
  const rows = await db.all<{ secret: string }>(sql`SELECT secret FROM signing_key WHERE name = ${name}`);
  const secret = rows[0]?.secret;
  if (secret === undefined) throw new Error(`the signing key ${name} vanished from the database`);
  return Buffer.from(secret, 'base64');
}
