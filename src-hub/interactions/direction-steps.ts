import { fromInstant } from '#shared/domain/clock';
import type { AgentId, InteractionId, QueueId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { choosableDisposition } from '#hub/centre/set-up-misfit';
import type { Db } from '#hub/db/db';
import type { Writer } from '#hub/log/event-log';
import { agentLane } from '#hub/log/lanes';
import { openInteractionsOf } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Step } from '#hub/log/step';
import { lanesOfInteraction } from '#hub/messages/message-steps';
import { decideAssign, decideClose, decideMove, decideReopen } from './decide-direction.ts';
import type { Wish } from './decide-interaction.ts';
import type { Leaving } from './leaving.ts';
import { leavingOf } from './ownership-steps.ts';

export const assignStep: Step<'interaction.assign'> = {
  lanes: async (db, { interactionId, fromId, agentId }) => [...(await lanesWith(db, interactionId, fromId)), agentLane(agentId)],
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const receiver = await getRecord(writer, 'agent', body.agentId);
    const known = {
      interaction,
      receiver,
      owner: await ownerLeaving(writer, interaction, body.fromId, interaction.queueId),
      segmentId: actor.ids.segment(),
      holdsCustomer: await holdsCustomer(writer, receiver, interaction.customerId),
    };
    return { subject: { queueId: interaction.queueId }, decide: () => decideAssign(known, body, wishOf(actor)) };
  },
};

export const moveStep: Step<'interaction.move'> = {
  lanes: (db, { interactionId, fromId }) => lanesWith(db, interactionId, fromId),
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const known = {
      interaction,
      owner: await ownerLeaving(writer, interaction, body.fromId, body.queueId),
      queue: await writer.record('queue', body.queueId),
    };
    return { subject: { queueId: interaction.queueId }, decide: () => decideMove(known, body, wishOf(actor)) };
  },
};

export const closeStep: Step<'interaction.close'> = {
  lanes: (db, { interactionId, fromId }) => lanesWith(db, interactionId, fromId),
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const known = {
      interaction,
      owner: await ownerLeaving(writer, interaction, body.fromId, interaction.queueId),
      disposition: await choosableDisposition(writer.tx, body.dispositionId),
    };
    return { subject: { queueId: interaction.queueId }, decide: () => decideClose(known, body, wishOf(actor)) };
  },
};

export const reopenStep: Step<'interaction.reopen'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, { interactionId }, actor) {
    const interaction = await getRecord(writer, 'interaction', interactionId);
    const hasSuccessor = (await openInteractionsOf(writer.tx, interaction.conversationId)).length > 0;
    return { subject: { queueId: interaction.queueId }, decide: () => decideReopen(interaction, hasSuccessor, wishOf(actor)) };
  },
};

export async function lanesWith(db: Db, interactionId: InteractionId, ownerId: AgentId | null): Promise<readonly string[]> {
  return [...(await lanesOfInteraction(db, interactionId)), ...(ownerId === null ? [] : [agentLane(ownerId)])];
}

/** Of the owner that the lead saw, whose lane is held; where it is another by now, the wish is refused. */
export async function ownerLeaving(
  writer: Writer,
  interaction: Interaction,
  fromId: AgentId | null,
  queueId: QueueId,
): Promise<Leaving | null> {
  if (fromId === null || ownerOf(interaction.state) !== fromId) return null;
  return leavingOf(writer, await getRecord(writer, 'agent', fromId), interaction, queueId);
}

function wishOf({ agent, now }: Actor): Wish {
  return { agentId: agent.id, now: fromInstant(now) };
}
