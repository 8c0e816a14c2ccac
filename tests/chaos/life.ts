import type { Clock } from '#shared/domain/clock';
import type { Pulse } from './pulse.ts';

/** One run of one program, from its start to the moment it is killed: whatever it awaits then never comes back. */
export interface Life {
  readonly name: string;
  readonly isDead: boolean;
  /** Dies at the nth point from here: at any await, in the middle of anything. Null: lives on. */
  dieAfter(points: number | null): void;
  die(where: string): void;
  onDeath(listener: (where: string) => void): void;
  /** A moment at which a program can be killed. Answers whether it is alive. */
  point(where: string): boolean;
  /** What another program or the disk does for this one: perhaps it is done and the answer is never heard. */
  call<T>(what: string, work: () => Promise<T>): Promise<T>;
}

/** Thrown into a transaction of one that is killed in it, so that the store undoes it, as it does for a process that is gone. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed: ${where}`);
    this.name = 'Killed';
  }
}

export function createLife(name: string, pulse: Pulse): Life {
  const listeners: ((where: string) => void)[] = [];
  const state: { isDead: boolean; left: number | null } = { isDead: false, left: null };

  function die(where: string): void {
    if (state.isDead) return;
    state.isDead = true;
    for (const listener of listeners) listener(where);
  }

  function point(where: string): boolean {
    if (state.isDead) return false;
    pulse.beat();
    if (state.left === null) return true;
    state.left -= 1;
    if (state.left <= 0) die(where);
    return !state.isDead;
  }

  return {
    name,
    get isDead() {
      return state.isDead;
    },
    dieAfter(points) {
      state.left = points;
    },
    die,
    onDeath(listener) {
      if (state.isDead) listener('before this was asked');
      else listeners.push(listener);
    },
    point,
    async call(what, work) {
      if (!point(`before ${what}`)) return never();
      try {
        const answer = await pulse.during(`${name} ${what}`, work());
        return point(`after ${what}`) ? answer : await never();
      } catch (error) {
        if (state.isDead) return never();
        throw error;
      }
    },
  };
}

export function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** A clock as this program reads it: perhaps wrong, and silent once it is dead. */
export function clockOf(life: Life, clock: Clock, skewMs: () => number = () => 0, leastMs = 0): Clock {
  return {
    now: () => clock.now() + skewMs(),
    setTimer: (ms, run) =>
      clock.setTimer(Math.max(ms, leastMs), () => {
        if (life.point('a timer')) run();
      }),
  };
}
