import { fromInstant } from '#shared/domain/clock';
import type { MessageId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { ownerOf } from '#shared/domain/interaction';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Wish } from '#hub/interactions/decide-interaction';
import { leavingOf } from '#hub/interactions/ownership-steps';
import type { Writer } from '#hub/log/event-log';
import { getRecord, type Actor, type Step } from '#hub/log/step';
import { lanesOfInteraction } from '#hub/messages/message-steps';
import { decideAcknowledge, decideFlag, decideStepOut, decideWithdraw } from './decide-abuse.ts';

/** As many of the newest words are evidence. */
const EVIDENCE = 20;

export const flagAbuseStep: Step<'abuse.flag'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await workOf(writer, body);
    const evidence = await newestWords(writer, interaction);
    return { subject: { ownerId: ownerOf(interaction.state) }, decide: () => decideFlag(interaction, evidence, wishOf(actor)) };
  },
};

export const withdrawAbuseStep: Step<'abuse.withdraw'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await workOf(writer, body);
    return { subject: { ownerId: ownerOf(interaction.state) }, decide: () => decideWithdraw(interaction, wishOf(actor)) };
  },
};

export const acknowledgeAbuseStep: Step<'abuse.acknowledge'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await workOf(writer, body);
    return { subject: { queueId: interaction.queueId }, decide: () => decideAcknowledge(interaction, wishOf(actor)) };
  },
};

export const stepOutStep: Step<'abuse.step_out'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await workOf(writer, body);
    const known = await leavingOf(writer, actor.agent, interaction, interaction.queueId);
    return {
      subject: { ownerId: ownerOf(interaction.state) },
      decide: () => decideStepOut(known, body.conversationId, wishOf(actor)),
    };
  },
};

/** Whoever names work of one thread by another mixes up what is whose. */
export async function workOf(
  writer: Writer,
  { interactionId, conversationId }: { readonly interactionId: Interaction['id']; readonly conversationId: string },
): Promise<Interaction> {
  const interaction = await getRecord(writer, 'interaction', interactionId);
  if (interaction.conversationId === conversationId) return interaction;
  throw new Failure('denied', 'the interaction belongs to another conversation', { field: 'conversationId' });
}

export function wishOf({ agent, now }: Actor): Wish {
  return { agentId: agent.id, now: fromInstant(now) };
}

async function newestWords(writer: Writer, { conversationId }: Interaction): Promise<MessageId[]> {
  const rows = await writer.tx.all<{ id: MessageId }>(
    sql`SELECT id FROM message WHERE conversation_id = ${conversationId} AND author = 'customer' ORDER BY seq DESC LIMIT ${EVIDENCE}`,
  );
  return rows.map(({ id }) => id);
}
