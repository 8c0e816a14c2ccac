import * as z from 'zod';
import { proveKill, type KillTally } from './prove-kill.ts';
import { runProof, Seed } from './run.ts';

const Options = z.object({
  rounds: z.coerce.number().int().positive().default(50),
  store: z.enum(['pglite', 'postgres', 'both']).default('both'),
  seed: Seed,
});

await runProof(Options, async ({ rounds, store, seed }, { folder, postgresUrl, say }) => {
  const stores = store === 'both' ? (['pglite', 'postgres'] as const) : [store];
  say(`${rounds} rounds on ${stores.join(' and on ')}, seed ${seed}, data in ${folder}`);
  const tallies: KillTally[] = [];
  for (const one of stores) {
    tallies.push(await proveKill({ store: one, rounds, seed, postgresUrl, hasPage: true, settlesVendor: true, folder, say }));
  }
  console.table(tallies.map(row));
  return tallies.every(({ failed }) => failed === 0);
});

function row({ kills, ms, ...tally }: KillTally): Record<string, number | string> {
  const { hub, core, renderer } = kills;
  return { ...tally, 'hub killed': hub, 'core killed': core, 'renderer killed': renderer, seconds: Math.round(ms / 1000) };
}
