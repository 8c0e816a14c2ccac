import { PROTOCOL, type HubContract, type Welcome } from '#shared/contracts/hub';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { CustomerId, DeskId } from '#shared/domain/ids';
import { customerScope, type Scope } from '#shared/domain/scope';
import type { LoggedEvent } from '#shared/events/index';
import type { RawRecord } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import type { Cache } from '../cache/open-cache.ts';
import type { Changed, Folded, ReplicaState, Written } from '../cache/cache-contract.ts';

interface Deps {
  readonly hub: Client<HubContract>;
  readonly port: Port;
  readonly cache: Pick<Cache, 'call'>;
  readonly deskId: DeskId;
  readonly clock: Clock;
  readonly tell: {
    welcomed(welcome: Welcome): void;
    behind(eventsLeft: number): void;
    /** Nothing is left to ask. `hasNewPast`: snapshots brought what was not here, so open windows are read again. */
    level(hasNewPast: boolean): void;
    written(written: Written): void;
    /** More of the same batch. */
    changed(changed: Changed): void;
    history(changed: Changed): void;
  };
}

interface Push {
  readonly after: number;
  readonly events: readonly LoggedEvent[];
}

/** How many events go into one transaction. */
const BATCH = 500;
/** How many records of a batch are looked at, and told, at once. */
const TOLD_AT_ONCE = 100;

/**
 * Keeps the replica level with the log on one open line: hello, snapshots that are due, pages after the cursor, then pushes as they
 * come. One thing at a time, and always the first of:
 *  1. receipts for purged scopes   2. snapshots of scopes and people wanted   3. a pull   4. a push that was held meanwhile.
 * Invariants: the cursor never passes an event that was not folded; an event at or below it is folded again only after a snapshot.
 * Rejects when the line closes or the hub refuses.
 */
export async function followLog({ hub, port, cache, deskId, clock, tell }: Deps): Promise<never> {
  const held: Push[] = [];
  const bell = createBell();
  const line = { isClosed: false };
  port.onClose(() => {
    line.isClosed = true;
    bell.ring();
  });
  hub.on('events.appended', (push) => {
    held.push(push);
    bell.ring();
  });

  let state = await cache.call('replica.state', {});
  const welcome = await hub.call('hello', {
    protocol: PROTOCOL,
    deskId,
    epoch: state.epoch,
    cursor: state.cursor,
    deskClock: toInstant(clock.now()),
  });
  tell.welcomed(welcome);
  let hasNewPast = !welcome.mayResume || state.epoch !== welcome.epoch;
  if (hasNewPast) {
    // The cursor stands at a head from before the first page, so the pull afterwards brings all that the pages may lack.
    await cache.call('replica.begin', { epoch: welcome.epoch, cursor: welcome.head, scopes: welcome.scopes });
    state = await cache.call('replica.state', {});
  }

  const read = createSnapshots();
  /** Asked for while the page before it is folded. */
  let ahead: { readonly after: number; readonly page: ReturnType<typeof ask> } | null = null;
  /** The windows are told of a batch while the next one is folded. */
  let settling: Promise<void> = Promise.resolve();
  let pullFrom: number | null = state.cursor;
  let isLevel = false;
  for (;;) {
    const [cleared] = state.clearedScopes;
    if (cleared !== undefined) {
      await settling;
      await hub.call('sync.cleared', { scope: cleared });
      state = await cache.call('scope.receipted', { scope: cleared });
      continue;
    }
    const due = read.due(state);
    if (due !== null) {
      if (!isLevel) tell.behind(Math.max(0, welcome.head - state.cursor));
      const seq = await snapshot(due);
      pullFrom = Math.min(pullFrom ?? state.cursor, state.cursor, seq);
      continue;
    }
    if (pullFrom !== null) {
      const isMore = await pull(pullFrom);
      pullFrom = isMore;
      continue;
    }
    const push = held.shift();
    if (push !== undefined) {
      await take(push);
      continue;
    }
    await settling;
    if (!isLevel || hasNewPast) tell.level(hasNewPast);
    isLevel = true;
    hasNewPast = false;
    await bell.heard();
    if (line.isClosed) throw new Failure('offline', 'the line was closed');
  }

  /** Answers where to go on pulling; null: level with the head. */
  async function pull(after: number): Promise<number | null> {
    const { events, head, more } = await (ahead?.after === after ? ahead.page : ask(after));
    ahead = null;
    const last = events.at(-1)?.seq;
    if (more && (last === undefined || last <= after)) throw new Failure('internal', 'the hub gave an empty page and says there is more');
    const reached = more && last !== undefined ? last : head;
    if (more) {
      fallBehind(head - reached);
      ahead = { after: reached, page: ask(reached) };
    }
    await apply(events, reached);
    if (more) return reached;
    state = await read.complete(cache, state);
    return null;
  }

  function ask(after: number) {
    const page = hub.call('sync.pull', { after });
    // Whoever takes the page hears of it; nobody takes one that a snapshot has overtaken.
    page.catch(() => {});
    return page;
  }

  /** A page or a person more is no delay that anybody could see, and is not announced. */
  function fallBehind(eventsLeft: number): void {
    isLevel = false;
    tell.behind(eventsLeft);
  }

  async function take(push: Push): Promise<void> {
    const events = [...push.events];
    // What already came behind it and follows without a gap goes into the same transaction.
    while (events.length < BATCH && (held[0]?.after ?? Infinity) <= (events.at(-1)?.seq ?? push.after))
      events.push(...(held.shift()?.events ?? []));
    if (push.after > state.cursor) {
      pullFrom = state.cursor;
      return;
    }
    const fresh = events.filter(({ seq }) => seq > state.cursor).toSorted((a, b) => a.seq - b.seq);
    const last = fresh.at(-1);
    if (last !== undefined) await apply(fresh, last.seq);
  }

  async function apply(events: readonly LoggedEvent[], cursor: number): Promise<void> {
    const { state: next, ...folded } = await cache.call('events.apply', { events: [...events], cursor });
    state = next;
    await settling;
    settling = settle(folded);
    // Heard by whoever waits for it next.
    settling.catch(() => {});
  }

  /** In pieces: what the agent types meanwhile is kept between two of them. */
  async function settle({ keys, ...folded }: Folded): Promise<void> {
    tell.written(await cache.call('events.settle', { ...folded, keys: keys.slice(0, TOLD_AT_ONCE) }));
    for (let from = TOLD_AT_ONCE; from < keys.length; from += TOLD_AT_ONCE)
      tell.changed(await cache.call('records.changed', { keys: keys.slice(from, from + TOLD_AT_ONCE) }));
  }

  /** All pages of a scope; answers the head before the first: from there on events are folded again on top. */
  async function snapshot(due: Due): Promise<number> {
    ahead = null;
    await settling;
    let after: { kind: string; id: string } | null = null;
    let first: number | null = null;
    try {
      do {
        const page: SnapshotPage = await hub.call('sync.snapshot', { scope: due.scope, after, isNewestFirst: true });
        first ??= page.seq;
        const stored = await cache.call('snapshot.apply', { scope: due.scope, records: page.records });
        const changed = await cache.call('records.changed', stored);
        if (changed.changes.length > 0) hasNewPast = true;
        tell.history(changed);
        after = page.next;
        if (after !== null) fallBehind(0);
      } while (after !== null);
      read.done(due);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'denied') throw error;
      // A scope lost meanwhile: its revocation is on the way, and purges. A person not given alone comes with the whole queue.
      read.denied(due);
      if (due.customerId !== null) state = await cache.call('customer.done', { customerId: due.customerId, isDenied: true });
    }
    return first ?? state.cursor;
  }
}

