import type { Agent } from '#shared/domain/agent';
import type { InteractionId } from '#shared/domain/ids';
import { inboxOf, isOwnedBy } from '../state/selectors.ts';
import type { Desk } from '../wire/create-desk.ts';

/** After a piece of work is done the next of one's own has the agent's eyes; with none left, the inbox has. */
export function openNextWork({ records, ui }: Desk, me: Agent, doneId: InteractionId): void {
  const next = inboxOf(records.getState().records, me, 'mine').find((each) => each.id !== doneId && isOwnedBy(each, me.id));
  ui.setState({ customerId: next?.customerId ?? null, interactionId: next?.id ?? null, itemId: null });
}
