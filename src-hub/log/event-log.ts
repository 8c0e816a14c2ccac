import { toInstant, type Clock } from '#shared/domain/clock';
import type { CommandId } from '#shared/domain/ids';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import type { Bodies, Kind } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import { isCollision, type Db } from '#hub/db/db';
import { openEpoch, renewEpoch } from './epoch.ts';
import { lockLanes } from './lanes.ts';
import type { Notices } from './notices.ts';
import { project } from './project.ts';
import { keysOfEvents, createWorkingSet } from './working-set.ts';
import { storeEvents } from './store-events.ts';
import { createTail } from './tail.ts';

/** What a decision sees: the store inside its transaction, the time, and records as they stand under the lanes it holds. */
export interface Writer {
  readonly tx: Db;
  readonly now: number;
  record<K extends Kind>(kind: K, id: string): Promise<Bodies[K] | undefined>;
}

export interface Decision<T> {
  readonly events: readonly DomainEvent[];
  readonly result: T;
  readonly causedBy?: CommandId;
  /** Writes of other tables that belong to the same moment; they travel in the same statement as the events. */
  readonly alongside?: (events: readonly LoggedEvent[]) => readonly Sql[];
}

export interface Appended<T> {
  readonly result: T;
  readonly events: readonly LoggedEvent[];
}

export interface EventLog {
  readonly epoch: string;
  /** Locks the lanes, decides, folds, stores: all of it or nothing. The decision may run again after a collision. */
  append<T>(lanes: readonly string[], decide: (writer: Writer) => Promise<Decision<T>>): Promise<Appended<T>>;
  head(): Promise<number>;
  /** How far this process has read; every listener has been given everything up to here. */
  position(): number;
  /** This process's own reading of the log, in seq order, every event once, in batches, from where it was opened. */
  onAppended(listener: (events: readonly LoggedEvent[]) => void): () => void;
  /** The store is no longer the one that cursors out there are of: desks must start afresh. */
  onEpochChanged(listener: () => void): () => void;
  /** After a restore that the store itself cannot show. */
  newEpoch(): Promise<void>;
  close(): Promise<void>;
}

interface EventLogDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly notices: Notices;
  /** Told of failures to read or tell; the log goes on by itself. */
  readonly onTrouble: (error: unknown, what: string) => void;
}

const ATTEMPTS = 4;

export async function openEventLog({ db, clock, notices, onTrouble }: EventLogDeps): Promise<EventLog> {
  const state = await openEpoch(db);
  const tail = createTail({ db, state, notices, onTrouble });

  async function appendOnce<T>(lanes: readonly string[], decide: (writer: Writer) => Promise<Decision<T>>): Promise<Appended<T>> {
    const { result, events, stored } = await db.transaction(async (tx) => {
      // Not awaited: the first question of the decision travels behind it and is answered under the lanes.
      const locked = lockLanes(tx, lanes);
      locked.catch(() => undefined);
      const records = createWorkingSet(tx);
      const now = clock.now();
      try {
        const decision = await decide({ tx, now, record: (kind, id) => records.body(kind, id) });
        if (decision.events.length === 0) {
          for (const statement of decision.alongside?.([]) ?? []) await tx.all(statement);
          await locked;
          return { result: decision.result, events: [], stored: undefined };
        }
        await records.load(keysOfEvents(decision.events));
        await locked;
        // From here to commit this writer holds the log: seq is given out in the order of commits, so a desk that has seen 9
        // can never be handed 8.
        const first = await takeSeqs(tx, decision.events.length);
        const projected = project({ decision, first, at: toInstant(now), records, lanes });
        // Not awaited either: COMMIT travels right behind it, and takes nothing if this fails.
        const stored = storeEvents(tx, projected, decision.alongside?.(projected.events) ?? []);
        stored.catch(() => undefined);
        return { result: decision.result, events: projected.events, stored };
      } catch (error) {
        // A failed lock aborts all that travelled behind it; the lock's own error is the one that says why.
        await locked;
        throw error;
      }
    });
    await stored;
    tail.appended(events);
    return { result, events };
  }

  return {
    get epoch() {
      return state.epoch;
    },
    async append(lanes, decide) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await appendOnce(lanes, decide);
        } catch (error) {
          if (!isCollision(error) || attempt === ATTEMPTS) throw error;
        }
      }
    },
    async head() {
      const [row] = await db.all<{ head: number }>(sql`SELECT head FROM log_state`);
      return row?.head ?? 0;
    },
    position: () => tail.position(),
    onAppended: (listener) => tail.on(listener),
    onEpochChanged: (listener) => tail.onEpochChanged(listener),
    async newEpoch() {
      await renewEpoch(db);
      await tail.look();
    },
    close: () => tail.close(),
  };
}

async function takeSeqs(tx: Db, count: number): Promise<number> {
  const [row] = await tx.all<{ head: number }>(sql`UPDATE log_state SET head = head + ${count} RETURNING head`);
  if (row === undefined) throw new Error('the log was never opened: log_state is empty');
  return row.head - count + 1;
}
