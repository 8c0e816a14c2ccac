import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Instant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// OWASP's smallest recommended argon2id: 19 MiB, two passes, one lane. Stored in each hash, so that raising them needs no migration.
const MEMORY_KIB = 19_456;
const PASSES = 2;
const PARALLELISM = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
/** Each hash takes 19 MiB and a thread: a rush of sign-ins must leave both to the rest of the hub. */
const AT_ONCE = 2;
const LINE_LIMIT = 500;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time where there is no such hash, so that nobody learns which names exist. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const inTurn = createLine(AT_ONCE, LINE_LIMIT);
  const nobody: ParsedHash = {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: PARALLELISM,
    salt: randomBytes(SALT_BYTES),
    tag: randomBytes(TAG_BYTES),
  };

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const tag = await inTurn(() =>
        derive(password, { memory: MEMORY_KIB, passes: PASSES, parallelism: PARALLELISM, salt, tagBytes: TAG_BYTES }),
      );
      return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${PARALLELISM}$${base64(salt)}$${base64(tag)}`;
    },
    async verify(password, hash) {
      const parsed = hash === undefined ? nobody : parseHash(hash);
      const tag = await inTurn(() => derive(password, { ...parsed, tagBytes: parsed.tag.length }));
      return timingSafeEqual(tag, parsed.tag) && hash !== undefined;
    },
  };
}

/** A new password for a person; the old one is gone at once. */
export async function setPassword(db: Db, passwords: Passwords, agentId: AgentId, password: string): Promise<void> {
  await storeHash(db, agentId, await passwords.hash(password));
}

/** `temporaryUntil`: where it was issued by an administrator, good only to choose another. */
export async function storeHash(db: Db, agentId: AgentId, hash: string, temporaryUntil: Instant | null = null): Promise<void> {
  await db.all(
    sql`INSERT INTO credential (agent_id, password_hash, temporary_until) VALUES (${agentId}, ${hash}, ${temporaryUntil})
        ON CONFLICT (agent_id) DO UPDATE SET password_hash = excluded.password_hash, temporary_until = excluded.temporary_until`,
  );
}

/** False where another password came in the meantime: of two who change the same one, one does. */
export async function replaceHash(db: Db, agentId: AgentId, old: string, hash: string): Promise<boolean> {
  const rows = await db.all(
    sql`UPDATE credential SET password_hash = ${hash}, temporary_until = NULL
        WHERE agent_id = ${agentId} AND password_hash = ${old} RETURNING agent_id`,
  );
  return rows.length > 0;
}

export interface Credential {
  readonly hash: string;
  readonly temporaryUntil: Instant | null;
}

export async function credentialOf(db: Db, agentId: AgentId): Promise<Credential | undefined> {
  const rows = await db.all<Credential>(
    sql`SELECT password_hash AS hash, temporary_until AS "temporaryUntil" FROM credential WHERE agent_id = ${agentId}`,
  );
  return rows[0];
}

interface ParsedHash {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parseHash(hash: string): ParsedHash {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(hash) ?? [];
  if (salt === undefined || tag === undefined) throw new Error('a stored password hash is not argon2id in PHC form');
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

const argon2 = promisify(argon2Callback);

function derive(
  password: string,
  { memory, passes, parallelism, salt, tagBytes }: Omit<ParsedHash, 'tag'> & { readonly tagBytes: number },
): Promise<Buffer> {
  // NFKC: the same password typed with another keyboard or input method is the same password.
  return argon2('argon2id', { message: password.normalize('NFKC'), nonce: salt, memory, passes, parallelism, tagLength: tagBytes });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

/** Runs at most `atOnce` of the given tasks at a time; the others wait, and beyond `lineLimit` they are told to come back. */
function createLine(atOnce: number, lineLimit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= atOnce) {
      if (waiting.length >= lineLimit) throw new Failure('too_many', 'too many people are signing in; try again in a few seconds');
      // Whoever finishes hands its place over, so `running` does not change here.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
