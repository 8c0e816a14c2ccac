import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import type { EventLog } from '#hub/log/event-log';
import type { DomainEvent } from '#shared/events/index';
import type { Message, Note } from '#shared/domain/message';
import { queueScope } from '#shared/domain/scope';
import { aConversation, aCustomer, aMessage, anInteraction, aNote, aQueue, aReservation } from './builders.ts';

/** Words that nobody but Mika may ever see, and no log may hold. */
export const SEALED_WORDS = '封印された話';
const NUMBER = '+819055556666';
export const SEALED_MARKERS = [SEALED_WORDS, NUMBER.slice(3)];

const AT = '2026-11-20T01:00:00.000Z';
const OF = { customerId: 'cus_sealed', conversationId: 'cnv_sealed', queueId: 'que_sealed' } as const;

/**
 * A customer whose every record is in a queue that only Mika holds: waiting work, work offered to her, a note, a line, a reply that
 * failed, a file.
 */
export async function sealWork(log: EventLog, fileId: string): Promise<void> {
  const mika = 'agt_mika' as const;
  await append(log, CONFIG_LANE, [{ type: 'queue.configured', body: { queue: aQueue({ id: OF.queueId }) } }]);
  await log.append([agentLane(mika as never)], async (writer) => {
    const agent = await writer.record('agent', mika);
    if (agent === undefined) throw new Error('there is no Mika');
    const queueIds = [...agent.queueIds, aQueue({ id: OF.queueId }).id];
    const events: DomainEvent[] = [
      { type: 'agent.queues_set', body: { agentId: agent.id, queueIds, at: AT } },
      { type: 'scope.granted', body: { agentId: agent.id, scope: queueScope(aQueue({ id: OF.queueId }).id), at: AT } },
    ];
    return { events, result: null };
  });
  const customer = aCustomer({
    id: OF.customerId,
    name: { family: SEALED_WORDS, given: '太郎' },
    contactPoints: [{ kind: 'phone', value: NUMBER, isVerified: true }],
    queueIds: [OF.queueId],
  });
  const contactPoint = { kind: 'phone' as const, value: NUMBER, isVerified: true };
  const conversation = aConversation({ id: OF.conversationId, customerId: OF.customerId, contactPoint, queueIds: [OF.queueId] });
  const file = { blobId: fileId, name: `${SEALED_WORDS}.txt`, mediaType: 'text/plain', size: 5 };
  const failed = { state: 'failed' as const, at: AT, reason: 'unreachable' };
  const line = aMessage({ ...OF, id: 'msg_sealed', interactionId: 'int_sealed', text: SEALED_WORDS, attachments: [file] });
  const reply = aMessage({
    ...OF,
    id: 'msg_failed',
    interactionId: 'int_sealed',
    author: { by: 'agent', agentId: mika },
    text: SEALED_WORDS,
    delivery: failed,
  });
  await append(log, customerLane(customer.id), [
    { type: 'customer.added', body: { customer } },
    { type: 'conversation.opened', body: { conversation } },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...OF, id: 'int_sealed' }) } },
    { type: 'message.received', body: { message: unnumbered(line) } },
    { type: 'message.sent', body: { message: unnumbered(reply) } },
    { type: 'note.added', body: { note: unnumbered(aNote({ ...OF, id: 'not_sealed', interactionId: 'int_sealed', text: SEALED_WORDS })) } },
    {
      type: 'reservation.offered',
      body: {
        reservation: aReservation({ id: 'res_sealed', interactionId: 'int_sealed', customerId: OF.customerId, queueId: OF.queueId }),
      },
    },
  ]);
}

async function append(log: EventLog, lane: string, events: readonly DomainEvent[]): Promise<void> {
  await log.append([lane], () => Promise.resolve({ events, result: null }));
}

/** As an event carries it: only the log numbers things. */
function unnumbered<T extends Message | Note>({ seq: _seq, ...rest }: T): Omit<T, 'seq'> {
  return rest;
}
