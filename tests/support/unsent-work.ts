import type { Command, HoldReason } from '#shared/commands/index';
import { Command as CommandSchema } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CommandId, DispositionId, SegmentId } from '#shared/domain/ids';
import { aMessage } from './builders.ts';
import type { MemoryDesk } from './memory-desk.ts';

const MINUTE_MS = 60_000;
const MIKA = AgentId.parse('agt_mika');
const KENJI = AgentId.parse('agt_kenji');

/**
 * The morning after an outage: so many replies of Mika's, each to a customer of its own, most of them held. Every fifth of them in turn:
 * the customer wrote again; a colleague answered; a colleague has the work; it was closed; the hub refused it.
 */
export function leaveUnsent(memory: MemoryDesk, count: number, now: number): void {
  const waiting = memory
    .openInteractions()
    .filter(({ state }) => state.is === 'queued')
    .slice(0, count);
  const items = waiting.map((work, n): OutboxItem => {
    const writtenAt = toInstant(now - (count - n) * 3 * MINUTE_MS);
    const at = toInstant(now - MINUTE_MS);
    const { id: interactionId, conversationId, customerId, queueId, channel } = work;
    const assigned = { interactionId, reservationId: null, how: 'taken' as const, at: writtenAt };
    memory.log({ type: 'interaction.assigned', body: { ...assigned, agentId: MIKA, segmentId: SegmentId.parse(`seg_u${n}`) } });
    const basis = memory.seq();
    const says = (author: { by: 'customer' } | { by: 'agent'; agentId: string }, text: string): void => {
      const { seq: _seq, ...message } = aMessage({
        id: `msg_since${n}`,
        customerId,
        conversationId,
        interactionId,
        queueId,
        channel,
        author,
        text,
        at,
        receivedAt: at,
        delivery: author.by === 'agent' ? { state: 'sent', at } : null,
      });
      memory.log(author.by === 'agent' ? { type: 'message.sent', body: { message } } : { type: 'message.received', body: { message } });
    };
    const command: Command = CommandSchema.parse({
      commandId: `cmd_unsent${n}`,
      agentId: MIKA,
      deskId: 'dsk_memory',
      writtenAt,
      basis,
      body: {
        type: 'message.send',
        interactionId,
        conversationId,
        customerId,
        messageId: `msg_unsent${n}`,
        text: `お待たせしております。お問い合わせの件、${n + 1}日以内に確認してご連絡いたします。`,
      },
    });
    const held = (...reasons: HoldReason[]): OutboxItem => ({ command, state: { is: 'held', reasons, seq: memory.seq() } });
    switch (n % 5) {
      case 0:
        says({ by: 'customer' }, 'すみません、やはり解決しました。ありがとうございました。');
        return held('customer_wrote');
      case 1:
        says({ by: 'agent', agentId: KENJI }, '佐藤です。代わりにお答えします。本日発送いたしました。');
        return held('colleague_answered');
      case 2:
        memory.log({
          type: 'interaction.assigned',
          body: {
            ...assigned,
            agentId: KENJI,
            segmentId: SegmentId.parse(`seg_k${n}`),
            how: 'taken_over',
            from: { agentId: MIKA, segmentId: SegmentId.parse(`seg_u${n}`) },
          },
        });
        return { command, state: { is: 'held', reasons: ['reassigned'], seq: memory.seq(), ownerId: KENJI } };
      case 3:
        memory.log({
          type: 'interaction.closed',
          body: { interactionId, segmentId: null, dispositionId: DispositionId.parse('dsp_done'), byId: KENJI, at },
        });
        return held('closed');
      default:
        return { command, state: { is: 'refused', failure: { code: 'conflict', message: 'the talk has ended', retryable: false } } };
    }
  });
  memory.putOutbox(items);
}

export const unsentId = (n: number): CommandId => CommandId.parse(`cmd_unsent${n}`);
