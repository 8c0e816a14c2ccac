import type { CommandOf } from '#shared/commands/index';
import type { Instant } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import type { AgentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { mayFollow, type Attachment, type Message, type Note } from '#shared/domain/message';
import type { DomainEvent } from '#shared/events/index';
import type { ReadMarker } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';

/** Who wishes, and when: by the hub's clock, and by the desk's, corrected. */
export interface Wish {
  readonly agentId: AgentId;
  readonly now: Instant;
  readonly writtenAt: Instant;
}

type Send = CommandOf<'message.send'>;

export function decideSend(
  known: { interaction: Interaction; message: Message | undefined; attachments: readonly Attachment[] },
  command: Send,
  wish: Wish,
): DomainEvent[] {
  const { interaction, message } = known;
  if (interaction.conversationId !== command.conversationId) {
    throw new Failure('invalid', 'the interaction belongs to another conversation', { field: 'conversationId' });
  }
  // The desk minted the id: the same message again is the same message, and already said.
  if (message !== undefined) return mustBeRepeat(isOwnMessage(message, command, wish), 'message');
  if (interaction.state.is !== 'handling' && interaction.state.is !== 'wrap_up') {
    throw new Failure('conflict', 'this work is closed: nothing was sent');
  }
  const { customerId, conversationId, channel, queueId } = interaction;
  return [
    {
      type: 'message.sent',
      body: {
        message: {
          id: command.messageId,
          customerId,
          conversationId,
          interactionId: interaction.id,
          queueId,
          channel,
          author: { by: 'agent', agentId: wish.agentId },
          text: command.text,
          attachments: [...known.attachments],
          ...(command.parts === undefined ? {} : { parts: command.parts }),
          at: wish.now,
          receivedAt: wish.now,
          writtenAt: wish.writtenAt,
          delivery: { state: 'pending', at: wish.now },
        },
      },
    },
  ];
}

function isOwnMessage(message: Message, command: Send, { agentId }: Wish): boolean {
  const { author, conversationId, text } = message;
  return author.by === 'agent' && author.agentId === agentId && conversationId === command.conversationId && text === command.text;
}

export function decideResend(message: Message, command: CommandOf<'message.resend'>, wish: Wish): DomainEvent[] {
  if (message.conversationId !== command.conversationId) {
    throw new Failure('invalid', 'the message belongs to another conversation', { field: 'conversationId' });
  }
  if (message.delivery === null) throw new Failure('invalid', 'this is a message of the customer', { field: 'messageId' });
  if (!mayFollow(message.delivery.state, 'pending')) {
    throw new Failure('conflict', 'this message is on its way or has arrived: it was not sent again');
  }
  return [{ type: 'message.delivery_changed', body: { messageId: message.id, state: 'pending', at: wish.now } }];
}

export function decideNote(
  known: { interaction: Interaction; note: Note | undefined; attachments: readonly Attachment[] },
  command: CommandOf<'note.add'>,
  wish: Wish,
): DomainEvent[] {
  const { interaction, note, attachments } = known;
  if (interaction.conversationId !== command.conversationId || interaction.customerId !== command.customerId) {
    throw new Failure('invalid', 'the interaction belongs to another conversation', { field: 'interactionId' });
  }
  const { customerId, conversationId, interactionId, noteId, text, mentions } = command;
  if (note !== undefined) {
    return mustBeRepeat(note.authorId === wish.agentId && note.conversationId === conversationId && note.text === text, 'note');
  }
  return [
    {
      type: 'note.added',
      body: {
        note: {
          id: noteId,
          customerId,
          conversationId,
          interactionId,
          queueId: interaction.queueId,
          authorId: wish.agentId,
          text,
          ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
          ...(mentions === undefined ? {} : { mentions: [...new Set(mentions)] }),
          at: wish.now,
          writtenAt: wish.writtenAt,
        },
      },
    },
  ];
}

export function decideMarkRead(
  known: { conversation: Conversation; marker: ReadMarker | undefined },
  { upToSeq }: CommandOf<'conversation.mark_read'>,
  wish: Wish,
): DomainEvent[] {
  if (known.marker?.isMarkedUnread !== true && (known.marker?.upToSeq ?? -1) >= upToSeq) return [];
  return [{ type: 'conversation.read', body: { agentId: wish.agentId, conversationId: known.conversation.id, upToSeq, at: wish.now } }];
}

export function decideMarkUnread(
  conversation: Conversation,
  { fromSeq }: CommandOf<'conversation.mark_unread'>,
  { agentId, now: at }: Wish,
): DomainEvent[] {
  const { id: conversationId } = conversation;
  return [{ type: 'conversation.marked_unread', body: { agentId, conversationId, upToSeq: fromSeq - 1, at } }];
}

function mustBeRepeat(isRepeat: boolean, what: string): DomainEvent[] {
  if (isRepeat) return [];
  throw new Failure('conflict', `another ${what} has this id already`);
}
