import { toInstant, type Clock } from '#shared/domain/clock';
import type { ChannelGap } from '#shared/domain/account-check';
import type { AccountId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

/** From the last sign of any hub of this store to this one's. */
export interface Absence {
  readonly from: number;
  readonly until: number;
}

export interface OpenGap extends Absence {
  readonly accountId: AccountId;
}

/** The times in which no hub could be told anything, and what became of each account's words of that time. */
export interface ChannelGaps {
  /** Says that this hub is here; answers since when none was, of whatever length. Of hubs that come at once, one is answered. */
  beat(): Promise<Absence | null>;
  add(accountId: AccountId, absence: Absence, state: 'open' | 'untold'): Promise<void>;
  /** A gap to be filled by the caller, who is alone with it for a while; undefined where there is none. */
  claim(accountId: AccountId): Promise<OpenGap | undefined>;
  filled(gap: OpenGap, found: number): Promise<void>;
  /** The newest ones of every account, long enough to be worth a word, or with something found. */
  told(): Promise<ReadonlyMap<string, readonly ChannelGap[]>>;
}

/** Longer than a vendor's longest answer, many times. */
const CLAIM_MS = 60_000;
const TOLD_FROM_MS = 60_000;
const TOLD_EACH = 3;
const TOLD_FOR_MS = 30 * 24 * 3_600_000;

export function createChannelGaps({ db, clock }: { readonly db: Db; readonly clock: Pick<Clock, 'now'> }): ChannelGaps {
  return {
    beat: () =>
      db.transaction(async (tx) => {
        const now = clock.now();
        const [last] = await tx.all<{ at: string | number }>(sql`SELECT at FROM hub_beat WHERE id = 'here' FOR UPDATE`);
        await tx.all(
          sql`INSERT INTO hub_beat (id, at) VALUES ('here', ${now})
              ON CONFLICT (id) DO UPDATE SET at = greatest(hub_beat.at, excluded.at)`,
        );
        return last === undefined || Number(last.at) >= now ? null : { from: Number(last.at), until: now };
      }),
    async add(accountId, { from, until }, state) {
      await db.all(
        sql`INSERT INTO channel_gap (account_id, from_at, until_at, state) VALUES (${accountId}, ${from}, ${until}, ${state})
            ON CONFLICT (account_id, from_at) DO NOTHING`,
      );
    },
    async claim(accountId) {
      const now = clock.now();
      const [gap] = await db.all<{ from: string | number; until: string | number }>(
        sql`UPDATE channel_gap SET claimed_until = ${now + CLAIM_MS}
            WHERE account_id = ${accountId} AND state = 'open' AND claimed_until <= ${now}
              AND from_at = (SELECT min(from_at) FROM channel_gap WHERE account_id = ${accountId} AND state = 'open')
            RETURNING from_at AS "from", until_at AS "until"`,
      );
      return gap === undefined ? undefined : { accountId, from: Number(gap.from), until: Number(gap.until) };
    },
    async filled({ accountId, from }, found) {
      await db.all(sql`UPDATE channel_gap SET state = 'fetched', found = ${found} WHERE account_id = ${accountId} AND from_at = ${from}`);
      await db.all(sql`DELETE FROM channel_gap WHERE state <> 'open' AND until_at < ${clock.now() - TOLD_FOR_MS}`);
    },
    async told() {
      const rows = await db.all<{ accountId: string; from: string; until: string; state: ChannelGap['state']; found: number }>(
        sql`SELECT account_id AS "accountId", from_at AS "from", until_at AS "until", state, found FROM channel_gap
            WHERE (until_at - from_at >= ${TOLD_FROM_MS} OR found > 0) AND until_at > ${clock.now() - TOLD_FOR_MS}
            ORDER BY from_at DESC`,
      );
      const of = new Map<string, ChannelGap[]>();
      for (const { accountId, from, until, state, found } of rows) {
        const gaps = of.get(accountId) ?? [];
        of.set(accountId, gaps);
        if (gaps.length < TOLD_EACH) gaps.push({ from: toInstant(Number(from)), until: toInstant(Number(until)), state, found });
      }
      return of;
    },
  };
}
