import type { QueueId } from '#shared/domain/ids';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Records } from '#ui/state/records-store';

export type WorkFilter = 'open' | 'waiting' | 'in_hand' | 'closed';
export const WORK_FILTERS: readonly WorkFilter[] = ['open', 'waiting', 'in_hand', 'closed'];

/** The work of these queues: who waits longest for a word of ours first; of closed work the newest first. */
export function workOf(records: Records, queueIds: readonly QueueId[], filter: WorkFilter): readonly Interaction[] {
  return [...records.interaction.values()]
    .filter((interaction) => queueIds.includes(interaction.queueId) && passes(interaction, filter))
    .toSorted(filter === 'closed' ? byEnd : byWait);
}

function passes({ state }: Interaction, filter: WorkFilter): boolean {
  switch (filter) {
    case 'open':
      return isOpen(state);
    case 'waiting':
      return isOpen(state) && ownerOf(state) === null;
    case 'in_hand':
      return ownerOf(state) !== null;
    case 'closed':
      return !isOpen(state);
  }
}

function byWait(a: Interaction, b: Interaction): number {
  return compare(waitKey(a), waitKey(b));
}

/** Nobody waits behind who waits; ties by id, so that two desks show the same. */
function waitKey({ waitingSince, arrivedAt, id }: Interaction): string {
  return `${waitingSince === null ? 1 : 0} ${waitingSince ?? arrivedAt} ${id}`;
}

function byEnd(a: Interaction, b: Interaction): number {
  return compare(endKey(b), endKey(a));
}

function endKey({ state, id }: Interaction): string {
  return `${state.is === 'closed' ? state.at : ''} ${id}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
