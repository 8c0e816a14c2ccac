import { knownEvent, type DomainEvent, type EventBody, type LoggedEvent } from '../events/index.ts';
import { mayMove, type Interaction, type InteractionState } from '../domain/interaction.ts';
import { lastLineOf } from '../domain/last-line.ts';
import { mayFollow } from '../domain/message.ts';
import type { QueueId } from '../domain/ids.ts';
import { grantId, readMarkerId, type Bodies, type Change, type Key, type Kind } from './records.ts';

/** The records as they stand before the event; `rev` is the seq that last changed one. */
export interface Current {
  get<K extends Kind>(kind: K, id: string): { readonly rev: number; readonly body: Bodies[K] } | undefined;
}

/** The records an event may read or change: what to load before folding it. */
export function touchedBy(event: LoggedEvent): readonly Key[] {
  const known = knownEvent(event);
  return known === 'no_body' || known === 'unknown' ? [] : keysOf(known);
}

/**
 * THE meaning of an event: the same function on hub and desk. Folding twice is folding once, because a record at or above
 * the event's seq is left alone; a record that is not here (a scope not held, a page not yet come) is left to the snapshot.
 * 'unknown' means: keep the event raw, and fold it after an upgrade.
 */
export function foldEvent(event: LoggedEvent, current: Current): readonly Change[] | 'unknown' {
  const known = knownEvent(event);
  if (known === 'unknown') return 'unknown';
  if (known === 'no_body') return [];
  return changesOf(known, event.seq, current).filter((change) => (current.get(change.kind, change.id)?.rev ?? -1) < event.seq);
}

function keysOf(event: DomainEvent): readonly Key[] {
  switch (event.type) {
    case 'customer.added':
      return [{ kind: 'customer', id: event.body.customer.id }];
    case 'customer.contact_point_added':
    case 'customer.profile_fetched':
      return [{ kind: 'customer', id: event.body.customerId }];
    case 'conversation.free_reply_changed':
    case 'conversation.block_changed':
      return [{ kind: 'conversation', id: event.body.conversationId }];
    case 'conversation.opened':
      return [{ kind: 'conversation', id: event.body.conversation.id }];
    case 'message.received':
    case 'message.sent':
      return withInteraction({ kind: 'message', id: event.body.message.id }, event.body.message.interactionId);
    case 'message.file_fetched':
    case 'message.delivery_changed':
      return [{ kind: 'message', id: event.body.messageId }];
    case 'note.added':
      return withInteraction({ kind: 'note', id: event.body.note.id }, event.body.note.interactionId);
    case 'conversation.read':
      return [{ kind: 'read_marker', id: readMarkerId(event.body.agentId, event.body.conversationId) }];
    case 'interaction.requeued':
      return [
        { kind: 'interaction', id: event.body.interaction.id },
        { kind: 'customer', id: event.body.interaction.customerId },
        { kind: 'conversation', id: event.body.interaction.conversationId },
        { kind: 'segment', id: event.body.segmentId },
      ];
    case 'interaction.queued':
      return [
        { kind: 'interaction', id: event.body.interaction.id },
        { kind: 'customer', id: event.body.interaction.customerId },
        { kind: 'conversation', id: event.body.interaction.conversationId },
      ];
    case 'reservation.offered':
      return [
        { kind: 'reservation', id: event.body.reservation.id },
        { kind: 'interaction', id: event.body.reservation.interactionId },
      ];
    case 'reservation.ended':
      return [
        { kind: 'reservation', id: event.body.reservationId },
        { kind: 'interaction', id: event.body.interactionId },
      ];
    case 'interaction.assigned': {
      const { interactionId, segmentId, reservationId, from } = event.body;
      const keys: Key[] = [
        { kind: 'interaction', id: interactionId },
        { kind: 'segment', id: segmentId },
      ];
      if (reservationId !== null) keys.push({ kind: 'reservation', id: reservationId });
      if (from !== undefined) keys.push({ kind: 'segment', id: from.segmentId });
      return keys;
    }
    case 'wrap_up.started':
    case 'wrap_up.completed':
      return [
        { kind: 'interaction', id: event.body.interactionId },
        { kind: 'segment', id: event.body.segmentId },
      ];
    case 'interaction.snoozed':
    case 'interaction.woken':
    case 'interaction.abandoned':
      return [{ kind: 'interaction', id: event.body.interactionId }];
    case 'agent.configured':
      return [{ kind: 'agent', id: event.body.agent.id }];
    case 'queue.configured':
      return [{ kind: 'queue', id: event.body.queue.id }];
    case 'disposition.configured':
      return [{ kind: 'disposition', id: event.body.disposition.id }];
    case 'agent.intent_set':
    case 'agent.connected':
    case 'agent.disconnected':
    case 'agent.queues_set':
      return [{ kind: 'agent', id: event.body.agentId }];
    case 'scope.granted':
    case 'scope.revoked':
      return [{ kind: 'grant', id: grantId(event.body.agentId, event.body.scope) }];
    case 'scope.cleared':
      return [];
  }
}

