import { toInstant, type Clock } from '#shared/domain/clock';
import type { LoggedEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { isCollision, type Db } from '#hub/db/db';
import type { Appended, Decision, Writer } from './event-log.ts';
import { lanesJoinedInto, lockLanes } from './lanes.ts';
import { OutsideLane, project, type Projected } from './project.ts';
import { storeEvents } from './store-events.ts';
import { createWorkingSet, keysOfEvents } from './working-set.ts';

type Decide = (writer: Writer) => Promise<Decision<unknown>>;

interface Pending {
  readonly lanes: readonly string[];
  readonly decide: Decide;
  readonly resolve: (appended: Appended<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendQueue {
  append(lanes: readonly string[], decide: Decide): Promise<Appended<unknown>>;
  /** Everything that was asked for is on the disk, or refused. */
  idle(): Promise<void>;
}

interface AppendQueueDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly onStored: (events: readonly LoggedEvent[]) => void;
}

/** As many writers as may share a commit; more only wait for each other. */
const MOST_TOGETHER = 32;
const ATTEMPTS = 4;

/**
 * Whoever writes holds the log until the commit is on the disk, so a hub gets no further than the disk lets single commits through.
 * Therefore what came in meanwhile goes into one transaction together, as long as no two write under the same lane: each is decided
 * as if it were alone, and fails alone.
 */
export function createAppendQueue({ db, clock, onStored }: AppendQueueDeps): AppendQueue {
  const queue: Pending[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (queue.length > 0) await commit(takeTogether(queue));
    running = undefined;
  }

  async function commit(together: readonly Pending[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return tell(await commitOnce(together));
      } catch (error) {
        if (error instanceof Failure && error.retryable) {
          // The line is gone, perhaps behind a commit that came through: only who asks again knows how to ask once.
          for (const { reject } of together) reject(error);
          return;
        }
        if (together.length > 1) {
          // One of them broke it for all; alone, only the one fails.
          for (const one of together) await commit([one]);
          return;
        }
        const [one] = together;
        if (one === undefined) return;
        if (error instanceof OutsideLane && (await wasJoined(one, error.lane))) {
          return commit([{ ...one, lanes: [...one.lanes, error.lane] }]);
        }
        if (!isCollision(error) || attempt === ATTEMPTS) return one.reject(error);
      }
    }
  }

  /** Since the writer looked, the customer whose lane it holds became another: it decides again under that one's lane too. */
  async function wasJoined({ lanes }: Pending, lane: string): Promise<boolean> {
    return (await lanesJoinedInto(db, lane)).some((former) => lanes.includes(former));
  }

  function tell({ settled, failed }: Outcome): void {
    onStored(settled.flatMap(({ events }) => events));
    for (const { pending, decision, events } of settled) pending.resolve({ result: decision.result, events });
    for (const { pending, error } of failed) pending.reject(error);
  }

  async function commitOnce(together: readonly Pending[]): Promise<Outcome> {
    const { settled, failed, stored } = await db.transaction(async (tx) => {
      // Not awaited: the first question of a decision travels behind it and is answered under the lanes.
      const locked = lockLanes(
        tx,
        together.flatMap(({ lanes }) => lanes),
      );
      locked.catch(() => undefined);
      try {
        const records = createWorkingSet(tx);
        const { decided, failed } = await decideAll(tx, together, (kind, id) => records.body(kind, id));
        const all = decided.flatMap(({ decision }) => decision.events);
        await records.load(keysOfEvents(all));
        await locked;
        // From here to commit this writer holds the log: seq is given out in the order of commits, so a desk that has seen 9
        // can never be handed 8.
        let next = all.length === 0 ? 0 : await takeSeqs(tx, all.length);
        const settled: Settled[] = [];
        for (const { pending, decision, now } of decided) {
          const projected = project({ decision, first: next, at: toInstant(now), records, lanes: pending.lanes });
          next += projected.events.length;
          settled.push({ ...projected, pending, decision });
        }
        // Not awaited either: COMMIT travels right behind it, and takes nothing if this fails.
        const stored = storeEvents(
          tx,
          { events: settled.flatMap(({ events }) => events), changes: settled.flatMap(({ changes }) => changes) },
          settled.flatMap(({ decision, events }) => decision.alongside?.(events) ?? []),
        );
        stored.catch(() => undefined);
        return { settled, failed, stored };
      } catch (error) {
        // A failed lock aborts all that travelled behind it; the lock's own error is the one that says why.
        await locked;
        throw error;
      }
    });
    await stored;
    return { settled, failed };
  }

  async function decideAll(
    tx: Db,
    together: readonly Pending[],
    record: Writer['record'],
  ): Promise<{ decided: readonly Decided[]; failed: readonly Failed[] }> {
    const decided: Decided[] = [];
    const failed: Failed[] = [];
    for (const pending of together) {
      const now = clock.now();
      const holds = (lane: string): boolean => pending.lanes.includes(lane);
      const decide = (): Promise<Decision<unknown>> => pending.decide({ tx, now, holds, record });
      try {
        decided.push({ pending, now, decision: await (together.length === 1 ? decide() : aside(tx, decide)) });
      } catch (error) {
        if (together.length === 1) throw error;
        // Told after the commit: should that fail, each comes again alone.
        failed.push({ pending, error });
      }
    }
    return { decided, failed };
  }

  return {
    append: (lanes, decide) =>
      new Promise((resolve, reject) => {
        queue.push({ lanes, decide, resolve, reject });
        running ??= run();
      }),
    idle: () => running ?? Promise.resolve(),
  };
}

interface Decided {
  readonly pending: Pending;
  readonly decision: Decision<unknown>;
  readonly now: number;
}

interface Failed {
  readonly pending: Pending;
  readonly error: unknown;
}

interface Outcome {
  readonly settled: readonly Settled[];
  readonly failed: readonly Failed[];
}

type Settled = Projected & Pick<Decided, 'pending' | 'decision'>;

/** The oldest of each lane; what stands behind another in a lane keeps its place. */
function takeTogether(queue: Pending[]): readonly Pending[] {
  const busy = new Set<string>();
  const taken: Pending[] = [];
  const left: Pending[] = [];
  for (const pending of queue) {
    const isFree = taken.length < MOST_TOGETHER && pending.lanes.every((lane) => !busy.has(lane));
    (isFree ? taken : left).push(pending);
    for (const lane of pending.lanes) busy.add(lane);
  }
  queue.splice(0, queue.length, ...left);
  return taken;
}

/** What fails here leaves nothing of its own behind, and the transaction goes on for the others. */
async function aside<T>(tx: Db, run: () => Promise<T>): Promise<T> {
  // Not awaited: marks travel along with the questions between them.
  tx.script('SAVEPOINT decision').catch(() => undefined);
  try {
    const result = await run();
    tx.script('RELEASE SAVEPOINT decision').catch(() => undefined);
    return result;
  } catch (error) {
    await tx.script('ROLLBACK TO SAVEPOINT decision');
    throw error;
  }
}

async function takeSeqs(tx: Db, count: number): Promise<number> {
  const [row] = await tx.all<{ head: number }>(sql`UPDATE log_state SET head = head + ${count} RETURNING head`);
  if (row === undefined) throw new Error('the log was never opened: log_state is empty');
  return row.head - count + 1;
}
