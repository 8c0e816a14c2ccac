import type { AgentId } from '#shared/domain/ids';
import { toInstant } from '#shared/domain/clock';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { can } from '#shared/domain/permissions';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { mustBeAsSeen, endOffer } from '#hub/interactions/decide-direction';
import { lanesWith, ownerLeaving } from '#hub/interactions/direction-steps';
import { leave, type Leaving } from '#hub/interactions/leaving';
import { getRecord, type Actor, type Step } from '#hub/log/step';
import { lanesOfInteraction } from '#hub/messages/message-steps';
import { wishOf, workOf } from './abuse-steps.ts';

export const closeAsSpamStep: Step<'interaction.close_as_spam'> = {
  lanes: (db, { interactionId, fromId }) => lanesWith(db, interactionId, fromId),
  async prepare(writer, body, actor) {
    const interaction = await workOf(writer, body);
    const owner = await ownerLeaving(writer, interaction, body.fromId, interaction.queueId);
    return {
      subject: { queueId: interaction.queueId, ownerId: ownerOf(interaction.state) },
      decide: () => decideCloseAsSpam({ interaction, owner }, body.fromId, actor),
    };
  },
};

export const blockCustomerStep: Step<'customer.block'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const { queueId, state, customerId } = await workOf(writer, body);
    const { blocked } = await getRecord(writer, 'customer', customerId);
    const block = { byId: actor.agent.id, at: actor.now, reason: body.reason, note: body.note };
    return {
      subject: { queueId, ownerId: ownerOf(state) },
      decide: () => (blocked === undefined ? [{ type: 'customer.blocked', body: { customerId, block } }] : []),
    };
  },
};

export const unblockCustomerStep: Step<'customer.unblock'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const { queueId, customerId } = await workOf(writer, body);
    const { blocked } = await getRecord(writer, 'customer', customerId);
    const said = { customerId, byId: actor.agent.id, at: actor.now };
    return { subject: { queueId }, decide: () => (blocked === undefined ? [] : [{ type: 'customer.unblocked', body: said }]) };
  },
};

interface Judged {
  readonly interaction: Interaction;
  readonly owner: Leaving | null;
}

/** What waits, by anybody of its queue; what a colleague has in hand, by leads alone. */
function decideCloseAsSpam({ interaction, owner }: Judged, fromId: AgentId | null, actor: Actor): DomainEvent[] {
  const { agentId, now } = wishOf(actor);
  mustBeAsSeen(interaction, fromId);
  if (fromId !== null && fromId !== agentId && !can(actor.agent.role, 'interaction.direct')) {
    throw new Failure('denied', 'a colleague has this work');
  }
  const { id: interactionId, state } = interaction;
  const segmentId = state.is === 'handling' || state.is === 'wrap_up' ? state.segmentId : null;
  return [
    ...endOffer(interaction, now),
    { type: 'interaction.closed_as_spam', body: { interactionId, segmentId, byId: agentId, at: toInstant(now) } },
    ...(owner === null || fromId === null ? [] : leave(owner, fromId, now)),
  ];
}
