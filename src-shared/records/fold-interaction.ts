import { mayMove, ownerOf, type AssignedHow, type Interaction, type InteractionState } from '../domain/interaction.ts';
import type { QueueId } from '../domain/ids.ts';
import type { DomainEvent, EventBody } from '../events/index.ts';
import { edit, editInteraction } from './edit-record.ts';
import type { Current } from './fold-event.ts';
import type { Bodies, Change, Key } from './records.ts';

/** Where a piece of work stands, whose it is, and whom it was offered to. */
export type InteractionEvent = Extract<DomainEvent, { type: `${'interaction' | 'reservation' | 'wrap_up' | 'abuse'}.${string}` }>;

export function isInteractionEvent(event: DomainEvent): event is InteractionEvent {
  return /^(?:interaction|reservation|wrap_up|abuse)\./.test(event.type);
}

export function keysOfInteractionEvent(event: InteractionEvent): readonly Key[] {
  switch (event.type) {
    case 'interaction.requeued':
      return [
        { kind: 'interaction', id: event.body.interaction.id },
        { kind: 'customer', id: event.body.interaction.customerId },
        { kind: 'conversation', id: event.body.interaction.conversationId },
        ...segmentKey(event.body.segmentId),
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
    case 'interaction.closed_as_spam':
    case 'interaction.closed':
      return [{ kind: 'interaction', id: event.body.interactionId }, ...segmentKey(event.body.segmentId)];
    case 'abuse.flagged':
    case 'abuse.withdrawn':
    case 'abuse.acknowledged':
    case 'interaction.snoozed':
    case 'interaction.woken':
    case 'interaction.abandoned':
      return [{ kind: 'interaction', id: event.body.interactionId }];
  }
}

function segmentKey(id: string | null | undefined): readonly Key[] {
  return id === null || id === undefined ? [] : [{ kind: 'segment', id }];
}

export function foldInteractionEvent(event: InteractionEvent, current: Current): readonly Change[] {
  switch (event.type) {
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
      return [...foldIntoQueue(interaction, current), ...(segmentId === undefined ? [] : endSegment(current, segmentId, at, reason))];
    }
    case 'abuse.flagged': {
      const { interactionId, byId, evidence, at } = event.body;
      return editInteraction(current, interactionId, (interaction) => ({
        ...interaction,
        abuse: { byId, at, evidence, steppedOutIds: interaction.abuse?.steppedOutIds ?? [] },
      }));
    }
    case 'abuse.withdrawn':
      return editInteraction(current, event.body.interactionId, ({ abuse, ...interaction }) => (abuse === undefined ? null : interaction));
    case 'abuse.acknowledged': {
      const { interactionId, byId } = event.body;
      return editInteraction(current, interactionId, (interaction) =>
        interaction.abuse === undefined ? null : { ...interaction, abuse: { ...interaction.abuse, acknowledgedById: byId } },
      );
    }
    case 'interaction.closed_as_spam': {
      const { interactionId, segmentId, byId, at } = event.body;
      return [
        ...editInteraction(current, interactionId, (interaction) =>
          close(unhanded(interaction), {
            is: 'closed',
            at,
            agentId: ownerOf(interaction.state),
            dispositionId: null,
            endedBy: 'agent',
            byId,
            isSpam: true,
          }),
        ),
        ...(segmentId === null ? [] : endSegment(current, segmentId, at)),
      ];
    }
    case 'interaction.closed': {
      const { interactionId, segmentId, dispositionId, byId, at } = event.body;
      return [
        ...editInteraction(current, interactionId, (interaction) =>
          close(unhanded(interaction), { is: 'closed', at, agentId: ownerOf(interaction.state), dispositionId, endedBy: 'agent', byId }),
        ),
        ...(segmentId === null ? [] : endSegment(current, segmentId, at)),
      ];
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
  }
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

/** How work left the one who had it, by how the next one came to it. */
const LEFT_AS = {
  accepted: 'handed_over',
  started: 'handed_over',
  taken: 'handed_over',
  handed_over: 'handed_over',
  taken_over: 'taken_over',
  assigned: 'reassigned',
} as const satisfies Record<AssignedHow, Bodies['segment']['endedAs']>;

function foldAssignment(body: EventBody<'interaction.assigned'>, current: Current): readonly Change[] {
  const { interactionId, agentId, segmentId, reservationId, how, from, byId, at } = body;
  const interaction = current.get('interaction', interactionId)?.body;
  const accepted =
    reservationId === null
      ? []
      : edit(current, 'reservation', reservationId, (reservation) => ({ ...reservation, outcome: 'accepted', endedAt: at }));
  const left = from === undefined ? [] : endSegment(current, from.segmentId, at, LEFT_AS[how]);
  if (interaction === undefined) return [...accepted, ...left];
  // Of the event where it says so: the interaction here may be newer than the event.
  const { customerId = interaction.customerId } = body;
  const { channel } = interaction;
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
        ...(byId === undefined ? {} : { byId }),
      },
    },
  ];
}

/** What its owner arranged for it ends with the owner's part. */
function unhanded({ handover: _handover, snoozedUntil: _until, ...interaction }: Interaction): Interaction {
  return interaction;
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
