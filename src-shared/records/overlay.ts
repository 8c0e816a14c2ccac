import type { Command, CommandOf } from '../commands/index.ts';
import type { Instant } from '../domain/clock.ts';
import type { Interaction } from '../domain/interaction.ts';
import { lastLineOf } from '../domain/last-line.ts';
import { mayFollow, type Message, type Note } from '../domain/message.ts';
import type { Current } from './fold-event.ts';
import { overlayCustomer } from './overlay-customer.ts';
import type { Change } from './records.ts';
import { readMarkerId } from './records.ts';

/** Overlaid births sort behind all that is confirmed at the same time. */
export const PENDING_SEQ = Number.MAX_SAFE_INTEGER;

/**
 * What the agent sees of wishes that the log has not confirmed yet: pending commands laid over confirmed records. Rolling back is
 * forgetting a command. `current` answers confirmed records; the changes come in the order of the commands.
 */
export function overlay(commands: readonly Command[], current: Current): readonly Change[] {
  const laid = new Map<string, Change>();
  const view: Current = {
    get(kind, id) {
      const change = laid.get(`${kind} ${id}`);
      const confirmed = current.get(kind, id);
      // The map's key holds the kind, so the body is that kind's.
      return change === undefined || change.body === null ? confirmed : { rev: confirmed?.rev ?? 0, body: change.body as never };
    },
  };
  for (const command of commands) for (const change of changesOf(command, view)) laid.set(`${change.kind} ${change.id}`, change);
  return [...laid.values()];
}

function changesOf(command: Command, current: Current): readonly Change[] {
  const { body, writtenAt } = command;
  switch (body.type) {
    case 'message.send':
      return overlayReply(command, body, current);
    case 'message.resend': {
      const found = current.get('message', body.messageId)?.body;
      // Where the log has confirmed it, the delivery speaks for itself.
      return found === undefined || found.delivery === null || !mayFollow(found.delivery.state, 'pending')
        ? []
        : [{ kind: 'message', id: found.id, body: { ...found, delivery: { state: 'pending', at: writtenAt } } }];
    }
    case 'note.add':
      return overlayNote(command, body, current);
    // The work stays as it is till the hub has moved it: nobody else can have it while nobody knows. Its note waits in the timeline.
    case 'interaction.give_back':
    case 'interaction.hand_over': {
      const interaction = current.get('interaction', body.interactionId)?.body;
      return interaction === undefined
        ? []
        : overlayNote(command, { ...body, customerId: interaction.customerId, text: body.note }, current);
    }
    case 'interaction.snooze':
      return overlayInteraction(current, body.interactionId, (interaction) =>
        interaction.state.is !== 'handling' || interaction.snoozedUntil === body.until
          ? null
          : { ...interaction, snoozedUntil: body.until },
      );
    case 'interaction.wake':
      return overlayInteraction(current, body.interactionId, ({ snoozedUntil, ...interaction }) =>
        snoozedUntil === undefined ? null : interaction,
      );
    case 'conversation.mark_read':
    case 'conversation.mark_unread':
      return overlayMarker(command, body, current);
    case 'customer.name':
    case 'customer.add_contact_point':
    case 'customer.correct_contact_point':
    case 'customer.remove_contact_point':
    case 'customer.set_locale':
      return overlayCustomer(body, current);
    case 'wrap_up.start':
      return overlayInteraction(current, body.interactionId, (interaction) => startWrapUp(interaction, writtenAt));
    case 'wrap_up.complete':
      return overlayInteraction(current, body.interactionId, (interaction) => {
        if (interaction.state.is !== 'wrap_up') return null;
        const { agentId, endedBy } = interaction.state;
        return {
          ...interaction,
          state: { is: 'closed', at: writtenAt, agentId, dispositionId: body.dispositionId, endedBy },
          waitingSince: null,
        };
      });
    // These are refused offline, and what they lead to is the hub's to say: shown when it is true.
    case 'reservation.accept':
    case 'reservation.decline':
    case 'interaction.take':
    case 'reservation.rescind':
    case 'interaction.take_over':
    case 'interaction.assign':
    case 'interaction.move':
    case 'interaction.close':
    case 'interaction.reopen':
    case 'abuse.flag':
    case 'abuse.withdraw':
    case 'abuse.acknowledge':
    case 'abuse.step_out':
    case 'interaction.close_as_spam':
    case 'customer.block':
    case 'customer.unblock':
    case 'interaction.start':
    case 'customer.join':
    case 'agent.set_intent':
    case 'agent.set_queues':
    case 'centre.configure':
    case 'agent.configure':
    case 'queue.configure':
    case 'disposition.configure':
    case 'canned_response.configure':
    case 'channel_account.configure':
    case 'config.undo':
      return [];
  }
}

