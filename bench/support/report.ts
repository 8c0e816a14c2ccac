import { parseArgs } from 'node:util';
import { loadNow, machineFacts, waitForCalm } from './machine.ts';

/** A measured thing beside its named baseline of the same run. */
export interface Ratio {
  readonly of: string;
  readonly to: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface BenchOptions {
  /** A few samples, to see that the bench still runs; what it measures so means nothing. */
  readonly isQuick: boolean;
  readonly store: 'pglite' | 'postgres';
}

const CALM = { below: 1, withinMs: 180_000 };

/** The frame around every bench: on which machine, in which mood, what came out. */
export async function runBench(name: string, measure: (options: BenchOptions) => Promise<readonly Ratio[]>): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, now: { type: 'boolean' }, store: { type: 'string', default: 'pglite' } },
  });
  if (values.store !== 'pglite' && values.store !== 'postgres') throw new Error('--store is pglite or postgres');
  const isQuick = values.quick ?? false;
  const given = process.argv.slice(2).join(' ');
  say(`\n── npm run bench -- ${[name, given].join(' ').trim()}`);
  say(`machine  ${machineFacts()}`);
  if (isQuick) say('quick: a few samples, only to see that it runs');
  else say(`machine ${await waitForCalm({ ...CALM, withinMs: values.now === true ? 0 : CALM.withinMs })} when it began`);
  const ratios = await measure({ isQuick, store: values.store });
  for (const ratio of ratios) say(wordsFor(ratio));
  say(`load average afterwards ${loadNow()}, this bench included`);
}

export function say(line: string): void {
  console.log(line);
}

/** A table whose first row is its head. */
export function sayTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    say(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
}

function wordsFor({ of, to, value, atMost, atLeast }: Ratio): string {
  const isMissed = value > (atMost ?? Infinity) || value < (atLeast ?? 0);
  const target = [atLeast === undefined ? [] : `at least ${atLeast}`, atMost === undefined ? [] : `at most ${atMost}`].flat().join(' and ');
  return `ratio ${value.toFixed(2)}  ${of} : ${to}${target === '' ? '' : `  (target ${target}: ${isMissed ? 'MISSED' : 'met'})`}`;
}
