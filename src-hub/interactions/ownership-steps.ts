import type { Agent } from '#shared/domain/agent';
import { fromInstant } from '#shared/domain/clock';
import type { Interaction } from '#shared/domain/interaction';
import type { QueueId } from '#shared/domain/ids';
import type { Db } from '#hub/db/db';
import type { Writer } from '#hub/log/event-log';
import { agentLane, customerLane } from '#hub/log/lanes';
import { interactionsOfAgent, recordById } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Step } from '#hub/log/step';
import { lanesOfInteraction, ownerOrLast } from '#hub/messages/message-steps';
import { settingTimer } from '#hub/timers/timers';
import { RING_TIMEOUT } from '#hub/routing/ring-timeout';
import { decideGiveBack, decideHandOver, decideRescind, decideTakeOver, HANDOVER_RING_MS } from './decide-ownership.ts';
import type { Leaving } from './leaving.ts';

// Who is given a customer, and who loses one, is written under the agent's own lane; so each command names the other agent, and
// is refused where that is no longer the one.

export const giveBackStep: Step<'interaction.give_back'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const known = {
      ...(await leavingOf(writer, actor.agent, interaction, body.queueId)),
      note: await writer.record('note', body.noteId),
      writtenAt: actor.writtenAt,
      queue: await writer.record('queue', body.queueId),
    };
    return { subject: { ownerId: ownerOrLast(interaction) }, decide: () => decideGiveBack(known, body, wishOf(actor)) };
  },
};

export const handOverStep: Step<'interaction.hand_over'> = {
  // The receiver's lane too, so that nobody is chosen who leaves at this very moment.
  lanes: async (db, { interactionId, agentId }) => [...(await lanesOfInteraction(db, interactionId)), agentLane(agentId)],
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const reservationId = actor.ids.reservation();
    const known = {
      interaction,
      reservationId,
      receiver: await getRecord(writer, 'agent', body.agentId),
      note: await writer.record('note', body.noteId),
      writtenAt: actor.writtenAt,
    };
    const wish = wishOf(actor);
    return {
      subject: { ownerId: ownerOrLast(interaction) },
      decide: () => decideHandOver(known, body, wish),
      alongside: () => [settingTimer({ kind: RING_TIMEOUT, subjectId: reservationId, dueAt: wish.now + HANDOVER_RING_MS })],
    };
  },
};

export const rescindStep: Step<'reservation.rescind'> = {
  lanes: (db, { reservationId }) => customerLanesOfReservation(db, reservationId),
  async prepare(writer, { reservationId }, actor) {
    const reservation = await getRecord(writer, 'reservation', reservationId);
    return { subject: { ownerId: reservation.handover?.fromId ?? null }, decide: () => decideRescind(reservation, wishOf(actor)) };
  },
};

export const takeOverStep: Step<'interaction.take_over'> = {
  lanes: async (db, { interactionId, fromId }) => [...(await lanesOfInteraction(db, interactionId)), agentLane(fromId)],
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const owner = await getRecord(writer, 'agent', body.fromId);
    const known = {
      interaction,
      segmentId: actor.ids.segment(),
      holdsCustomer: await holdsCustomer(writer, actor.agent, interaction.customerId),
      owner: await leavingOf(writer, owner, interaction, interaction.queueId),
    };
    return { subject: { queueId: interaction.queueId }, decide: () => decideTakeOver(known, body, wishOf(actor)) };
  },
};

/** What an agent who no longer has this work would go on seeing; `queueId`: where the work is then. */
export async function leavingOf(writer: Writer, agent: Agent, interaction: Interaction, queueId: QueueId): Promise<Leaving> {
  const inHand = await interactionsOfAgent(writer.tx, agent.id);
  return {
    interaction,
    holdsCustomer: await holdsCustomer(writer, agent, interaction.customerId),
    keepsCustomer:
      agent.queueIds.includes(queueId) ||
      inHand.some(({ id, customerId }) => id !== interaction.id && customerId === interaction.customerId),
  };
}

async function customerLanesOfReservation(db: Db, reservationId: string): Promise<readonly string[]> {
  const reservation = await recordById(db, 'reservation', reservationId);
  return reservation === undefined ? [] : [customerLane(reservation.customerId)];
}

function wishOf({ agent, now }: Actor): { agentId: Agent['id']; now: number } {
  return { agentId: agent.id, now: fromInstant(now) };
}
