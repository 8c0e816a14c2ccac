import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLANTS, type PlantName } from './plants.ts';
import { runSeed, type Outcome } from './run-seed.ts';
import { openChaosStore, type ChaosStore } from './store.ts';

// npm run test:chaos -- --seeds 1-2000 runs as many as there is time for; these are the ones that every change has to pass.

const SEEDS = 25;
/** Shorter stories than by hand, for everybody waits for them. */
const STEPS = 140;
const AGAIN = 8;
/** Seeds are stories, and a change of anything tells others: a few that have found it lately, and a few more. */
const FOUND_BY = { idempotency: [1, 2, 3], cursor: [1, 2, 3], revalidation: [1, 2, 3, 4, 5, 6, 7, 8] } as const;
const hashes = new Map<number, string>();
const held: { store?: ChaosStore } = {};
const play = (seed: number, plant?: PlantName): Promise<Outcome> => {
  if (held.store === undefined) throw new Error('the store is opened before the tests');
  return runSeed({ store: held.store, seed, steps: STEPS, plant: plant === undefined ? undefined : PLANTS[plant] });
};
beforeAll(async () => {
  held.store = await openChaosStore();
}, 60_000);
afterAll(() => held.store?.close());

/** What a person needs who reads of it in CI. */
const report = ({ seed, breach, trace }: Outcome): string | null =>
  breach === null
    ? null
    : `seed ${seed}: ${breach.invariant}: ${breach.what}\n${trace.slice(-20).join('\n')}\nnpm run test:chaos -- --seeds ${seed} --steps ${STEPS} --trace`;

describe('Three desks, hubs and a network that does its worst', () => {
  test(`keep every promise in ${SEEDS} seeds, and lie level with the hub in the end`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await play(seed);
      hashes.set(seed, outcome.hash);
      expect(report(outcome)).toBeNull();
    }
  }, 300_000);

  test('do the same again for the same seed', async () => {
    expect((await play(AGAIN)).hash).toBe(hashes.get(AGAIN));
  }, 60_000);

  test.each(['idempotency', 'cursor', 'revalidation'] as const)(
    'find the planted bug: %s',
    async (name) => {
      for (const seed of FOUND_BY[name]) if ((await play(seed, name)).breach !== null) return;
      expect.unreachable(`these seeds do not find it any more: ${FOUND_BY[name].join(' ')}`);
    },
    120_000,
  );
});
