import type { Random } from '#hub/simulator/random';
import type { Ailment } from './bad-line.ts';
import type { Centre } from './centre.ts';
import { strikeAll } from './kill-round.ts';
import { pause } from './pause.ts';

const AILMENTS = ['cut', 'stall', 'throttle', 'corrupt'] as const satisfies readonly Ailment[];
/** Long enough that a dead line is found, and that work is done without one. */
const LONGEST_MS = 14_000;
const LONGEST_FREEZE_MS = 9_000;

/** A round of a soak: the line is ill, a process is frozen, one or another is killed; in any mixture, and all of it ends. */
export async function strikeSoak(centre: Centre, random: Random): Promise<void> {
  const ills = [beIll(centre, random)];
  if (random.chance(0.35)) ills.push(freeze(random.chance(0.5) ? centre.hub : centre.desk, random));
  // Whoever is frozen cannot be started anew: blows fall in rounds without frost.
  else if (random.chance(0.6)) ills.push(pause(random.between(0, 5_000)).then(() => strikeAll(centre, random)));
  await Promise.all(ills);
}

async function beIll({ line }: Centre, random: Random): Promise<void> {
  for (let left = random.between(1, 3); left > 0; left -= 1) {
    line?.suffer(random.pick(AILMENTS));
    await pause(random.between(200, LONGEST_MS));
    line?.suffer('none');
    await pause(random.between(0, 1_500));
  }
}

async function freeze(one: { readonly freeze: () => void; readonly thaw: () => void }, random: Random): Promise<void> {
  await pause(random.between(0, 4_000));
  one.freeze();
  await pause(random.between(500, LONGEST_FREEZE_MS));
  one.thaw();
}
