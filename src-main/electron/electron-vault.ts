import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import type { Log } from '#core/log';
import { keepPrivate } from '#core/private-files';

export interface Vault {
  /** The key that seals what the core keeps secret, in base64. */
  readonly key: string;
  /** It lies in a file that whoever reads this person's files can read: there is no keyring here. The desk says so. */
  readonly isKeyFile: boolean;
}

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/**
 * The desk's key from the system's vault (Keychain, DPAPI, a Linux keyring). Where there is none it lies in a file. A key once made is
 * kept in the form it has, because a desk whose key is lost has lost its unsent replies: when a keyring comes, the key file moves into
 * it; when the keyring is locked, the desk says so and does not begin anew.
 */
export async function openVault(folder: string, log: Pick<Log, 'warn'>): Promise<Vault> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sealedFile = join(folder, 'sealed');
  const plainFile = join(folder, 'plain');
  for (const own of [folder, sealedFile, plainFile]) keepPrivate(own, log);
  if (existsSync(sealedFile)) return { key: await unseal(sealedFile), isKeyFile: false };
  const key = existsSync(plainFile) ? readFileSync(plainFile, 'utf8').trim() : randomBytes(KEY_BYTES).toString('base64');
  if (await hasKeyring()) {
    write(sealedFile, await safeStorage.encryptStringAsync(key));
    rmSync(plainFile, { force: true });
    return { key, isKeyFile: false };
  }
  write(plainFile, key);
  return { key, isKeyFile: true };
}

async function unseal(sealedFile: string): Promise<string> {
  try {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(readFileSync(sealedFile));
    if (shouldReEncrypt) write(sealedFile, await safeStorage.encryptStringAsync(result));
    return result;
  } catch (error) {
    throw new Error('The key of this desk lies in the keyring, which is locked or gone: unlock it and start again.', { cause: error });
  }
}

/** On Linux without a keyring Electron would seal with a password that is the same everywhere; that is no vault. */
async function hasKeyring(): Promise<boolean> {
  // The old Electron of the test does not have it, and runs where there is no keyring.
  if (!('isAsyncEncryptionAvailable' in safeStorage)) return false;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
  return safeStorage.isAsyncEncryptionAvailable();
}

/** All of it or nothing: a desk that dies here finds a whole key, or none. */
function write(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content, { mode: OWNER_ONLY });
  chmodSync(`${file}.new`, OWNER_ONLY);
  renameSync(`${file}.new`, file);
}
