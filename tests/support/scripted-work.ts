import type { DomainEvent } from '#shared/events/index';
import { queueScope, TEAM_SCOPE, agentScope, type Scope } from '#shared/domain/scope';
import { AgentId, MessageId, QueueId } from '#shared/domain/ids';
import { aConversation, aCustomer, aMessage, anAgent, anInteraction, aQueue } from './builders.ts';
import { MIKA } from './test-desk.ts';

// Events of a day at a small centre, as plain data, for the scripted hub.

const AT = '2026-11-20T01:00:00.000Z';

export function granted(scope: Scope, agentId = MIKA): DomainEvent {
  return { type: 'scope.granted', body: { agentId, scope, at: AT } };
}

export function revoked(scope: Scope, agentId = MIKA): DomainEvent {
  return { type: 'scope.revoked', body: { agentId, scope, at: AT } };
}

export const que = (n: number): Scope => queueScope(QueueId.parse(`que_${n}`));

/** Two queues; mika and kenji work in the first. */
export function aCentre(): DomainEvent[] {
  const kenji = anAgent({ id: 'agt_kenji', loginName: 'kenji' });
  return [
    { type: 'queue.configured', body: { queue: aQueue() } },
    { type: 'queue.configured', body: { queue: aQueue({ id: 'que_2' }) } },
    { type: 'agent.configured', body: { agent: anAgent() } },
    { type: 'agent.configured', body: { agent: kenji } },
    granted(TEAM_SCOPE),
    granted(agentScope(MIKA)),
    granted(que(1)),
    granted(que(1), AgentId.parse('agt_kenji')),
  ];
}

/** A customer's first line, in a queue. */
export function arrives(n: number, queue = 1, text = `こんにちは ${n}`): DomainEvent[] {
  const of = { customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId: `que_${queue}` };
  return [
    { type: 'customer.added', body: { customer: aCustomer({ id: `cus_${n}` }) } },
    { type: 'conversation.opened', body: { conversation: aConversation({ id: `cnv_${n}`, customerId: `cus_${n}` }) } },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...of, id: `int_${n}` }) } },
    writes(n, 1, text, queue),
  ];
}

/** Another line of customer `n`. */
export function writes(n: number, line: number, text = `${line} 行目`, queue = 1): DomainEvent {
  const { seq: _seq, ...message } = aMessage({
    id: `msg_${n}-${line}`,
    customerId: `cus_${n}`,
    conversationId: `cnv_${n}`,
    interactionId: `int_${n}`,
    queueId: `que_${queue}`,
    text,
    at: new Date(Date.parse(AT) + line * 1000).toISOString(),
  });
  return { type: 'message.received', body: { message } };
}

export function assignedToMika(n: number): DomainEvent {
  const segmentId = `seg_${n}`;
  return {
    type: 'interaction.assigned',
    body: {
      interactionId: anInteraction({ id: `int_${n}` }).id,
      agentId: MIKA,
      segmentId: segmentId as never,
      reservationId: null,
      how: 'taken',
      at: AT,
    },
  };
}

/** Our answer, as the hub logs it once it has the command. */
export function answered(n: number, messageId: string, text: string): DomainEvent {
  const { seq: _seq, ...message } = aMessage({
    id: MessageId.parse(messageId),
    customerId: `cus_${n}`,
    conversationId: `cnv_${n}`,
    interactionId: `int_${n}`,
    author: { by: 'agent', agentId: MIKA },
    text,
    delivery: { state: 'pending', at: AT },
    at: '2026-11-20T02:00:00.000Z',
  });
  return { type: 'message.sent', body: { message } };
}
