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
  /** The hub does not know this session any more. */
  readonly onSignedOut: () => void;
}

export interface HubConnection {
  /** The machine woke up, or the network came back: do not wait, try now. */
  wake(): void;
  stop(): Promise<void>;
}

const FIRST_STEP_MS = 500;
const LONGEST_STEP_MS = 30_000;
/** After a hub's restart all its desks come at once: they spread their first try over this. */
const SPREAD_MS = 10_000;

/** Keeps one line to a hub open, for ever: dials each address in turn, backs off with full jitter, renews a refused token once. */
export function keepConnected(deps: Deps): HubConnection {
  const { hubUrls, clock, random, log } = deps;
  const state: { isStopped: boolean; line: Line | null; working: Promise<unknown>; wake: () => void } = {
    isStopped: false,
    line: null,
    working: Promise.resolve(),
    wake: () => {},
  };
  const isAlone = hubUrls.every(isLoopback);

  async function run(): Promise<void> {
    let tries = 0;
    let refusals = 0;
    while (!state.isStopped) {
      const hubUrl = hubUrls[tries % hubUrls.length] ?? '';
      try {
        const token = await deps.accessToken(refusals > 0);
        const line = await deps.dial(hubUrl, token);
        refusals = 0;
        const working = workOn(line);
        state.working = working.catch(() => {});
        const { wasLevel } = await working;
        tries = wasLevel ? 0 : tries + 1;
        if (wasLevel && !state.isStopped) await pause(random() * (isAlone ? FIRST_STEP_MS : SPREAD_MS));
        if (wasLevel) continue;
      } catch (error) {
        tries += 1;
        if (error instanceof Failure && error.code === 'denied') {
          refusals += 1;
          if (refusals > 1) return deps.onSignedOut();
          continue;
        }
        log.info({ hubUrl, tries, reason: error instanceof Failure ? error.code : String(error) }, 'the hub cannot be reached');
      }
      if (!state.isStopped) await pause(random() * Math.min(LONGEST_STEP_MS, FIRST_STEP_MS * 2 ** Math.floor(tries / hubUrls.length)));
    }
  }

  async function workOn(line: Line): Promise<{ wasLevel: boolean }> {
    if (state.isStopped) {
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
    return new Promise((resolve) => {
      const cancel = clock.setTimer(ms, () => state.wake());
      state.wake = () => {
        cancel();
        resolve();
      };
    });
  }

  run().catch((error: unknown) => log.error({ error: String(error) }, 'the connection to the hub is given up'));
  return {
    wake: () => state.wake(),
    async stop() {
      state.isStopped = true;
      state.line?.close();
      state.wake();
      // A dial under way may take long; what it opens is closed unused.
      await state.working;
    },
  };
}
