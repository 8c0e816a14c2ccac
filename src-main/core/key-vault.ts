import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Log } from './log.ts';
import { keepPrivate } from './private-files.ts';

/** Where tokens and database keys are. `key_file`: what opens it lies beside it, because the system has no vault here. */
export interface KeyVault {
  readonly kind: 'system' | 'key_file';
  get(name: string): Promise<string | null>;
  /** On the disk before it resolves: a refresh token is good once, so its successor may not be lost. */
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

interface VaultOptions {
  readonly folder: string;
  /** 32 bytes from the system's vault; null: a key file is made. */
  readonly sealKey: Buffer | null;
  /** The shell had to keep that key in a file itself. */
  readonly isKeyFile?: boolean;
  readonly log: Log;
}

const Secrets = z.record(z.string(), z.string());
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OWNER_ONLY = 0o600;

/** One file of secrets, sealed with AES-256-GCM. One that cannot be opened is set aside, and everybody signs in anew. */
export async function openVault({ folder, sealKey, isKeyFile = false, log }: VaultOptions): Promise<KeyVault> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'vault');
  const keyFile = path.join(folder, 'vault.key');
  for (const own of [folder, file, keyFile]) keepPrivate(own, log);
  const key = sealKey ?? (await readOrMakeKey(keyFile));
  const secrets = new Map(Object.entries(readSecrets(file, key, log)));
  const queue = { last: Promise.resolve() };

  /** Writes come one after the other, so that the newest is the one that stays. */
  function save(): Promise<void> {
    const saved = queue.last.then(() => writeWhole(file, seal(JSON.stringify(Object.fromEntries(secrets)), key)));
    queue.last = saved.catch(() => {});
    return saved;
  }

  return {
    kind: sealKey === null || isKeyFile ? 'key_file' : 'system',
    get: (name) => Promise.resolve(secrets.get(name) ?? null),
    set(name, value) {
      secrets.set(name, value);
      return save();
    },
    delete(name) {
      return secrets.delete(name) ? save() : Promise.resolve();
    },
  };
}

async function readOrMakeKey(file: string): Promise<Buffer> {
  if (existsSync(file)) {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    if (key.length === KEY_BYTES) return key;
  }
  const key = randomBytes(KEY_BYTES);
  await writeWhole(file, Buffer.from(key.toString('base64')));
  return key;
}

function readSecrets(file: string, key: Buffer, log: Log): z.infer<typeof Secrets> {
  if (!existsSync(file)) return {};
  try {
    return Secrets.parse(JSON.parse(unseal(readFileSync(file), key)));
  } catch {
    const setAside = `${file}.damaged-${randomBytes(4).toString('hex')}`;
    renameSync(file, setAside);
    log.error({ setAside }, 'the vault cannot be opened with this key and was set aside; sign in again');
    return {};
  }
}

function seal(text: string, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function unseal(bytes: Buffer, key: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

/** Beside it first, then in its place: a crash leaves the old file or the new one. */
async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(`${file}.new`, 'w', OWNER_ONLY);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
