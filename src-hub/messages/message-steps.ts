import { ownerOf, type Interaction } from '#shared/domain/interaction';
import type { AgentId } from '#shared/domain/ids';
import { readMarkerId } from '#shared/records/records';
import { refusalToSend } from '#hub/channels/sending-rules';
import { customerLane } from '#hub/log/lanes';
import { customerOfInteraction, openInteractionsOf, recordById } from '#hub/log/records';
import { getRecord, holdsCustomer, type Step } from '#hub/log/step';
import type { Db } from '#hub/db/db';
import type { InteractionId } from '#shared/domain/ids';
import { decideMarkRead, decideNote, decideResend, decideSend } from './decide-message.ts';

export const sendStep: Step<'message.send'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const message = await writer.record('message', body.messageId);
    return {
      subject: { queueId: interaction.queueId, ownerId: ownerOrLast(interaction) },
      decide() {
        const refusal = refusalToSend(interaction.channel, body.text, body.parts);
        if (refusal !== null) throw refusal;
        return decideSend({ interaction, message }, body, { ...actor, agentId: actor.agent.id });
      },
    };
  },
};

export const resendStep: Step<'message.resend'> = {
  async lanes(db, { messageId }) {
    const message = await recordById(db, 'message', messageId);
    return message === undefined ? [] : [customerLane(message.customerId)];
  },
  async prepare(writer, body, actor) {
    const message = await getRecord(writer, 'message', body.messageId);
    const owners = (await openInteractionsOf(writer.tx, message.conversationId)).map(({ state }) => ownerOf(state));
    return {
      // Of the work this message belongs to, which may be in wrap-up while the customer's next is open already.
      subject: { ownerId: owners.find((id) => id === actor.agent.id) ?? owners[0] ?? null },
      decide: () => decideResend(message, body, { ...actor, agentId: actor.agent.id }),
    };
  },
};

export const noteStep: Step<'note.add'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const note = await writer.record('note', body.noteId);
    return {
      subject: {
        queueId: interaction.queueId,
        ownerId: ownerOf(interaction.state),
        holdsCustomer: await holdsCustomer(writer, actor.agent, interaction.customerId),
      },
      decide: () => decideNote({ interaction, note }, body, { ...actor, agentId: actor.agent.id }),
    };
  },
};

export const markReadStep: Step<'conversation.mark_read'> = {
  lanes: () => Promise.resolve([]),
  async prepare(writer, body, actor) {
    const { agent } = actor;
    const conversation = await getRecord(writer, 'conversation', body.conversationId);
    const marker = await writer.record('read_marker', readMarkerId(agent.id, conversation.id));
    return {
      subject: {
        // Any one queue of the thread is enough to read it.
        queueId: conversation.queueIds.find((id) => agent.queueIds.includes(id)) ?? null,
        holdsCustomer: await holdsCustomer(writer, agent, conversation.customerId),
      },
      decide: () => decideMarkRead({ conversation, marker }, body, { ...actor, agentId: agent.id }),
    };
  },
};

export async function lanesOfInteraction(db: Db, interactionId: InteractionId): Promise<readonly string[]> {
  const customerId = await customerOfInteraction(db, interactionId);
  return customerId === undefined ? [] : [customerLane(customerId)];
}

/** Who handled closed work last is told that it is closed; to others it is simply not theirs. */
export function ownerOrLast({ state }: Interaction): AgentId | null {
  return state.is === 'closed' ? state.agentId : ownerOf(state);
}
