import type { Interaction } from '../domain/interaction.ts';
import type { Current } from './fold-event.ts';
import type { Bodies, Change, Kind } from './records.ts';

/** Changes a record that is here; `null` leaves it as it is. */
export function edit<K extends Kind>(
  current: Current,
  kind: K,
  id: string,
  change: (body: Bodies[K]) => Bodies[K] | null,
): readonly Change[] {
  const found = current.get(kind, id);
  const body = found === undefined ? null : change(found.body);
  // Kind and body belong together by Bodies[K]; the union cannot express that for an open K.
  return body === null ? [] : [{ kind, id, body } as unknown as Change];
}

export function editInteraction(current: Current, id: string, change: (interaction: Interaction) => Interaction | null): readonly Change[] {
  return edit(current, 'interaction', id, change);
}
