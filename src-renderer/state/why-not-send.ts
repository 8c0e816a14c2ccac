import type { OutboxItem } from '#shared/contracts/desk';
import { ownerOf } from '#shared/domain/interaction';
import type { AgentId } from '#shared/domain/ids';
import type { Records } from './records-store.ts';
import { isOwnedBy } from './selectors.ts';

export type CannotSend = 'gone' | 'closed' | 'in_queue' | 'not_yours' | 'window';

/** Why a parked reply cannot go out as it is, as things stand now; null where its writer may still send it. */
export function whyNotSend(records: Records, me: AgentId, { command: { body }, state }: OutboxItem): CannotSend | null {
  if (body.type !== 'message.send') return null;
  const work = records.interaction.get(body.interactionId);
  if (work === undefined) return 'gone';
  if (work.state.is === 'closed') return 'closed';
  if (ownerOf(work.state) === null) return 'in_queue';
  if (!isOwnedBy(work, me)) return 'not_yours';
  return state.is === 'held' && state.reasons.includes('window_closed') ? 'window' : null;
}
