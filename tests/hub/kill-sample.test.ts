import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { proveKill, type KillTally } from '#tests/proof/prove-kill';
import { runProgram } from '#tests/support/running-program';

// A sample of `npm run proof -- kill`, which plays fifty rounds and kills a browser too.
const SAMPLE = { rounds: 2, seed: 7, hasPage: false, settlesVendor: false };
const SLOW = 180_000;
const postgresUrl = inject('postgresUrl');

beforeAll(async () => {
  await runProgram('scripts/build.ts', ['--missing', 'renderer']).ended;
}, SLOW);

async function play(store: 'pglite' | 'postgres'): Promise<KillTally & { readonly failures: readonly string[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'madoguchi kill 窓口 '));
  const lines: string[] = [];
  const tally = await proveKill({ ...SAMPLE, store, postgresUrl, folder, say: (line) => lines.push(line) });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { ...tally, failures: lines.filter((line) => line.startsWith('FAILED')) };
}

test(
  'hub and desk core are killed under traffic: nothing is lost, doubled or turned round (embedded PostgreSQL)',
  async () => {
    const { failures, kills, lines, wishes } = await play('pglite');
    expect(failures).toEqual([]);
    expect(Math.min(kills.hub + kills.core, lines, wishes)).toBeGreaterThan(0);
  },
  SLOW,
);

test.skipIf(postgresUrl === null)(
  'hub and desk core are killed under traffic: nothing is lost, doubled or turned round (real PostgreSQL)',
  async () => {
    const { failures, kills, lines, wishes } = await play('postgres');
    expect(failures).toEqual([]);
    expect(Math.min(kills.hub + kills.core, lines, wishes)).toBeGreaterThan(0);
  },
  SLOW,
);
