import { toInstant } from '#shared/domain/clock';
import type { AgentId, MessageId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import type { Wish } from '#hub/interactions/decide-interaction';
import { inQueue, mustBeHandled } from '#hub/interactions/decide-ownership';
import { endHandover, leave, type Leaving } from '#hub/interactions/leaving';

/** `evidence`: the customer's newest words. Said twice is said once. */
export function decideFlag(interaction: Interaction, evidence: readonly MessageId[], { agentId, now }: Wish): DomainEvent[] {
  if (interaction.abuse !== undefined) return [];
  const said = { interactionId: interaction.id, byId: agentId, at: toInstant(now) };
  return [{ type: 'abuse.flagged', body: { ...said, evidence: [...evidence] } }];
}

export function decideWithdraw({ id: interactionId, abuse }: Interaction, { agentId: byId, now }: Wish): DomainEvent[] {
  if (abuse === undefined) return [];
  if (abuse.byId !== byId) throw new Failure('conflict', 'a colleague said so: a lead decides');
  return [{ type: 'abuse.withdrawn', body: { interactionId, byId, at: toInstant(now) } }];
}

export function decideAcknowledge({ id: interactionId, abuse }: Interaction, { agentId: byId, now }: Wish): DomainEvent[] {
  if (abuse === undefined) throw new Failure('conflict', 'nobody says any more that this customer harasses');
  if (abuse.acknowledgedById !== undefined) return [];
  return [{ type: 'abuse.acknowledged', body: { interactionId, byId, at: toInstant(now) } }];
}

/** Nobody has to bear it: the work waits again since its arrival, and comes to this agent no more. */
export function decideStepOut(known: Leaving, conversationId: string, { agentId, now }: Wish): DomainEvent[] {
  const { interaction } = known;
  const { segmentId } = mustBeHandled(interaction, { conversationId });
  const { abuse } = interaction;
  if (abuse === undefined) throw new Failure('conflict', 'say first that the customer harasses');
  const steppedOutIds: AgentId[] = [...new Set([...abuse.steppedOutIds, agentId])];
  const waiting: Interaction = { ...inQueue(interaction, interaction.queueId), abuse: { ...abuse, steppedOutIds } };
  return [
    ...endHandover(interaction, 'rescinded', now),
    { type: 'interaction.requeued', body: { interaction: waiting, segmentId, reason: 'stepped_out', at: toInstant(now) } },
    ...leave(known, agentId, now),
  ];
}
