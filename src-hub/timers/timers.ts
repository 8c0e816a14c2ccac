import type { Clock } from '#shared/domain/clock';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { Decision, EventLog, Writer } from '#hub/log/event-log';

/** A moment with a meaning in the trade: an offer ends, a lease runs out. One per kind and subject; `dueAt` in ms on the hub's clock. */
export interface Timer {
  readonly kind: string;
  readonly subjectId: string;
  readonly dueAt: number;
}

export interface TimerHandler {
  lanes(subjectId: string): Promise<readonly string[]>;
  decide(writer: Writer, subjectId: string): Promise<Decision<void>>;
  /** After the commit, on the hub that fired it. */
  after?(subjectId: string): void;
}

export interface Timers {
  /** Sets, or sets anew, in the transaction that causes it. */
  set(tx: Db, timer: Timer): Promise<void>;
  cancel(tx: Db, kind: string, subjectId: string): Promise<void>;
  /** Fired once over all hubs: the row goes in the same transaction as the events that `decide` returns. */
  on(kind: string, handler: TimerHandler): void;
  start(): () => void;
}

/** Sets a timer, or sets it anew, as part of another statement's transaction. */
export function settingTimer({ kind, subjectId, dueAt }: Timer): Sql {
  return sql`INSERT INTO timer (kind, subject_id, due_at) VALUES (${kind}, ${subjectId}, ${dueAt})
    ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at`;
}

interface TimersDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Nothing fires later than this after it is due, on an idle machine. */
const LOOK_EVERY_MS = 200;
/** A timer whose handler fails is not forgotten; it comes again. */
const AGAIN_AFTER_MS = 5_000;
const AT_ONCE = 8;
const PAGE = 64;

export function createTimers({ db, log, clock, onTrouble }: TimersDeps): Timers {
  const handlers = new Map<string, TimerHandler>();

  async function fire({ kind, subjectId, dueAt }: Timer): Promise<void> {
    const handler = handlers.get(kind);
    if (handler === undefined) return;
    try {
      const { result: isOurs } = await log.append(await handler.lanes(subjectId), async (writer) => {
        // A hub that stands in the same line may have fired it; a writer before us may have set it anew.
        const taken = await writer.tx.all(sql`DELETE FROM timer WHERE (kind, subject_id) IN (
          SELECT kind, subject_id FROM timer WHERE kind = ${kind} AND subject_id = ${subjectId} AND due_at = ${dueAt} FOR UPDATE SKIP LOCKED
        ) RETURNING kind`);
        if (taken.length === 0) return { events: [], result: false };
        return { ...(await handler.decide(writer, subjectId)), result: true };
      });
      if (isOurs) handler.after?.(subjectId);
    } catch (error) {
      onTrouble(error, `the timer ${kind} of ${subjectId}`);
      await db.all(
        sql`UPDATE timer SET due_at = ${clock.now() + AGAIN_AFTER_MS} WHERE kind = ${kind} AND subject_id = ${subjectId} AND due_at = ${dueAt}`,
      );
    }
  }

  /** Whether a whole page was due: then there may be more. */
  async function fireDue(): Promise<boolean> {
    const due = await db.all<Timer>(sql`SELECT kind, subject_id AS "subjectId", due_at AS "dueAt" FROM timer
      WHERE due_at <= ${clock.now()} AND kind = ANY(${[...handlers.keys()]}::text[]) ORDER BY due_at LIMIT ${PAGE}`);
    for (let from = 0; from < due.length; from += AT_ONCE) await Promise.all(due.slice(from, from + AT_ONCE).map(fire));
    return due.length === PAGE;
  }

  return {
    async set(tx, timer) {
      await tx.all(settingTimer(timer));
    },
    async cancel(tx, kind, subjectId) {
      await tx.all(sql`DELETE FROM timer WHERE kind = ${kind} AND subject_id = ${subjectId}`);
    },
    on(kind, handler) {
      handlers.set(kind, handler);
    },
    start() {
      let isStopped = false;
      let isTroubled = false;
      let cancel = (): void => undefined;
      const look = async (): Promise<void> => {
        let lookedAt = clock.now();
        try {
          // Time may have moved on while we worked; where a test owns it, by hours.
          while (((await fireDue()) || clock.now() - lookedAt >= LOOK_EVERY_MS) && !isStopped) lookedAt = clock.now();
          isTroubled = false;
        } catch (error) {
          // Said once: a database that is away is away five times a second.
          if (!isTroubled) onTrouble(error, 'looking for due timers');
          isTroubled = true;
        }
        if (!isStopped) cancel = clock.setTimer(LOOK_EVERY_MS, () => void look());
      };
      void look();
      return () => {
        isStopped = true;
        cancel();
      };
    },
  };
}
