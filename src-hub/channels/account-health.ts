import { toInstant, type Clock, type Instant } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

export interface Health {
  readonly heardAt: Instant | null;
  readonly trouble: { readonly reason: string; readonly at: Instant } | null;
}

/** What was last heard of each account, for whoever looks after them; of all hubs together. */
export interface AccountHealth {
  heard(accountId: AccountId): void;
  troubled(accountId: AccountId, reason: string): void;
  all(): Promise<ReadonlyMap<string, Health>>;
}

interface Deps {
  readonly db: Db;
  readonly clock: Pick<Clock, 'now'>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

interface Row {
  readonly accountId: string;
  readonly heardAt: Instant | null;
  readonly trouble: string | null;
  readonly troubleAt: Instant | null;
}

/** Minutes are enough to look after an account; and a stranger who posts nonsense all day costs a row a few writes. */
const NOTE_EVERY_MS = 10_000;

export function createAccountHealth({ db, clock, onTrouble }: Deps): AccountHealth {
  const notedAt = new Map<string, number>();

  function note(key: string, write: (at: Instant) => Promise<unknown>): void {
    const now = clock.now();
    if (now - (notedAt.get(key) ?? -Infinity) < NOTE_EVERY_MS) return;
    notedAt.set(key, now);
    // A webhook is not kept waiting for this, nor refused because of it.
    write(toInstant(now)).catch((error: unknown) => onTrouble(error, 'noting how an account stands'));
  }

  return {
    heard: (id) =>
      note(`${id} heard`, (at) =>
        db.all(sql`INSERT INTO account_health (account_id, heard_at) VALUES (${id}, ${at})
                   ON CONFLICT (account_id) DO UPDATE SET heard_at = excluded.heard_at`),
      ),
    troubled: (id, reason) =>
      note(`${id} ${reason}`, (at) =>
        db.all(sql`INSERT INTO account_health (account_id, trouble, trouble_at) VALUES (${id}, ${reason}, ${at})
                   ON CONFLICT (account_id) DO UPDATE SET trouble = excluded.trouble, trouble_at = excluded.trouble_at`),
      ),
    async all() {
      const rows = await db.all<Row>(
        sql`SELECT account_id AS "accountId", heard_at AS "heardAt", trouble, trouble_at AS "troubleAt" FROM account_health`,
      );
      return new Map(
        rows.map(({ accountId, heardAt, trouble, troubleAt }) => [
          accountId,
          { heardAt, trouble: trouble === null || troubleAt === null ? null : { reason: trouble, at: troubleAt } },
        ]),
      );
    },
  };
}