function withInteraction(key: Key, interactionId: string | null): readonly Key[] {
  return interactionId === null ? [key] : [key, { kind: 'interaction', id: interactionId }];
}

function changesOf(event: DomainEvent, seq: number, current: Current): readonly Change[] {
  switch (event.type) {
    case 'customer.added':
      return [{ kind: 'customer', id: event.body.customer.id, body: event.body.customer }];
    case 'customer.contact_point_added': {
      const { customerId, contactPoint } = event.body;
      return edit(current, 'customer', customerId, (customer) => ({
        ...customer,
        contactPoints: [...customer.contactPoints, contactPoint],
      }));
    }
    case 'customer.profile_fetched': {
      const { customerId, name, locale, picture } = event.body;
      return edit(current, 'customer', customerId, (customer) => ({
        ...customer,
        name: customer.name ?? name,
        locale: customer.locale ?? locale,
        ...(customer.picture === undefined && picture !== null ? { picture } : {}),
      }));
    }
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
      const known = current.get('read_marker', id)?.body.upToSeq ?? -1;
      return known >= event.body.upToSeq ? [] : [{ kind: 'read_marker', id, body: event.body }];
    }
    case 'interaction.queued':
      return foldIntoQueue(event.body.interaction, current);
    case 'reservation.offered': {
      const { reservation } = event.body;
      const { id: reservationId, agentId, handover } = reservation;
      if (handover !== undefined) {
        return [
          { kind: 'reservation', id: reservationId, body: reservation },
          ...editInteraction(current, reservation.interactionId, (interaction) =>
            interaction.state.is === 'handling' ? { ...interaction, handover: { reservationId, agentId } } : null,
          ),
        ];
      }
      return [
        { kind: 'reservation', id: reservationId, body: reservation },
        ...move(current, reservation.interactionId, { is: 'offered', reservationId, agentId }),
      ];
    }
    case 'reservation.ended':
      return foldReservationEnd(event.body, current);
    case 'interaction.assigned':
      return foldAssignment(event.body, current);
    case 'interaction.requeued': {
      const { interaction, segmentId, reason, at } = event.body;
      return [...foldIntoQueue(interaction, current), ...endSegment(current, segmentId, at, reason)];
    }
    case 'interaction.snoozed': {
      const { interactionId, until } = event.body;
      return editInteraction(current, interactionId, (interaction) =>
        interaction.state.is === 'handling' ? { ...interaction, snoozedUntil: until } : null,
      );
    }
    case 'interaction.woken':
      return editInteraction(current, event.body.interactionId, ({ snoozedUntil, ...interaction }) =>
        snoozedUntil === undefined ? null : interaction,
      );
    case 'wrap_up.started': {
      const { interactionId, segmentId, endedBy, at } = event.body;
      return [
        ...editInteraction(current, interactionId, (interaction) =>
          interaction.state.is === 'handling'
            ? { ...unhanded(interaction), state: { is: 'wrap_up', agentId: interaction.state.agentId, segmentId, since: at, endedBy } }
            : null,
        ),
        ...edit(current, 'segment', segmentId, (segment) => ({ ...segment, wrapUpStartedAt: at })),
      ];
    }
    case 'wrap_up.completed': {
      const { interactionId, segmentId, dispositionId, at } = event.body;
      return [
        ...editInteraction(current, interactionId, (interaction) =>
          interaction.state.is === 'wrap_up'
            ? close(interaction, {
                is: 'closed',
                at,
                agentId: interaction.state.agentId,
                dispositionId,
                endedBy: interaction.state.endedBy,
              })
            : null,
        ),
        ...endSegment(current, segmentId, at),
      ];
    }
    case 'interaction.abandoned': {
      const { interactionId, at } = event.body;
      return editInteraction(current, interactionId, (interaction) =>
        close(interaction, { is: 'closed', at, agentId: null, dispositionId: null, endedBy: 'customer' }),
      );
    }
    case 'agent.configured':
      return [{ kind: 'agent', id: event.body.agent.id, body: event.body.agent }];
    case 'queue.configured':
      return [{ kind: 'queue', id: event.body.queue.id, body: event.body.queue }];
    case 'disposition.configured':
      return [{ kind: 'disposition', id: event.body.disposition.id, body: event.body.disposition }];
    case 'agent.intent_set': {
      const { agentId, intent, at } = event.body;
      return edit(current, 'agent', agentId, (agent) => ({ ...agent, intent, intentSince: at }));
    }
    case 'agent.connected':
    case 'agent.disconnected': {
      const { agentId, at } = event.body;
      const isConnected = event.type === 'agent.connected';
      return edit(current, 'agent', agentId, (agent) =>
        agent.isConnected === isConnected ? null : { ...agent, isConnected, connectionSince: at },
      );
    }
    case 'agent.queues_set': {
      const { agentId, queueIds } = event.body;
      return edit(current, 'agent', agentId, (agent) => ({ ...agent, queueIds }));
    }
    case 'scope.granted': {
      const { agentId, scope, at } = event.body;
      return [{ kind: 'grant', id: grantId(agentId, scope), body: { agentId, scope, since: at } }];
    }
    case 'scope.revoked':
      return [{ kind: 'grant', id: grantId(event.body.agentId, event.body.scope), body: null }];
    case 'scope.cleared':
      return [];
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
          return { ...interaction, lastLine, lastCustomerSeq: seq, waitingSince: interaction.waitingSince ?? message.at };
        case 'agent':
          return { ...interaction, lastLine, waitingSince: null, firstResponseAt: interaction.firstResponseAt ?? message.at };
        case 'centre':
          return { ...interaction, lastLine };
      }
    }),
  ];
}

