// npm run test:chaos -- [--seeds 1-2000] [--steps N] [--plant NAME] [--trace]: see scripts/chaos.ts.
import { parseArgs } from 'node:util';
import { PLANTS, type PlantName } from './plants.ts';
import { runSeed, type Outcome } from './run-seed.ts';
import { openChaosStore } from './store.ts';

const LAST_STEPS = 40;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-25' },
    steps: { type: 'string', default: '200' },
    plant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const [from = 1, to = from] = values.seeds.split('-').map(Number);
const steps = Number(values.steps);
const names = Object.keys(PLANTS);
if (
  !Number.isInteger(from) ||
  !Number.isInteger(to) ||
  !Number.isInteger(steps) ||
  (values.plant !== undefined && !isPlant(values.plant))
) {
  console.error(`--seeds N or N-M; --steps N; --plant ${names.join(' | ')}`);
  process.exit(2);
}
const plant = values.plant !== undefined && isPlant(values.plant) ? values.plant : null;

const store = await openChaosStore();
const failed: number[] = [];
const total = { seeds: 0, ms: 0, cpuMs: 0, longest: 0 };
for (let seed = from; seed <= to; seed += 1) {
  const outcome = await runSeed({ store, seed, steps, plant: plant === null ? undefined : PLANTS[plant] });
  total.seeds += 1;
  total.ms += outcome.ms;
  total.cpuMs += outcome.cpuMs;
  total.longest = Math.max(total.longest, outcome.ms);
  if (outcome.breach !== null) failed.push(seed);
  tell(outcome);
  if (plant !== null && outcome.breach !== null) break;
}
await store.close();
const each = (ms: number): string => `${Math.round(ms / total.seeds)} ms`;
console.log(
  `${total.seeds} seeds of ${steps} steps, ${failed.length} failed${failed.length === 0 ? '' : ` (${failed.join(' ')})`}; ` +
    `each ${each(total.ms)} by the clock on the wall, ${each(total.cpuMs)} of the processor, the longest ${Math.round(total.longest)} ms`,
);
if (plant === null) process.exitCode = failed.length === 0 ? 0 : 1;
else {
  console.log(
    failed.length === 0 ? `the planted bug “${plant}” was NOT found` : `the planted bug “${plant}” was found by seed ${failed[0]}`,
  );
  process.exitCode = failed.length === 0 ? 1 : 0;
}

function tell({ seed, hash, ms, cpuMs, counted, breach, trace }: Outcome): void {
  console.log(
    `seed ${seed} ${hash} ${Math.round(ms)} ms (${Math.round(cpuMs)} of the processor) ${JSON.stringify(counted)} ${breach === null ? 'ok' : 'FAILED'}`,
  );
  if (values.trace || breach !== null) console.log(trace.slice(values.trace ? 0 : -LAST_STEPS).join('\n'));
  if (breach === null) return;
  console.log(`\n  broken: ${breach.invariant}\n  ${breach.what}`);
  const options = `--seeds ${seed}${steps === 200 ? '' : ` --steps ${steps}`}${plant === null ? '' : ` --plant ${plant}`}`;
  console.log(`  again:  npm run test:chaos -- ${options} --trace\n`);
}

function isPlant(name: string): name is PlantName {
  return names.includes(name);
}
