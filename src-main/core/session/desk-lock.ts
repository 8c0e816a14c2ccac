import * as z from 'zod';
import { toInstant, type Clock, type Instant } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import type { KeyVault } from '../key-vault.ts';
import { Alone, grewOlder, isTooLongAlone, startedAloneAt } from './offline-limit.ts';
import { isPasswordOf, makeVerifier, type Slowness } from './password-verifier.ts';

/** What the vault keeps of one person's lock. */
const Kept = Alone.extend({
  verifier: z.string().nullable(),
  isLocked: z.boolean(),
  /** Wrong passwords since the last right one. */
  wrong: z.number().int(),
  retryAt: z.number(),
});
type Kept = z.infer<typeof Kept>;

export interface DeskLock {
  isLocked(name: string): Promise<boolean>;
  /** The hub took this password: by it the desk opens again without the hub. */
  opened(name: string, password: string): Promise<void>;
  passwordChanged(name: string, password: string): Promise<void>;
  /** The hub was heard. */
  heard(name: string): Promise<void>;
  /** So much more time has passed; true: the desk was alone for longer than it may, and is to ask for the password. */
  isDue(name: string, limitMs: number, ranMs: number): Promise<boolean>;
  lock(name: string): Promise<void>;
  tries(name: string): Promise<Tries>;
  /** Failure('denied') for a wrong one, 'too_many' before its time, 'denied' with field `hub` where only the hub may say now. */
  tryPassword(name: string, password: string): Promise<void>;
  forget(name: string): Promise<void>;
}

/** `left`: 0, only the hub can open. `retryAt`: not before then. */
export interface Tries {
  readonly left: number;
  readonly retryAt: Instant | null;
}

const TRIES = 10;
/** The first ones are a slip of the finger. */
const FREE_TRIES = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const NOTED_EVERY_MS = 5 * 60_000;

/** When a desk without its hub asks for the password, and how often it may be tried. All of it is in the vault, so that a restart forgets nothing. */
export function createDeskLock({
  vault,
  clock,
  slowness,
}: {
  readonly vault: KeyVault;
  readonly clock: Clock;
  readonly slowness: Slowness;
}): DeskLock {
  const entry = (name: string): string => `lock ${name}`;

  async function read(name: string): Promise<Kept> {
    const kept = Kept.safeParse(JSON.parse((await vault.get(entry(name))) ?? 'null'));
    // A desk of before there was a lock: its time begins now, and without a verifier only the hub can open it.
    return kept.data ?? { ...startedAloneAt(clock.now()), verifier: null, isLocked: false, wrong: 0, retryAt: 0 };
  }

  const write = (name: string, kept: Kept): Promise<void> => vault.set(entry(name), JSON.stringify(kept));

  async function change(name: string, changed: Partial<Kept>): Promise<void> {
    await write(name, { ...(await read(name)), ...changed });
  }

  function pauseAfter(wrong: number): number {
    if (wrong < FREE_TRIES) return 0;
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong - FREE_TRIES));
  }

  async function triesOf(name: string): Promise<Tries> {
    const { verifier, wrong, retryAt } = await read(name);
    const left = verifier === null ? 0 : Math.max(0, TRIES - wrong);
    return { left, retryAt: left > 0 && retryAt > clock.now() ? toInstant(retryAt) : null };
  }

  return {
    isLocked: async (name) => (await read(name)).isLocked,
    async opened(name, password) {
      const verifier = await makeVerifier(password, slowness);
      await write(name, { ...startedAloneAt(clock.now()), verifier, isLocked: false, wrong: 0, retryAt: 0 });
    },
    async passwordChanged(name, password) {
      await change(name, { verifier: await makeVerifier(password, slowness) });
    },
    async heard(name) {
      const { since } = await read(name);
      const now = clock.now();
      // Not each minute to the disk: nobody is locked out for a few minutes.
      if (now < since || now - since >= NOTED_EVERY_MS) await change(name, startedAloneAt(now));
    },
    async isDue(name, limitMs, ranMs) {
      const kept = await read(name);
      const now = clock.now();
      // Judged before it is made older: what the clock says now is told from what it said last.
      const isDue = isTooLongAlone(kept, now, limitMs) || isTooLongAlone(grewOlder(kept, now, ranMs), now, limitMs);
      await write(name, { ...kept, ...grewOlder(kept, now, ranMs) });
      return isDue;
    },
    lock: (name) => change(name, { isLocked: true }),
    tries: triesOf,
    async tryPassword(name, password) {
      const kept = await read(name);
      const { left, retryAt } = await triesOf(name);
      if (left === 0 || kept.verifier === null) {
        throw new Failure('denied', 'password: only the hub can open this desk now', { field: 'hub' });
      }
      if (retryAt !== null) throw new Failure('too_many', 'password: wait before the next try', { about: retryAt });
      // Counted before it is looked at: pulling the plug in between is no free try.
      const wrong = kept.wrong + 1;
      await write(name, { ...kept, wrong, retryAt: clock.now() + pauseAfter(wrong) });
      if (!(await isPasswordOf(kept.verifier, password))) throw new Failure('denied', 'password: is wrong', { field: 'password' });
      await write(name, { ...kept, ...startedAloneAt(clock.now()), isLocked: false, wrong: 0, retryAt: 0 });
    },
    forget: (name) => vault.delete(entry(name)),
  };
}
