/** 0 ≤ n < 1, the same row of numbers for the same seed (Park and Miller). */
export function createSeededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
