import type { CommandOf } from '#shared/commands/index';
import type { ComposerMode } from '#shared/domain/draft';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Agent } from '#shared/domain/agent';
import type { Conversation } from '#shared/domain/conversation';
import type { AgentId, CustomerId, InteractionId } from '#shared/domain/ids';
import { may, type Subject } from '#shared/domain/permissions';
import type { Attachment } from '#shared/domain/message';
import { readMarkerId } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';
import { agentsUse, claiming, usableUploads } from '#hub/files/uploads';
import { refusalToSend } from '#hub/channels/sending-rules';
import type { Writer } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { customerOfInteraction, openInteractionsOf, recordById } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Step } from '#hub/log/step';
import type { Db } from '#hub/db/db';
import { holdOf, standing, standsForHeld } from './hold-reply.ts';
import { decideMarkRead, decideMarkUnread, decideNote, decideResend, decideSend } from './decide-message.ts';

export const sendStep: Step<'message.send'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, actor, sending) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const message = await writer.record('message', body.messageId);
    // Words that cross on an open line are a lively talk; a repeat was said already.
    const isLate = sending.hasWaited === true && message === undefined;
    const held = isLate ? await holdOf(writer, interaction, body, actor, sending) : null;
    // A repeat has its files already, and what is held takes none.
    const attachments = message === undefined && held === null ? await filesOf(writer, body, actor, ['reply']) : [];
    return {
      subject: { queueId: interaction.queueId, ownerId: ownerOrLast(interaction) },
      ...(held === null ? {} : { held }),
      decide() {
        const refusal = refusalToSend(interaction.channel, body);
        if (refusal !== null) throw refusal;
        return decideSend({ interaction, message, attachments }, body, { ...actor, agentId: actor.agent.id });
      },
      alongside: () => claiming(attachments),
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
  async prepare(writer, written, actor) {
    const body = { ...written, customerId: await asJoined(writer, written.customerId) };
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    const note = await writer.record('note', body.noteId);
    const { insteadOf } = body;
    const isProven = await standsForHeld(writer.tx, actor.agent.id, body);
    const attachments = note === undefined ? await filesOf(writer, body, actor, isProven ? ['note', 'reply'] : ['note']) : [];
    const isHidden = await isHiddenFromOne(writer, interaction, body.mentions ?? []);
    return {
      subject: {
        queueId: interaction.queueId,
        ownerId: ownerOf(interaction.state),
        holdsCustomer: isProven || (await holdsCustomer(writer, actor.agent, interaction.customerId)),
      },
      decide() {
        if (body.text === '' && attachments.length === 0) throw new Failure('invalid', 'a note must say something', { field: 'text' });
        if (isHidden) throw new Failure('denied', 'a colleague it mentions may not see this customer', { field: 'mentions' });
        return decideNote({ interaction, note, attachments }, body, { ...actor, agentId: actor.agent.id });
      },
      alongside: () => [...claiming(attachments), ...(isProven && insteadOf !== undefined ? [standing(insteadOf, body.noteId)] : [])],
    };
  },
};

/** Being mentioned grants nothing: who may not see this customer cannot be called to look. */
async function isHiddenFromOne(writer: Writer, { queueId, state, customerId }: Interaction, ids: readonly AgentId[]): Promise<boolean> {
  for (const id of ids) {
    const agent = await writer.record('agent', id);
    if (agent === undefined) return true;
    const subject = { queueId, ownerId: ownerOf(state), holdsCustomer: await holdsCustomer(writer, agent, customerId) };
    if (!may(agent, 'conversation.read', subject)) return true;
  }
  return false;
}

export const markReadStep: Step<'conversation.mark_read'> = {
  lanes: () => Promise.resolve([]),
  async prepare(writer, body, actor) {
    const { agent } = actor;
    const conversation = await getRecord(writer, 'conversation', body.conversationId);
    const marker = await writer.record('read_marker', readMarkerId(agent.id, conversation.id));
    return {
      subject: await readerOf(writer, agent, conversation),
      decide: () => decideMarkRead({ conversation, marker }, body, { ...actor, agentId: agent.id }),
    };
  },
};

export const markUnreadStep: Step<'conversation.mark_unread'> = {
  lanes: () => Promise.resolve([]),
  async prepare(writer, body, actor) {
    const conversation = await getRecord(writer, 'conversation', body.conversationId);
    return {
      subject: await readerOf(writer, actor.agent, conversation),
      decide: () => decideMarkUnread(conversation, body, { ...actor, agentId: actor.agent.id }),
    };
  },
};

async function readerOf(writer: Writer, agent: Agent, { queueIds, customerId }: Conversation): Promise<Subject> {
  return {
    // Any one queue of the thread is enough to read it.
    queueId: queueIds.find((id) => agent.queueIds.includes(id)) ?? null,
    holdsCustomer: await holdsCustomer(writer, agent, customerId),
  };
}

/** Written before two customers were joined, perhaps offline: it is of the person that they are now. */
async function asJoined(writer: Writer, customerId: CustomerId): Promise<CustomerId> {
  return (await writer.record('customer', customerId))?.joinedInto ?? customerId;
}

/** What this agent brought for these words and no others: a file of a note is none of a reply; a note in a reply’s stead has its files. */
function filesOf(
  { tx }: Writer,
  { conversationId, attachments = [] }: Pick<CommandOf<'message.send'>, 'conversationId' | 'attachments'>,
  { agent }: Actor,
  modes: readonly ComposerMode[],
): Promise<Attachment[]> {
  return usableUploads(
    tx,
    modes.map((mode) => agentsUse(agent.id, conversationId, mode)),
    attachments.map(({ blobId }) => blobId),
  );
}

export async function lanesOfInteraction(db: Db, interactionId: InteractionId): Promise<readonly string[]> {
  const customerId = await customerOfInteraction(db, interactionId);
  return customerId === undefined ? [] : [customerLane(customerId)];
}

/** Who handled closed work last is told that it is closed; to others it is simply not theirs. */
export function ownerOrLast({ state }: Interaction): AgentId | null {
  return state.is === 'closed' ? state.agentId : ownerOf(state);
}
