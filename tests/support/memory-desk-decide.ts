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
        attachments: body.attachments ?? [],
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
      const { customerId, conversationId, interactionId, text, attachments, mentions } = body;
      const given = { ...(attachments === undefined ? {} : { attachments }), ...(mentions === undefined ? {} : { mentions }) };
      const note = { id: body.noteId, customerId, conversationId, interactionId, queueId, authorId: agentId, text, ...given, at };
      return [{ type: 'note.added', body: { note } }];
    }
    case 'conversation.mark_read':
      return [{ type: 'conversation.read', body: { agentId, conversationId: body.conversationId, upToSeq: body.upToSeq, at } }];
    case 'conversation.mark_unread':
      return [
        { type: 'conversation.marked_unread', body: { agentId, conversationId: body.conversationId, upToSeq: body.fromSeq - 1, at } },
      ];
    case 'customer.name': {
      const name = Object.keys(body.name).length === 0 ? null : body.name;
      return [{ type: 'customer.named', body: { customerId: body.customerId, name, byId: agentId, at } }];
    }
    case 'customer.add_contact_point': {
      const { customerId, kind, value } = body;
      return [{ type: 'customer.contact_point_added', body: { customerId, contactPoint: { kind, value, isVerified: true } } }];
    }
    case 'customer.correct_contact_point': {
      const { customerId, kind, value, to } = body;
      const contactPoint = { kind, value: to, isVerified: true };
      return [{ type: 'customer.contact_point_corrected', body: { customerId, kind, value, contactPoint, byId: agentId, at } }];
    }
    case 'customer.remove_contact_point': {
      const { customerId, kind, value } = body;
      return [{ type: 'customer.contact_point_removed', body: { customerId, kind, value, byId: agentId, at } }];
    }
    case 'customer.set_locale':
      return [{ type: 'customer.locale_set', body: { customerId: body.customerId, locale: body.locale, byId: agentId, at } }];
    case 'customer.join':
    case 'interaction.start':
      throw new Failure('not_found', 'this desk has no hub that could do that');
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
    case 'interaction.assign': {
      const { id: interactionId, state } = interactionOf(body.interactionId);
      const from = state.is === 'handling' ? { from: { agentId: state.agentId, segmentId: state.segmentId } } : {};
      const assigned = { interactionId, agentId: body.agentId, segmentId: ids.segment(), reservationId: null, how: 'assigned' as const };
      return [{ type: 'interaction.assigned', body: { ...assigned, ...from, byId: agentId, at } }];
    }
    case 'interaction.move': {
      const interaction = interactionOf(body.interactionId);
      const queued: Interaction = { ...interaction, queueId: body.queueId, state: { is: 'queued' } };
      return [{ type: 'interaction.requeued', body: { interaction: queued, reason: 'moved', byId: agentId, at } }];
    }
    case 'interaction.close': {
      const { interactionId, dispositionId } = body;
      return [{ type: 'interaction.closed', body: { interactionId, segmentId: null, dispositionId, byId: agentId, at } }];
    }
    case 'interaction.reopen': {
      const interaction: Interaction = { ...interactionOf(body.interactionId), state: { is: 'queued' } };
      return [{ type: 'interaction.requeued', body: { interaction, reason: 'reopened', byId: agentId, at } }];
    }
    case 'abuse.flag':
      return [{ type: 'abuse.flagged', body: { interactionId: body.interactionId, byId: agentId, evidence: [], at } }];
    case 'abuse.withdraw':
      return [{ type: 'abuse.withdrawn', body: { interactionId: body.interactionId, byId: agentId, at } }];
    case 'abuse.acknowledge':
      return [{ type: 'abuse.acknowledged', body: { interactionId: body.interactionId, byId: agentId, at } }];
    case 'abuse.step_out': {
      const { handover: _handover, ...interaction } = interactionOf(body.interactionId);
      const waiting: Interaction = { ...interaction, state: { is: 'queued' } };
      return [{ type: 'interaction.requeued', body: { interaction: waiting, reason: 'stepped_out', at } }];
    }
    case 'interaction.close_as_spam':
      return [{ type: 'interaction.closed_as_spam', body: { interactionId: body.interactionId, segmentId: null, byId: agentId, at } }];
    case 'customer.block': {
      const { customerId } = interactionOf(body.interactionId);
      return [{ type: 'customer.blocked', body: { customerId, block: { byId: agentId, at, reason: body.reason, note: body.note } } }];
    }
    case 'customer.unblock':
      return [{ type: 'customer.unblocked', body: { customerId: interactionOf(body.interactionId).customerId, byId: agentId, at } }];
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
    case 'centre.configure':
      return [{ type: 'centre.configured', body: { centre: body.centre } }];
    case 'agent.configure': {
      const state = { intent: { is: 'not_ready' as const, reason: 'signed_out' as const }, intentSince: at };
      const before = current.get('agent', body.agent.id)?.body ?? { ...state, isConnected: false, connectionSince: at };
      return [{ type: 'agent.configured', body: { agent: { ...before, ...body.agent } } }];
    }
    case 'queue.configure':
      return [{ type: 'queue.configured', body: { queue: body.queue } }];
    case 'disposition.configure':
      return [{ type: 'disposition.configured', body: { disposition: body.disposition } }];
    case 'canned_response.configure':
      return [{ type: 'canned_response.configured', body: { cannedResponse: body.cannedResponse } }];
    case 'channel_account.configure':
      return [{ type: 'channel_account.configured', body: { account: body.account } }];
    case 'config.undo':
      throw new Failure('not_found', 'there is no such config_change');
  }
}
