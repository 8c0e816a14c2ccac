import type { View } from '#shared/contracts/desk';
import type { Change, Key } from '#shared/records/records';
import type { Changed } from './cache/cache-contract.ts';
import { isBeyond, WAITING_STEP, type Edge } from './cache/waiting-window.ts';
import { nameOf } from './cache/shown-records.ts';
import { belongsTo } from './view-changes.ts';

/** What one view of a window shows, by name: so that its going is told too, and what was never shown stays away. */
export interface ShownView {
  readonly id: string;
  readonly view: View;
  /** What of a change concerns this view. `isHistory`: it comes from a snapshot, so the past in it is not news. */
  take(changed: Changed, isHistory: boolean): readonly Change[];
  /** Records it was given by an answer. */
  give(changes: readonly Change[]): void;
  /** Of what waits it was given so many, and they end here. */
  reach(size: number, edges: readonly Edge[]): void;
  size(): number;
  /** More waits than it was given. */
  isCut(): boolean;
  /** What it shows and these changes do not name. */
  others(changes: readonly Change[]): Key[];
}

export function createShownView(id: string, view: View): ShownView {
  const shown = new Map<string, Key>();
  const window = { size: WAITING_STEP, edges: [] as readonly Edge[] };

  function isNew(change: Change, isHistory: boolean): boolean {
    return belongsTo(view, change) && !(isHistory && isPast(change)) && !isBeyond(window.edges, change);
  }

  function give(changes: readonly Change[]): void {
    for (const change of changes) {
      const { kind, id: recordId, body } = change;
      if (body === null) shown.delete(nameOf(change));
      else shown.set(nameOf(change), { kind, id: recordId } as Key); // of one record
    }
  }

  return {
    id,
    view,
    give,
    take({ changes, around }, isHistory) {
      const mine = changes.filter((change) => shown.has(nameOf(change)) || isNew(change, isHistory));
      const people = view.is === 'inbox' ? around.filter((change) => !shown.has(nameOf(change)) && isNamedBy(mine, change)) : [];
      const due = [...people, ...mine];
      give(due);
      return due;
    },
    reach: (size, edges) => void Object.assign(window, { size, edges }),
    size: () => window.size,
    isCut: () => window.edges.length > 0,
    others(changes) {
      const named = new Set(changes.map(nameOf));
      return [...shown].filter(([name]) => !named.has(name)).map(([, key]) => key);
    },
  };
}

/** Items of a timeline and closed work: a view has the newest of them, and asks for more page by page. */
function isPast({ kind, body }: Change): boolean {
  if (kind === 'interaction') return body?.state.is === 'closed';
  return kind === 'message' || kind === 'note';
}

function isNamedBy(changes: readonly Change[], person: Change): boolean {
  return changes.some(
    ({ kind, body }) => kind === 'interaction' && body !== null && (body.customerId === person.id || body.conversationId === person.id),
  );
}
