import type { Clock } from '#shared/domain/clock';

interface Deps {
  readonly clock: Pick<Clock, 'setTimer'>;
  /** How much has come in so far, of whatever kind. */
  readonly bytesRead: () => number;
  /** Asks the other end for a sign of life. */
  readonly beat: () => void;
  readonly onSilent: () => void;
}

export interface SilenceWatch {
  /** Something happened that lines do not survive: the answer to a beat is waited for less long. */
  doubt(): void;
  stop(): void;
}

const TICK_MS = 1_000;
const BEAT_EVERY_TICKS = 4;
/** A hub that is busy for three seconds, and a beat's way there and back, fit in between; and it is under ten seconds. */
const SILENT_TICKS = 9;
const DOUBTFUL_TICKS = 4;

/**
 * Finds a line that looks open and is dead. Silence is counted in ticks of our own, not read from a clock: a clock that jumps, a
 * machine that sleeps and a process that is busy make no silence. Any byte is a sign of life, so that a large page on a slow line, or
 * an answer that the hub takes long to give, is none either.
 */
export function watchSilence({ clock, bytesRead, beat, onSilent }: Deps): SilenceWatch {
  const state = { seen: bytesRead(), quiet: 0, ticks: 0, cancel: () => {} };

  function tick(): void {
    state.ticks += 1;
    const now = bytesRead();
    state.quiet = now === state.seen ? state.quiet + 1 : 0;
    state.seen = now;
    if (state.quiet >= SILENT_TICKS) return onSilent();
    if (state.ticks % BEAT_EVERY_TICKS === 0) beat();
    state.cancel = clock.setTimer(TICK_MS, tick);
  }

  state.cancel = clock.setTimer(TICK_MS, tick);
  return {
    doubt() {
      state.quiet = Math.max(state.quiet, SILENT_TICKS - DOUBTFUL_TICKS);
      beat();
    },
    stop: () => state.cancel(),
  };
}
