/** A row in the place where it is drawn. `isGone`: no longer in the list; keeps its place for a moment, not to be pressed. */
export interface Steady<T, G> {
  readonly id: string;
  readonly item: T;
  readonly group: G;
  readonly isGone: boolean;
}

/**
 * While somebody is about to press a row nothing moves: what has left stays where it was, what has come waits. When the pointer
 * rests or leaves, the true order is shown.
 */
export function hold<T, G>(shown: readonly Steady<T, G>[], fresh: readonly Steady<T, G>[]): readonly Steady<T, G>[] {
  const now = new Map(fresh.map((row) => [row.id, row]));
  return shown.map((row) => {
    const current = now.get(row.id);
    return current === undefined ? { ...row, isGone: true } : { ...row, item: current.item, isGone: false };
  });
}
