import type { Connection } from '#shared/contracts/desk';
import { Failure } from '#shared/rpc/failure';
import type { SessionKeeper, SignedIn } from '../session.ts';
import type { DeskLock, Tries } from './desk-lock.ts';
import { DEFAULT_LIMIT_MS } from './offline-limit.ts';
import type { Stores } from './stores.ts';

interface Deps {
  readonly lock: DeskLock;
  readonly keeper: SessionKeeper;
  readonly stores: Stores;
}

/** How long the person signed in may go on without the hub, and what is asked afterwards. */
export interface TimeAlone {
  /** Whom to open the desk for at its start; null: the password is asked first. */
  atStart(current: SignedIn): Promise<SignedIn | null>;
  /** True: it is time to lock. */
  passed(current: SignedIn, connection: Connection, ranMs: number): Promise<boolean>;
  heard(current: SignedIn): Promise<void>;
  lock(current: SignedIn): Promise<void>;
  tries(current: SignedIn): Promise<Tries>;
  /** Answers who is signed in now: with new tokens where the hub took the password. Failure where it is not right. */
  unlock(current: SignedIn, password: string): Promise<SignedIn>;
  forget(current: SignedIn): Promise<void>;
}

/** A start does not wait for a network that is not there. */
const START_MS = 1_500;
const UNLOCK_MS = 4_000;

export function createTimeAlone({ lock, keeper, stores }: Deps): TimeAlone {
  const nameOf = (current: SignedIn): string => stores.of(current).name;
  const isDue = (current: SignedIn, ranMs: number): Promise<boolean> =>
    lock.isDue(nameOf(current), current.offlineLimitMs ?? DEFAULT_LIMIT_MS, ranMs);

  /** The hub knows best whether the password is right; null where it cannot be asked. */
  async function byHub({ hubUrls, agent }: SignedIn, password: string): Promise<SignedIn | null> {
    try {
      return await keeper.signIn(hubUrls, { loginName: agent.loginName, password }, UNLOCK_MS);
    } catch (error) {
      if (error instanceof Failure && error.code === 'offline') return null;
      throw error;
    }
  }

  return {
    async atStart(current) {
      const name = nameOf(current);
      if (await lock.isLocked(name)) return null;
      if (!(await isDue(current, 0))) return current;
      // Long closed is not long alone: where the hub answers, its word counts.
      const renewed = await keeper.renew(START_MS).catch(() => null);
      if (renewed === null) await lock.lock(name);
      else await lock.heard(name);
      return renewed;
    },
    async passed(current, { is }, ranMs) {
      if (is !== 'connected' && is !== 'catching_up') return isDue(current, ranMs);
      await lock.heard(nameOf(current));
      return false;
    },
    heard: (current) => lock.heard(nameOf(current)),
    lock: (current) => lock.lock(nameOf(current)),
    tries: (current) => lock.tries(nameOf(current)),
    async unlock(current, password) {
      const fresh = await byHub(current, password);
      if (fresh === null) await lock.tryPassword(nameOf(current), password);
      else await lock.opened(nameOf(current), password);
      return fresh ?? current;
    },
    forget: (current) => lock.forget(nameOf(current)),
  };
}