type WrittenNote = Pick<CommandOf<'note.add'>, 'noteId' | 'customerId' | 'conversationId' | 'interactionId' | 'text'> &
  Partial<Pick<CommandOf<'note.add'>, 'attachments' | 'mentions'>>;

function overlayNote(command: Command, written: WrittenNote, current: Current): readonly Change[] {
  const { noteId, customerId, conversationId, interactionId, text, attachments, mentions } = written;
  if (current.get('note', noteId) !== undefined) return [];
  const note: Note = {
    id: noteId,
    customerId,
    conversationId,
    interactionId,
    queueId: current.get('interaction', interactionId)?.body.queueId ?? null,
    authorId: command.agentId,
    text,
    ...(attachments === undefined ? {} : { attachments }),
    ...(mentions === undefined ? {} : { mentions }),
    at: command.writtenAt,
    writtenAt: command.writtenAt,
    seq: PENDING_SEQ,
  };
  return [{ kind: 'note', id: noteId, body: note }];
}

function overlayMarker(
  { agentId, writtenAt: at }: Command,
  body: CommandOf<'conversation.mark_read' | 'conversation.mark_unread'>,
  current: Current,
): readonly Change[] {
  const { conversationId } = body;
  const id = readMarkerId(agentId, conversationId);
  const known = current.get('read_marker', id)?.body;
  if (body.type === 'conversation.mark_unread') {
    const upToSeq = Math.min(known?.upToSeq ?? body.fromSeq - 1, body.fromSeq - 1);
    if (known?.isMarkedUnread === true && known.upToSeq === upToSeq) return [];
    return [{ kind: 'read_marker', id, body: { agentId, conversationId, upToSeq, at, isMarkedUnread: true } }];
  }
  if (known !== undefined && known.isMarkedUnread !== true && known.upToSeq >= body.upToSeq) return [];
  return [{ kind: 'read_marker', id, body: { agentId, conversationId, upToSeq: Math.max(known?.upToSeq ?? 0, body.upToSeq), at } }];
}

function overlayReply(command: Command, body: Extract<Command['body'], { type: 'message.send' }>, current: Current): readonly Change[] {
  const interaction = current.get('interaction', body.interactionId)?.body;
  if (interaction === undefined || current.get('message', body.messageId) !== undefined) return [];
  const { customerId, conversationId, channel, queueId } = interaction;
  const at = command.writtenAt;
  const message: Message = {
    id: body.messageId,
    customerId,
    conversationId,
    interactionId: interaction.id,
    queueId,
    channel,
    author: { by: 'agent', agentId: command.agentId },
    text: body.text,
    attachments: body.attachments ?? [],
    ...(body.parts === undefined ? {} : { parts: body.parts }),
    at,
    receivedAt: at,
    writtenAt: at,
    seq: PENDING_SEQ,
    delivery: { state: 'pending', at },
  };
  return [
    { kind: 'message', id: message.id, body: message },
    { kind: 'interaction', id: interaction.id, body: { ...interaction, waitingSince: null, lastLine: lastLineOf(message, PENDING_SEQ) } },
  ];
}

function startWrapUp(interaction: Interaction, at: Instant): Interaction | null {
  if (interaction.state.is !== 'handling') return null;
  const { agentId, segmentId } = interaction.state;
  return { ...interaction, state: { is: 'wrap_up', agentId, segmentId, since: at, endedBy: 'agent' } };
}

function overlayInteraction(current: Current, id: string, change: (interaction: Interaction) => Interaction | null): readonly Change[] {
  const found = current.get('interaction', id)?.body;
  const body = found === undefined ? null : change(found);
  return body === null ? [] : [{ kind: 'interaction', id, body }];
}
