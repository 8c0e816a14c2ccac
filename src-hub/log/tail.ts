import type { LoggedEvent } from '#shared/events/index';
import * as z from 'zod';
import type { Db } from '#hub/db/db';
import { readLogState, renewEpoch, type LogState } from './epoch.ts';
import type { Notices } from './notices.ts';
import { eventsAfter } from './read-events.ts';

/** One hub's reading of the log: every event once, in seq order, whoever wrote it. */
export interface Tail {
  position(): number;
  on(listener: (events: readonly LoggedEvent[]) => void): () => void;
  onEpochChanged(listener: () => void): () => void;
  /** This process committed these. */
  appended(events: readonly LoggedEvent[]): void;
  /** Looks at the store now. */
  look(): Promise<void>;
  close(): Promise<void>;
}

interface TailDeps {
  readonly db: Db;
  readonly state: LogState;
  readonly notices: Notices;
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Where no notice came through. The wire's time, not the trade's: real time even where a test owns the clock. */
const LOOK_AGAIN_MS = 250;
const BATCH = 1_000;
const HEAD = 'head';
const HeadNotice = z.object({ head: z.number().int().nonnegative() });

export function createTail({ db, state, notices, onTrouble }: TailDeps): Tail {
  const listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  const epochListeners = new Set<() => void>();
  // What this process wrote needs no second reading, once its turn has come.
  const own = new Map<number, LoggedEvent>();
  let position = state.head;
  let known = state.head;
  let reading: Promise<void> | undefined;
  let isClosed = false;
  let isTroubled = false;
  let tellLater: NodeJS.Immediate | undefined;

  const stopHearing = notices.on(HEAD, (payload) => {
    const notice = HeadNotice.safeParse(payload);
    if (notice.success && notice.data.head > known) {
      known = notice.data.head;
      wake();
    }
  });
  // The embedded store has one process, which hears all it writes.
  const poll = db.kind === 'pglite' ? undefined : setInterval(() => void look(), LOOK_AGAIN_MS);
  poll?.unref();

  function wake(): void {
    // After the callbacks of this turn, so that commits which came in together go out together.
    if (reading === undefined && !isClosed) reading = new Promise<void>((done) => setImmediate(done)).then(readOn).finally(finish);
  }

  function finish(): void {
    reading = undefined;
    if (known > position) wake();
  }

  async function readOn(): Promise<void> {
    try {
      while (known > position && !isClosed) {
        const batch = takeOwn();
        const events = batch.length > 0 ? batch : await eventsAfter(db, position, BATCH);
        // Nothing there: the notice was false, and the next true one, or the next look, will tell.
        if (events.length === 0) known = position;
        // Where the store was set back while we asked, the answer is of a log that is no more.
        else if (events[0]?.seq === position + 1) deliver(events);
      }
    } catch (error) {
      onTrouble(error, 'reading the log');
      known = position;
      setTimeout(() => void look(), LOOK_AGAIN_MS).unref();
    }
  }

  function takeOwn(): readonly LoggedEvent[] {
    const batch: LoggedEvent[] = [];
    for (let next = own.get(position + 1); next !== undefined && batch.length < BATCH; next = own.get(next.seq + 1)) batch.push(next);
    return batch;
  }

  function deliver(events: readonly LoggedEvent[]): void {
    for (const { seq } of events) own.delete(seq);
    position = events.at(-1)?.seq ?? position;
    for (const listener of listeners) {
      try {
        listener(events);
      } catch (error) {
        onTrouble(error, 'telling of appended events');
      }
    }
  }

  async function look(): Promise<void> {
    try {
      // What was read before the question; the reading goes on while it is answered.
      const before = position;
      const now = await readLogState(db);
      if (now.epoch !== state.epoch) return restart(now);
      if (now.head < before) {
        // A log never shrinks: this store was set back behind our back.
        await renewEpoch(db);
        return restart(await readLogState(db));
      }
      isTroubled = false;
      if (now.head > known) known = now.head;
      if (known > position) wake();
    } catch (error) {
      // Said once: a database that is away is away four times a second.
      if (!isClosed && !isTroubled) onTrouble(error, 'looking at the log');
      isTroubled = true;
    }
  }

  function restart({ epoch, head }: LogState): void {
    state.epoch = epoch;
    position = head;
    known = head;
    own.clear();
    for (const listener of epochListeners) listener();
  }

  return {
    position: () => position,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEpochChanged(listener) {
      epochListeners.add(listener);
      return () => epochListeners.delete(listener);
    },
    appended(events) {
      const last = events.at(-1);
      if (last === undefined) return;
      for (const event of events) if (event.seq > position) own.set(event.seq, event);
      if (last.seq > known) known = last.seq;
      wake();
      // One notice for all that was written in this turn.
      tellLater ??= setImmediate(() => {
        tellLater = undefined;
        notices.tell(HEAD, { head: known });
      });
    },
    look,
    async close() {
      isClosed = true;
      clearInterval(poll);
      clearImmediate(tellLater);
      stopHearing();
      await reading;
    },
  };
}
