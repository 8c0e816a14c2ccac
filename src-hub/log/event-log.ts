import type { Clock } from '#shared/domain/clock';
import type { CommandId } from '#shared/domain/ids';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import type { Bodies, Kind } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { createAppendQueue } from './append-queue.ts';
import { openEpoch, renewEpoch } from './epoch.ts';
import type { Notices } from './notices.ts';
import { createTail } from './tail.ts';

/** What a decision sees: the store inside its transaction, the time, and records as they stand under the lanes it holds. */
export interface Writer {
  readonly tx: Db;
  readonly now: number;
  /** For what was found after the lanes were chosen: without its lane nothing of it may be written. */
  holds(lane: string): boolean;
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

export async function openEventLog({ db, clock, notices, onTrouble }: EventLogDeps): Promise<EventLog> {
  const state = await openEpoch(db);
  const tail = createTail({ db, state, notices, onTrouble });

  const queue = createAppendQueue({ db, clock, onStored: (events) => tail.appended(events) });

  return {
    get epoch() {
      return state.epoch;
    },
    // The queue gives each caller the result of its own decision.
    append: <T>(lanes: readonly string[], decide: (writer: Writer) => Promise<Decision<T>>) =>
      queue.append(lanes, decide) as Promise<Appended<T>>,
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
    async close() {
      await queue.idle();
      await tail.close();
    },
  };
}
