// npm run bench [-- [NAME] [--now] [--quick] [--store pglite|postgres]]: how fast and how large, each beside a baseline of the same run.
// --now does not wait for an idle machine; --quick only sees that a bench still runs; --store is the hub's in event-to-pixel. All of them, one after the other, if none is named. docs/benchmarks.md says what they measure and what was seen.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'sizes',
  'event-to-pixel',
  'append-fanout',
  'renderer',
  'lists',
  'catch-up',
  'search',
  'inbox',
  'customer-timeline',
  'cold-start',
  'day',
];

const [first, ...rest] = process.argv.slice(2);
const isNamed = first !== undefined && !first.startsWith('-');
const options = isNamed || first === undefined ? rest : [first, ...rest];
const unknown = isNamed && !BENCHES.includes(first);
if (unknown) console.error(`There is no bench ${first}. Benches: ${BENCHES.join(', ')}.`);
const failed = (isNamed ? [first] : BENCHES).filter((name) => unknown || !run(name, options));
process.exitCode = failed.length === 0 ? 0 : 1;

/** Each in a process of its own, so that none warms up another. */
function run(name: string, args: readonly string[]): boolean {
  const bench = fileURLToPath(new URL(`../bench/${name}.ts`, import.meta.url));
  return spawnSync(process.execPath, [bench, ...args], { stdio: 'inherit' }).status === 0;
}
