import type { Clock } from '#shared/domain/clock';

interface Deps {
  readonly clock: Clock;
  /** Milliseconds that nobody can set. */
  readonly steady: () => number;
  /** The clock was set, or this process did not run for a while: the machine slept. */
  readonly onJump: () => void;
}

const LOOK_EVERY_MS = 5_000;
/** A clock that is kept by the network is corrected by less, and a busy process is late by less. */
const JUMP_MS = 10_000;

/** A browser tells nobody that the machine slept, and no system tells that its clock was set; a gap between two looks does. */
export function watchClock({ clock, steady, onJump }: Deps): () => void {
  const last = { at: clock.now(), steadyAt: steady(), cancel: () => {} };
  function look(): void {
    const [at, steadyAt] = [clock.now(), steady()];
    const isSet = Math.abs(at - last.at - (steadyAt - last.steadyAt)) > JUMP_MS;
    const hasSlept = steadyAt - last.steadyAt > LOOK_EVERY_MS + JUMP_MS;
    Object.assign(last, { at, steadyAt, cancel: clock.setTimer(LOOK_EVERY_MS, look) });
    if (isSet || hasSlept) onJump();
  }
  last.cancel = clock.setTimer(LOOK_EVERY_MS, look);
  return () => last.cancel();
}
