import type { Clock } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { isLoopback } from '../config.ts';
import type { Log } from '../log.ts';
import type { Dial, Line } from './dial-hub.ts';

interface Deps {
  readonly hubUrls: readonly string[];
  readonly dial: Dial;
  readonly accessToken: (isRefused: boolean) => Promise<string>;
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Works on an open line until it closes; `wasLevel` says whether it came to serve. */
  readonly work: (line: Line) => Promise<{ readonly wasLevel: boolean }>;
  readonly onDown: () => void;
  /** A try has failed for the network's sake, `tries` in a row. */
  readonly onUnreached: (hubUrl: string, tries: number) => void;
  /** The hub does not know this session any more. */
  readonly onSignedOut: () => void;
  /** Somebody practises an outage: nothing goes out to any hub. */
  readonly isCut: () => boolean;
}

export interface HubConnection {
  /**
   * Do not wait, try now. The agent's word counts at once; a hint (the machine woke up, its network came back) soon, and
   * not each time: a network that flickers, and a floor whose switch was restarted, make no storm.
   */
  wake(by: 'agent' | 'hint'): void;
  /** The line is given up, whatever its state, and dialled again soon: the desk's clock was set, and the hub has to hear of it. */
  redial(): void;
  /** `isCut` has changed. */
  cutChanged(): void;
  stop(): Promise<void>;
}

const FIRST_STEP_MS = 500;
const LONGEST_STEP_MS = 30_000;
/** After a hub's restart all its desks come at once: they spread their first try over this. */
const SPREAD_MS = 10_000;
/** What tells one desk that the network is back tells its neighbours too. */
const HINT_SPREAD_MS = 2_000;
/** Further hints before this bring nothing. */
const HINT_EVERY_MS = 5_000;

/** Keeps one line to a hub open, for ever: dials each address in turn, backs off with full jitter, renews a refused token once. */
export function keepConnected(deps: Deps): HubConnection {
  const { hubUrls, clock, random, log } = deps;
  const state = {
    isStopped: false,
    line: null as Line | null,
    working: Promise.resolve() as Promise<unknown>,
    /** Ends the pause that goes on now, after so long at the most. */
    shorten: (_withinMs: number) => {},
    /** Null: the next hint counts. */
    hintAgain: null as (() => void) | null,
    isHurried: false,
    /** The agent asked for a try while one was under way: should it fail, the next comes at once. */
    isUrgent: false,
    isPausing: false,
    /** Failed tries in a row: how long to wait. */
    failures: 0,
  };
  const isAlone = hubUrls.every(isLoopback);

  async function run(): Promise<void> {
    let turn = 0;
    let refusals = 0;
    while (!state.isStopped) {
      if (deps.isCut()) {
        await pause(LONGEST_STEP_MS);
        continue;
      }
      const hubUrl = hubUrls[turn % hubUrls.length] ?? '';
      try {
        const token = await deps.accessToken(refusals > 0);
        const line = await deps.dial(hubUrl, token);
        state.isUrgent = false;
        const working = workOn(line);
        state.working = working.catch(() => {});
        const { wasLevel } = await working;
        if (wasLevel) {
          refusals = 0;
          state.failures = 0;
          if (!state.isStopped) await pause(random() * spreadMs());
          continue;
        }
        state.failures += 1;
        turn += 1;
      } catch (error) {
        state.failures += 1;
        turn += 1;
        if (error instanceof Failure && error.code === 'denied') {
          refusals += 1;
          // Whoever let us in and then refused gets no second chance without a pause either.
          if (refusals > 1) return deps.onSignedOut();
          continue;
        }
        log.info(
          { hubUrl, tries: state.failures, reason: error instanceof Failure ? error.code : String(error) },
          'the hub cannot be reached',
        );
        if (!state.isStopped) deps.onUnreached(hubUrl, state.failures);
      }
      if (!state.isStopped)
        await pause(random() * Math.min(LONGEST_STEP_MS, FIRST_STEP_MS * 2 ** Math.floor(state.failures / hubUrls.length)));
    }
  }

  function spreadMs(): number {
    const isHurried = state.isHurried;
    state.isHurried = false;
    if (isAlone) return FIRST_STEP_MS;
    return isHurried ? HINT_SPREAD_MS : SPREAD_MS;
  }

  async function workOn(line: Line): Promise<{ wasLevel: boolean }> {
    if (state.isStopped || deps.isCut()) {
      line.close();
      return { wasLevel: false };
    }
    state.line = line;
    try {
      return await deps.work(line);
    } finally {
      state.line = null;
      line.close();
      deps.onDown();
    }
  }

  function pause(ms: number): Promise<void> {
    if (state.isUrgent) {
      state.isUrgent = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const end = (): void => {
        state.isPausing = false;
        state.shorten = () => {};
        resolve();
      };
      state.isPausing = true;
      let cancel = clock.setTimer(ms, end);
      state.shorten = (withinMs) => {
        cancel();
        if (withinMs === 0) return end();
        cancel = clock.setTimer(Math.min(ms, withinMs), end);
      };
    });
  }

  run().catch((error: unknown) => log.error({ error: String(error) }, 'the connection to the hub is given up'));
  return {
    wake(by) {
      if (by === 'agent') {
        if (!state.isPausing && state.line === null) state.isUrgent = true;
        return state.shorten(0);
      }
      if (state.hintAgain !== null) return;
      state.hintAgain = clock.setTimer(HINT_EVERY_MS, () => {
        state.hintAgain = null;
      });
      // What stood in the way may be gone: should this try fail too, the next ones come soon.
      state.failures = 0;
      state.line?.doubt?.();
      state.shorten(random() * HINT_SPREAD_MS);
    },
    redial() {
      state.isHurried = true;
      state.line?.close();
      state.shorten(random() * HINT_SPREAD_MS);
    },
    cutChanged() {
      state.line?.close();
      state.shorten(0);
    },
    async stop() {
      state.isStopped = true;
      state.hintAgain?.();
      state.line?.close();
      state.shorten(0);
      // A dial under way may take long; what it opens is closed unused.
      await state.working;
    },
  };
}
