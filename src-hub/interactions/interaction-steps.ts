import { fromInstant } from '#shared/domain/clock';
import type { ReservationId } from '#shared/domain/ids';
import { choosableDisposition } from '#hub/centre/set-up-misfit';
import type { Db } from '#hub/db/db';
import { agentLane, customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Step } from '#hub/log/step';
import { lanesOfInteraction, ownerOrLast } from '#hub/messages/message-steps';
import { decideAcceptHandover } from './decide-ownership.ts';
import { leavingOf } from './ownership-steps.ts';
import { decideAccept, decideCompleteWrapUp, decideDecline, decideStartWrapUp, decideTake } from './decide-interaction.ts';

export const acceptStep: Step<'reservation.accept'> = {
  async lanes(db, { reservationId }) {
    const reservation = await recordById(db, 'reservation', reservationId);
    if (reservation === undefined) return [];
    const { customerId, handover } = reservation;
    return handover === undefined ? [customerLane(customerId)] : [customerLane(customerId), agentLane(handover.fromId)];
  },
  async prepare(writer, { reservationId }, actor) {
    const reservation = await getRecord(writer, 'reservation', reservationId);
    const interaction = await getRecord(writer, 'interaction', reservation.interactionId);
    const assigning = {
      reservation,
      interaction,
      segmentId: actor.ids.segment(),
      holdsCustomer: await holdsCustomer(writer, actor.agent, interaction.customerId),
    };
    const subject = { ownerId: reservation.agentId };
    const { handover } = reservation;
    if (handover === undefined) return { subject, decide: () => decideAccept(assigning, wishOf(actor)) };
    const fromAgent = await getRecord(writer, 'agent', handover.fromId);
    const sender = await leavingOf(writer, fromAgent, interaction, interaction.queueId);
    return { subject, decide: () => decideAcceptHandover({ ...assigning, sender }, wishOf(actor)) };
  },
};

export const declineStep: Step<'reservation.decline'> = {
  lanes: (db, { reservationId }) => lanesOfReservation(db, reservationId),
  async prepare(writer, { reservationId, reason }, actor) {
    const reservation = await getRecord(writer, 'reservation', reservationId);
    return { subject: { ownerId: reservation.agentId }, decide: () => decideDecline(reservation, reason, wishOf(actor)) };
  },
};

export const takeStep: Step<'interaction.take'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, { interactionId }, actor) {
    const interaction = await getRecord(writer, 'interaction', interactionId);
    const { state } = interaction;
    const assigning = {
      interaction,
      offer: state.is === 'offered' ? await writer.record('reservation', state.reservationId) : undefined,
      segmentId: actor.ids.segment(),
      holdsCustomer: await holdsCustomer(writer, actor.agent, interaction.customerId),
    };
    return { subject: { queueId: interaction.queueId }, decide: () => decideTake(assigning, wishOf(actor)) };
  },
};

export const startWrapUpStep: Step<'wrap_up.start'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, { interactionId }, actor) {
    const interaction = await getRecord(writer, 'interaction', interactionId);
    return { subject: { ownerId: ownerOrLast(interaction) }, decide: () => decideStartWrapUp(interaction, wishOf(actor)) };
  },
};

export const completeWrapUpStep: Step<'wrap_up.complete'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, { interactionId, dispositionId }, actor) {
    const { agent } = actor;
    const interaction = await getRecord(writer, 'interaction', interactionId);
    const disposition = await choosableDisposition(writer.tx, dispositionId);
    const completing = { ...(await leavingOf(writer, agent, interaction, interaction.queueId)), disposition };
    return {
      subject: { ownerId: ownerOrLast(interaction) },
      decide: () => decideCompleteWrapUp(completing, dispositionId, wishOf(actor)),
    };
  },
};

async function lanesOfReservation(db: Db, reservationId: ReservationId): Promise<readonly string[]> {
  const reservation = await recordById(db, 'reservation', reservationId);
  return reservation === undefined ? [] : [customerLane(reservation.customerId)];
}

function wishOf({ agent, now }: Actor): { agentId: Actor['agent']['id']; now: number } {
  return { agentId: agent.id, now: fromInstant(now) };
}
