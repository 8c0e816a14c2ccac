import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps small secrets so that whoever reads the database cannot read them without the key. */
export interface Sealing {
  /** `about` is bound to what is sealed: moved to another row, it opens no more. */
  seal(secret: string, about: string): { readonly keyId: string; readonly sealed: string };
  /** Null: sealed with a key that this hub does not have, or not as it was. */
  open(sealed: { readonly keyId: string; readonly sealed: string }, about: string): string | null;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Seals with the first key, opens with any: so a key given later takes over as secrets are replaced. */
export function createSealing([first, ...older]: readonly [Uint8Array, ...Uint8Array[]]): Sealing {
  const keys = new Map([first, ...older].map((key) => [idOf(key), key]));
  return {
    seal(secret, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, first, iv).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return { keyId: idOf(first), sealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64') };
    },
    open({ keyId, sealed }, about) {
      const key = keys.get(keyId);
      if (key === undefined) return null;
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        // Whoever changed it made it unreadable, which its account then says.
        return null;
      }
    },
  };
}

/** A key out of what an operator typed or a machine made. */
export function sealingKeyOf(passphrase: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', passphrase, '', 'madoguchi account secrets', KEY_BYTES));
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 16);
}