function foldNote({ note }: EventBody<'note.added'>, seq: number, current: Current): readonly Change[] {
  const birth: Change = { kind: 'note', id: note.id, body: { ...note, seq } };
  if (note.interactionId === null) return [birth];
  const lastNote = { authorId: note.authorId, seq };
  return [birth, ...editInteraction(current, note.interactionId, (interaction) => ({ ...interaction, lastNote }))];
}

function foldReservationEnd(body: EventBody<'reservation.ended'>, current: Current): readonly Change[] {
  const { reservationId, interactionId, outcome, reason, at } = body;
  return [
    ...edit(current, 'reservation', reservationId, (reservation) =>
      reservation.outcome === 'pending' ? { ...reservation, outcome, reason, endedAt: at } : null,
    ),
    ...editInteraction(current, interactionId, (interaction) =>
      interaction.state.is === 'offered' && interaction.state.reservationId === reservationId
        ? { ...interaction, state: { is: 'queued' } }
        : interaction.handover?.reservationId === reservationId
          ? unhanded(interaction)
          : null,
    ),
  ];
}

function foldIntoQueue(interaction: Interaction, current: Current): readonly Change[] {
  return [
    { kind: 'interaction', id: interaction.id, body: interaction },
    ...edit(current, 'customer', interaction.customerId, (customer) => withQueue(customer, interaction.queueId)),
    ...edit(current, 'conversation', interaction.conversationId, (conversation) => withQueue(conversation, interaction.queueId)),
  ];
}

/** What its owner arranged for it ends with the owner's part. */
function unhanded({ handover: _handover, snoozedUntil: _until, ...interaction }: Interaction): Interaction {
  return interaction;
}

function foldAssignment(body: EventBody<'interaction.assigned'>, current: Current): readonly Change[] {
  const { interactionId, agentId, segmentId, reservationId, how, from, at } = body;
  const interaction = current.get('interaction', interactionId)?.body;
  const accepted =
    reservationId === null
      ? []
      : edit(current, 'reservation', reservationId, (reservation) => ({ ...reservation, outcome: 'accepted', endedAt: at }));
  const left = from === undefined ? [] : endSegment(current, from.segmentId, at, how === 'taken_over' ? 'taken_over' : 'handed_over');
  if (interaction === undefined) return [...accepted, ...left];
  const { customerId, channel } = interaction;
  return [
    ...accepted,
    ...left,
    ...editInteraction(current, interactionId, (before) =>
      mayMove(before.state.is, 'handling') ? { ...unhanded(before), state: { is: 'handling', agentId, segmentId, since: at } } : null,
    ),
    {
      kind: 'segment',
      id: segmentId,
      body: {
        id: segmentId,
        interactionId,
        customerId,
        queueId: body.queueId ?? interaction.queueId,
        agentId,
        channel,
        startedAt: at,
        wrapUpStartedAt: null,
        endedAt: null,
        how,
        ...(from === undefined ? {} : { fromId: from.agentId }),
      },
    },
  ];
}

function endSegment(current: Current, segmentId: string, at: string, endedAs?: Bodies['segment']['endedAs']): readonly Change[] {
  return edit(current, 'segment', segmentId, (segment) => ({ ...segment, endedAt: at, ...(endedAs === undefined ? {} : { endedAs }) }));
}

function close(interaction: Interaction, state: Extract<InteractionState, { is: 'closed' }>): Interaction {
  return { ...interaction, state, waitingSince: null };
}

function move(current: Current, interactionId: string, state: InteractionState): readonly Change[] {
  return editInteraction(current, interactionId, (interaction) =>
    mayMove(interaction.state.is, state.is) ? { ...interaction, state } : null,
  );
}

function withQueue<T extends { queueIds: QueueId[] }>(holder: T, queueId: QueueId): T | null {
  return holder.queueIds.includes(queueId) ? null : { ...holder, queueIds: [...holder.queueIds, queueId] };
}

function editInteraction(current: Current, id: string, change: (interaction: Interaction) => Interaction | null): readonly Change[] {
  return edit(current, 'interaction', id, change);
}

/** Changes a record that is here; `null` leaves it as it is. */
function edit<K extends Kind>(current: Current, kind: K, id: string, change: (body: Bodies[K]) => Bodies[K] | null): readonly Change[] {
  const found = current.get(kind, id);
  const body = found === undefined ? null : change(found.body);
  // Kind and body belong together by Bodies[K]; the union cannot express that for an open K.
  return body === null ? [] : [{ kind, id, body } as unknown as Change];
}
