import * as z from 'zod';
import { proveTwoHubs, type TwoHubsTally } from './prove-two-hubs.ts';
import { runProof, Seed } from './run.ts';

await runProof(z.object({ seed: Seed }), async ({ seed }, { folder, postgresUrl, redisUrl, say }) => {
  const tallies: TwoHubsTally[] = [];
  for (const one of [null, redisUrl]) {
    say(`two hubs ${one === null ? 'without' : 'with'} Redis, seed ${seed}, data in ${folder}`);
    tallies.push(await proveTwoHubs({ postgresUrl, redisUrl: one, seed, folder, say }));
  }
  console.table(tallies.map(row));
  return tallies.every(({ isProven }) => isProven);
});

function row({ failOverMs, ...tally }: TwoHubsTally): Record<string, number | string | boolean> {
  return { ...tally, 'fail-overs': failOverMs.length, 'slowest ms': Math.max(...failOverMs) };
}
