import { createIds, type Ids } from '#shared/domain/ids';

/** Ids that count up, the same in every run; `salt` keeps two sources apart. */
export function createFakeIds(salt = 0): Ids {
  let count = 0;
  return createIds(
    () => 1_700_000_000_000,
    (length) => {
      count += 1;
      return Uint8Array.from({ length }, (_, index) => (index < 4 ? salt >>> (5 * index) : count >>> (5 * (length - 1 - index))) % 32);
    },
  );
}
