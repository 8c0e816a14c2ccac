import { laneOf } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { unsentOf } from '#ui/state/selectors';

/** What it needs: a decision, a second look at what the hub refused, or only the line. */
export type Need = 'held' | 'refused' | 'waiting';

const NEEDS: readonly Need[] = ['held', 'refused', 'waiting'];

export interface UnsentEntry {
  readonly item: OutboxItem;
  readonly need: Need;
  /** The order in which this conversation's go out: its place, and of how many. */
  readonly place: number;
  readonly of: number;
}

/** What is unsent of one conversation, in the order in which it goes out. */
export interface UnsentGroup {
  readonly lane: string;
  /** The most urgent of its own. */
  readonly need: Need;
  readonly entries: readonly UnsentEntry[];
}

export function needOf({ state }: OutboxItem): Need {
  return state.is === 'held' || state.is === 'refused' ? state.is : 'waiting';
}

/** Conversations with something held first, then refused, then what only waits; in each the oldest first. */
export function unsentGroups(outbox: readonly OutboxItem[]): readonly UnsentGroup[] {
  const lanes = Map.groupBy(unsentOf(outbox), ({ command }) => laneOf(command.body));
  const groups = [...lanes].map(([lane, items]) => {
    const entries = items.map((item, index) => ({ item, need: needOf(item), place: index + 1, of: items.length }));
    const need = NEEDS.find((one) => entries.some((entry) => entry.need === one)) ?? 'waiting';
    const since = entries.find((entry) => entry.need === need)?.item.command.writtenAt ?? '';
    return { lane, need, entries, since };
  });
  return groups.toSorted((a, b) => NEEDS.indexOf(a.need) - NEEDS.indexOf(b.need) || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}
