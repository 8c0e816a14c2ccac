import { toInstant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { customerScope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';

export interface Leaving {
  readonly interaction: Interaction;
  /** Who gives it away was given this customer, and goes on seeing it all the same: by the queue, or by other work in hand. */
  readonly holdsCustomer: boolean;
  readonly keepsCustomer: boolean;
}

/** Who no longer has the work sees the customer only where something else says so. */
export function leave({ interaction, holdsCustomer, keepsCustomer }: Leaving, agentId: AgentId, now: number): DomainEvent[] {
  if (!holdsCustomer || keepsCustomer) return [];
  return [{ type: 'scope.revoked', body: { agentId, scope: customerScope(interaction.customerId), at: toInstant(now) } }];
}

/** The offer to a colleague is over because the owner's part is. */
export function endHandover({ id, handover }: Interaction, outcome: 'rescinded' | 'customer_left', now: number): DomainEvent[] {
  if (handover === undefined) return [];
  const { reservationId } = handover;
  return [{ type: 'reservation.ended', body: { reservationId, interactionId: id, outcome, reason: null, at: toInstant(now) } }];
}
