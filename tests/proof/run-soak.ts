import * as z from 'zod';
import { proveKill } from './prove-kill.ts';
import { runProof, Seed } from './run.ts';
import { strikeSoak } from './soak-strike.ts';

const Options = z.object({ minutes: z.coerce.number().positive().default(30), seed: Seed });

await runProof(Options, async ({ minutes, seed }, { folder, postgresUrl, say }) => {
  say(`${minutes} minutes on postgres, seed ${seed}, data in ${folder}`);
  const until = performance.now() + minutes * 60_000;
  const soak = { rounds: Infinity, until, strike: strikeSoak, hasPage: false, settlesVendor: true };
  const { kills, ms, ...tally } = await proveKill({ ...soak, store: 'postgres', seed, postgresUrl, folder, say });
  console.table([{ ...tally, 'hub killed': kills.hub, 'core killed': kills.core, seconds: Math.round(ms / 1000) }]);
  return tally.failed === 0;
});
