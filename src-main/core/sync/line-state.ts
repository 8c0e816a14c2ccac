import type { Connection, OfflineReason } from '#shared/contracts/desk';
import { fromInstant, toInstant, type Clock, type Instant } from '#shared/domain/clock';

interface Deps {
  readonly clock: Pick<Clock, 'now'>;
  /** Milliseconds that nobody can set: how long ago something was stays true when the clock is changed. */
  readonly steady: () => number;
  readonly isCut: () => boolean;
  /** Of before this process began; null: this desk was never level. */
  readonly lastSyncedAt: Instant | null;
  readonly tell: (connection: Connection) => void;
  /** Keeps the time over a restart: now and then, and when the line is lost. */
  readonly keep: (at: Instant) => void;
}

const KEEP_EVERY_MS = 60_000;

/** What is told of the line to the hub, and never more than is known. */
export interface LineState {
  connection(): Connection;
  welcomed(isDemo: boolean): void;
  /** 0: how far is not known yet. */
  behind(eventsLeft: number): void;
  level(): void;
  /** The hub was heard, and nothing of its news is missing here. */
  heard(): void;
  /** What trying again does not help against, or what stands in the way, if that is known. */
  down(reason: OfflineReason | null): void;
  cutChanged(): void;
  /** Past times are told anew in the time that the computer shows now. */
  clockSet(): void;
}

export function createLineState({ clock, steady, isCut, tell, keep, ...before }: Deps): LineState {
  const state = {
    is: 'offline' as 'connected' | 'catching_up' | 'offline',
    // What an earlier process saw cannot lie ahead of us, whatever was done to the clock since.
    syncedAt: before.lastSyncedAt === null ? null : steady() - Math.max(0, clock.now() - fromInstant(before.lastSyncedAt)),
    keptAt: -Infinity,
    reason: null as OfflineReason | null,
    isDemo: false,
    left: 0,
    done: 0,
  };

  function lastSyncedAt(): Instant | null {
    return state.syncedAt === null ? null : toInstant(clock.now() - (steady() - state.syncedAt));
  }

  function connection(): Connection {
    const demo = state.isDemo ? { isDemo: true } : {};
    const syncedAt = lastSyncedAt();
    if (state.is === 'connected' && syncedAt !== null) return { is: 'connected', lastSyncedAt: syncedAt, ...demo };
    if (state.is !== 'catching_up') {
      const reason = isCut() ? 'cut' : state.reason;
      return { is: 'offline', lastSyncedAt: syncedAt, ...demo, ...(reason === null ? {} : { reason }) };
    }
    const { left, done } = state;
    return { is: 'catching_up', lastSyncedAt: syncedAt, eventsLeft: left, ...(left === 0 ? {} : { eventsDone: done }), ...demo };
  }

  function synced(): void {
    state.syncedAt = steady();
    if (state.syncedAt - state.keptAt >= KEEP_EVERY_MS) keepNow();
    show();
  }

  function keepNow(): void {
    const at = lastSyncedAt();
    state.keptAt = steady();
    if (at !== null) keep(at);
  }

  const show = (): void => tell(connection());

  return {
    connection,
    welcomed(isDemo) {
      Object.assign(state, { is: 'catching_up', reason: null, isDemo, left: 0, done: 0 });
      show();
    },
    behind(eventsLeft) {
      const isSame = state.is === 'catching_up';
      if (!isSame) Object.assign(state, { is: 'catching_up', left: 0, done: 0 });
      // Between pages of a snapshot nobody knows: what was last known stands, so that the figure never goes to and fro.
      if (eventsLeft > 0) {
        if (state.left > eventsLeft) state.done += state.left - eventsLeft;
        state.left = eventsLeft;
      } else if (isSame && state.left > 0) return;
      show();
    },
    level() {
      state.is = 'connected';
      synced();
    },
    heard() {
      if (state.is === 'connected') synced();
    },
    down(reason) {
      if (state.is === 'connected') keepNow();
      Object.assign(state, { is: 'offline', reason });
      show();
    },
    cutChanged: show,
    clockSet: show,
  };
}
