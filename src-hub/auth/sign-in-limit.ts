import { createHash } from 'node:crypto';
import { toInstant, type Clock } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

export const SIGN_IN_WINDOW_MS = 5 * 60_000;
/** Per name: guessing a password by trying stays hopeless, forgetting it stays bearable. */
const NAME_LIMIT = 10;
/** Per address: a whole office may share one. */
const ADDRESS_LIMIT = 100;

export interface SignInLimit {
  /**
   * Takes a try from the allowance before the password is looked at, so that tries at the same moment cannot slip past the count.
   * Failure('too_many') where none is left until the window ends. `succeeded` gives it back.
   */
  take(address: string, loginName: string): Promise<{ succeeded(): Promise<void> }>;
}

/** Counted in the database: asking another hub is no way around. */
export function createSignInLimit({ db, clock }: { readonly db: Db; readonly clock: Clock }): SignInLimit {
  return {
    async take(address, loginName) {
      const addressKey = keyOf('address', address);
      const nameKey = keyOf('name', loginName.normalize('NFKC').toLowerCase());
      const now = clock.now();
      // Only tidying: whoever is just being counted is left to the count below.
      await db.all(
        sql`DELETE FROM sign_in_failure WHERE key IN (
              SELECT key FROM sign_in_failure WHERE window_ends_at <= ${toInstant(now)} LIMIT 100 FOR UPDATE SKIP LOCKED)`,
      );
      const ofAddress = await count(addressKey, now);
      if (ofAddress > ADDRESS_LIMIT) throw tooMany();
      const ofName = await count(nameKey, now);
      if (ofName > NAME_LIMIT) throw tooMany();
      return {
        async succeeded() {
          await db.all(sql`DELETE FROM sign_in_failure WHERE key = ${nameKey}`);
          await db.all(sql`UPDATE sign_in_failure SET count = count - 1 WHERE key = ${addressKey} AND count > 0`);
        },
      };
    },
  };

  async function count(key: string, now: number): Promise<number> {
    const endsAt = toInstant(now + SIGN_IN_WINDOW_MS);
    const rows = await db.all<{ count: number }>(
      sql`INSERT INTO sign_in_failure AS known (key, count, window_ends_at) VALUES (${key}, 1, ${endsAt})
          ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN known.window_ends_at <= ${toInstant(now)} THEN 1 ELSE known.count + 1 END,
            window_ends_at = CASE WHEN known.window_ends_at <= ${toInstant(now)} THEN ${endsAt} ELSE known.window_ends_at END
          RETURNING count`,
    );
    return rows[0]?.count ?? 0;
  }
}

function tooMany(): Failure {
  return new Failure('too_many', 'too many wrong sign-ins; try again in some minutes');
}

// Hashed: what people type as a name by mistake is, often enough, their password.
function keyOf(kind: string, value: string): string {
  return `${kind}:${createHash('sha256').update(value).digest('base64url')}`;
}
