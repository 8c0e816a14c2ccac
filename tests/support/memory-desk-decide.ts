import type { Command } from '#shared/commands/index';
import { toInstant } from '#shared/domain/clock';
import type { Ids, InteractionId, NoteId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import type { Current } from '#shared/records/fold-event';
import { Failure } from '#shared/rpc/failure';

interface Situation {
  readonly now: number;
  readonly ids: Ids;
}

/** The events that the hub would log for a wish, without its rules about who may. */
export function decide(command: Command, current: Current, { now, ids }: Situation): DomainEvent[] {
  const { body, agentId } = command;
  const at = toInstant(now);
  const interactionOf = (id: InteractionId): Interaction => {
    const found = current.get('interaction', id)?.body;
    if (found === undefined) throw new Failure('not_found', 'there is no such interaction');
    return found;
  };
  const noteOf = (id: NoteId, text: string, { customerId, conversationId, id: interactionId, queueId }: Interaction): DomainEvent => ({
    type: 'note.added',
    body: { note: { id, customerId, conversationId, interactionId, queueId, authorId: agentId, text, at } },
  });
  switch (body.type) {
    case 'message.send': {
      const { customerId, queueId, channel } = interactionOf(body.interactionId);
      const message = {
        id: body.messageId,
        customerId,
        conversationId: body.conversationId,
        interactionId: body.interactionId,
        queueId,
        channel,
        author: { by: 'agent' as const, agentId },
        text: body.text,
        attachments: [],
        at,
        receivedAt: at,
        writtenAt: command.writtenAt,
        delivery: { state: 'pending' as const, at },
      };
      return [
        { type: 'message.sent', body: { message } },
        { type: 'message.delivery_changed', body: { messageId: body.messageId, state: 'sent', at } },
      ];
    }
    case 'message.resend':
      return [
        { type: 'message.delivery_changed', body: { messageId: body.messageId, state: 'pending', at } },
        { type: 'message.delivery_changed', body: { messageId: body.messageId, state: 'sent', at } },
      ];
    case 'note.add': {
      const { queueId } = interactionOf(body.interactionId);
      const { customerId, conversationId, interactionId, text } = body;
      const note = { id: body.noteId, customerId, conversationId, interactionId, queueId, authorId: agentId, text, at };
      return [{ type: 'note.added', body: { note } }];
    }
    case 'conversation.mark_read':
      return [{ type: 'conversation.read', body: { agentId, conversationId: body.conversationId, upToSeq: body.upToSeq, at } }];
    case 'reservation.accept': {
      const reservation = current.get('reservation', body.reservationId)?.body;
      if (reservation?.outcome !== 'pending') throw new Failure('conflict', 'the offer is over');
      const { id: reservationId, interactionId } = reservation;
      return [
        { type: 'interaction.assigned', body: { interactionId, agentId, segmentId: ids.segment(), reservationId, how: 'accepted', at } },
      ];
    }
    case 'reservation.decline': {
      const reservation = current.get('reservation', body.reservationId)?.body;
      if (reservation?.outcome !== 'pending') throw new Failure('conflict', 'the offer is over');
      const { id: reservationId, interactionId } = reservation;
      return [{ type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'declined', reason: body.reason, at } }];
    }
    case 'interaction.take': {
      const { id: interactionId, state } = interactionOf(body.interactionId);
      if (state.is !== 'queued') throw new Failure('conflict', 'somebody has it');
      return [
        { type: 'interaction.assigned', body: { interactionId, agentId, segmentId: ids.segment(), reservationId: null, how: 'taken', at } },
      ];
    }
    case 'interaction.give_back': {
      const { handover: _handover, ...interaction } = interactionOf(body.interactionId);
      const { state } = interaction;
      if (state.is !== 'handling') throw new Failure('conflict', 'it is not being handled');
      const queued: Interaction = { ...interaction, queueId: body.queueId, state: { is: 'queued' } };
      return [
        noteOf(body.noteId, body.note, interaction),
        { type: 'interaction.requeued', body: { interaction: queued, segmentId: state.segmentId, reason: 'given_back', at } },
      ];
    }
    case 'interaction.hand_over': {
      const interaction = interactionOf(body.interactionId);
      const reservation = {
        id: ids.reservation(),
        interactionId: interaction.id,
        customerId: interaction.customerId,
        queueId: interaction.queueId,
        agentId: body.agentId,
        offeredAt: at,
        expiresAt: toInstant(now + 60_000),
        outcome: 'pending' as const,
        endedAt: null,
        reason: null,
        handover: { fromId: agentId, note: body.note },
      };
      return [noteOf(body.noteId, body.note, interaction), { type: 'reservation.offered', body: { reservation } }];
    }
    case 'reservation.rescind': {
      const reservation = current.get('reservation', body.reservationId)?.body;
      if (reservation?.outcome !== 'pending') throw new Failure('conflict', 'the offer is over');
      const { id: reservationId, interactionId } = reservation;
      return [{ type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'rescinded', reason: null, at } }];
    }
    case 'interaction.take_over': {
      const { id: interactionId, state } = interactionOf(body.interactionId);
      if (state.is !== 'handling') throw new Failure('conflict', 'it is not being handled');
      const from = { agentId: state.agentId, segmentId: state.segmentId };
      const assigned = { interactionId, agentId, segmentId: ids.segment(), reservationId: null, how: 'taken_over' as const, from, at };
      return [{ type: 'interaction.assigned', body: assigned }];
    }
    case 'interaction.snooze':
      return [{ type: 'interaction.snoozed', body: { interactionId: body.interactionId, until: body.until, at } }];
    case 'interaction.wake':
      return [{ type: 'interaction.woken', body: { interactionId: body.interactionId, why: 'owner', at } }];
    case 'wrap_up.start': {
      const { id: interactionId, state } = interactionOf(body.interactionId);
      if (state.is !== 'handling') throw new Failure('conflict', 'it is not being handled');
      return [{ type: 'wrap_up.started', body: { interactionId, segmentId: state.segmentId, endedBy: 'agent', at } }];
    }
    case 'wrap_up.complete': {
      const { id: interactionId, state } = interactionOf(body.interactionId);
      if (state.is !== 'wrap_up') throw new Failure('conflict', 'it is not in wrap-up');
      const { dispositionId } = body;
      return [{ type: 'wrap_up.completed', body: { interactionId, segmentId: state.segmentId, dispositionId, at } }];
    }
    case 'agent.set_intent':
      return [{ type: 'agent.intent_set', body: { agentId, intent: body.intent, at } }];
    case 'agent.set_queues':
      return [{ type: 'agent.queues_set', body: { agentId: body.agentId, queueIds: body.queueIds, at } }];
  }
}
