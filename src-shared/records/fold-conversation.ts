import type { Interaction } from '../domain/interaction.ts';
import { lastLineOf } from '../domain/last-line.ts';
import { mayFollow } from '../domain/message.ts';
import type { DomainEvent, EventBody } from '../events/index.ts';
import { edit, editInteraction } from './edit-record.ts';
import type { Current } from './fold-event.ts';
import { readMarkerId, type Change, type Key } from './records.ts';

/** What is said in a thread, how far it got, and who has read it. */
export type ConversationEvent = Extract<DomainEvent, { type: `${'conversation' | 'message' | 'note'}.${string}` }>;

export function isConversationEvent(event: DomainEvent): event is ConversationEvent {
  return /^(?:conversation|message|note)\./.test(event.type);
}

export function keysOfConversationEvent(event: ConversationEvent): readonly Key[] {
  switch (event.type) {
    case 'conversation.free_reply_changed':
    case 'conversation.block_changed':
      return [{ kind: 'conversation', id: event.body.conversationId }];
    case 'conversation.opened':
      return [{ kind: 'conversation', id: event.body.conversation.id }];
    case 'message.received':
    case 'message.sent':
      return withInteraction({ kind: 'message', id: event.body.message.id }, event.body.message.interactionId);
    case 'message.withdrawn':
      return withInteraction({ kind: 'message', id: event.body.messageId }, event.body.interactionId);
    case 'message.file_fetched':
    case 'message.delivery_changed':
      return [{ kind: 'message', id: event.body.messageId }];
    case 'note.added':
      return withInteraction({ kind: 'note', id: event.body.note.id }, event.body.note.interactionId);
    case 'conversation.read':
    case 'conversation.marked_unread':
      return [{ kind: 'read_marker', id: readMarkerId(event.body.agentId, event.body.conversationId) }];
  }
}

function withInteraction(key: Key, interactionId: string | null): readonly Key[] {
  return interactionId === null ? [key] : [key, { kind: 'interaction', id: interactionId }];
}

export function foldConversationEvent(event: ConversationEvent, seq: number, current: Current): readonly Change[] {
  switch (event.type) {
    case 'conversation.opened':
      return [{ kind: 'conversation', id: event.body.conversation.id, body: event.body.conversation }];
    case 'conversation.free_reply_changed': {
      const { conversationId, until } = event.body;
      return edit(current, 'conversation', conversationId, (conversation) => ({ ...conversation, freeReplyUntil: until }));
    }
    case 'conversation.block_changed': {
      const { conversationId, isBlocked, at } = event.body;
      return edit(current, 'conversation', conversationId, (conversation) =>
        // News is repeated and overtaken: what is older than what we know says nothing.
        (conversation.block?.at ?? '') >= at ? null : { ...conversation, block: { isBlocked, at } },
      );
    }
    case 'message.received':
    case 'message.sent':
      return foldMessage(event.body, seq, current);
    case 'message.withdrawn':
      return foldWithdrawal(event.body, current);
    case 'message.file_fetched': {
      const { messageId, attachment } = event.body;
      return edit(current, 'message', messageId, (message) => ({
        ...message,
        attachments: message.attachments.map((one) => (one.blobId === attachment.blobId ? attachment : one)),
      }));
    }
    case 'message.delivery_changed': {
      const { messageId, ...delivery } = event.body;
      return edit(current, 'message', messageId, (message) =>
        message.delivery === null || !mayFollow(message.delivery.state, delivery.state)
          ? null
          : // A resend starts afresh: the old reason and the old vendor id no longer say anything.
            { ...message, delivery: delivery.state === 'pending' ? delivery : { ...message.delivery, ...delivery } },
      );
    }
    case 'note.added':
      return foldNote(event.body, seq, current);
    case 'conversation.read': {
      const id = readMarkerId(event.body.agentId, event.body.conversationId);
      const known = current.get('read_marker', id)?.body;
      if (known !== undefined && known.isMarkedUnread !== true && known.upToSeq >= event.body.upToSeq) return [];
      return [{ kind: 'read_marker', id, body: { ...event.body, upToSeq: Math.max(known?.upToSeq ?? 0, event.body.upToSeq) } }];
    }
    case 'conversation.marked_unread': {
      const id = readMarkerId(event.body.agentId, event.body.conversationId);
      const upToSeq = Math.min(current.get('read_marker', id)?.body.upToSeq ?? event.body.upToSeq, event.body.upToSeq);
      return [{ kind: 'read_marker', id, body: { ...event.body, upToSeq, isMarkedUnread: true } }];
    }
  }
}

function foldMessage({ message }: EventBody<'message.received'>, seq: number, current: Current): readonly Change[] {
  const birth: Change = { kind: 'message', id: message.id, body: { ...message, seq } };
  if (message.interactionId === null) return [birth];
  const line = lastLineOf(message, seq);
  const { by } = message.author;
  return [
    birth,
    ...editInteraction(current, message.interactionId, (interaction) => {
      // A late arrival is a line of the past: it never becomes the last one.
      const lastLine = interaction.lastLine !== null && interaction.lastLine.at > line.at ? interaction.lastLine : line;
      switch (by) {
        case 'customer':
          return {
            ...interaction,
            lastLine,
            lastCustomerSeq: seq,
            waitingSince: interaction.waitingSince ?? message.at,
            ...(message.details?.answerBy === undefined ? {} : { answerBy: message.details.answerBy }),
          };
        case 'agent':
          return {
            ...interaction,
            lastLine,
            waitingSince: null,
            firstResponseAt: interaction.firstResponseAt ?? answeredAt(interaction, message.at),
          };
        case 'centre':
          return { ...interaction, lastLine };
      }
    }),
  ];
}

/** Our first words to somebody who did not wait are no answer. */
function answeredAt({ isOutbound }: Interaction, at: string): string | null {
  return isOutbound === true ? null : at;
}

function foldWithdrawal({ messageId, messageSeq, interactionId }: EventBody<'message.withdrawn'>, current: Current): readonly Change[] {
  const emptied = edit(current, 'message', messageId, ({ details: _told, ...message }) => ({
    ...message,
    text: '',
    attachments: [],
    parts: [{ is: 'withdrawn' as const }],
  }));
  if (interactionId === null) return emptied;
  return [
    ...emptied,
    ...editInteraction(current, interactionId, (interaction) =>
      interaction.lastLine?.seq === messageSeq
        ? { ...interaction, lastLine: { ...interaction.lastLine, text: '', has: 'withdrawn' } }
        : null,
    ),
  ];
}

function foldNote({ note }: EventBody<'note.added'>, seq: number, current: Current): readonly Change[] {
  const birth: Change = { kind: 'note', id: note.id, body: { ...note, seq } };
  if (note.interactionId === null) return [birth];
  const lastNote = { authorId: note.authorId, seq };
  const called = Object.fromEntries((note.mentions ?? []).map((id) => [id, lastNote]));
  return [
    birth,
    ...editInteraction(current, note.interactionId, (interaction) => ({
      ...interaction,
      lastNote,
      ...(note.mentions === undefined ? {} : { mentions: { ...interaction.mentions, ...called } }),
    })),
  ];
}