interface SnapshotPage {
  readonly records: RawRecord[];
  readonly next: { kind: string; id: string } | null;
  readonly seq: number;
}

interface Due {
  readonly scope: Scope;
  /** For which grant; null for a single person. */
  readonly since: number | null;
  readonly customerId: CustomerId | null;
}

/** Which snapshots were read on this line. They count only once the events after them are folded; till then a crash repeats them. */
function createSnapshots() {
  const scopes = new Map<Scope, number>();
  const customers = new Set<CustomerId>();
  const deniedCustomers = new Set<CustomerId>();
  return {
    due({ wantedScopes, wantedCustomers }: ReplicaState): Due | null {
      const wanted = wantedScopes.find(({ scope, since }) => scopes.get(scope) !== since);
      if (wanted !== undefined) return { ...wanted, customerId: null };
      const customerId = wantedCustomers.find((id) => !customers.has(id) && !deniedCustomers.has(id));
      return customerId === undefined ? null : { scope: customerScope(customerId), since: null, customerId };
    },
    done({ scope, since, customerId }: Due): void {
      if (since !== null) scopes.set(scope, since);
      if (customerId !== null) customers.add(customerId);
    },
    denied({ scope, since, customerId }: Due): void {
      if (since !== null) scopes.set(scope, since);
      if (customerId !== null) deniedCustomers.add(customerId);
    },
    async complete(cache: Pick<Cache, 'call'>, state: ReplicaState): Promise<ReplicaState> {
      let next = state;
      for (const [scope, since] of scopes) next = await cache.call('scope.level', { scope, since });
      for (const customerId of customers) next = await cache.call('customer.done', { customerId, isDenied: false });
      scopes.clear();
      customers.clear();
      return next;
    },
  };
}

/** Rung while nobody waits, it is heard by the next who does. */
function createBell() {
  const state: { isRung: boolean; wake: (() => void) | null } = { isRung: false, wake: null };
  return {
    ring(): void {
      state.isRung = true;
      state.wake?.();
    },
    heard(): Promise<void> {
      return new Promise((resolve) => {
        const hear = (): void => {
          state.isRung = false;
          state.wake = null;
          resolve();
        };
        if (state.isRung) hear();
        else state.wake = hear;
      });
    },
  };
}
