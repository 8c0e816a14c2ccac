import { expect, test } from 'vitest';
import { knowableToOutsider, reasonsToHold, type SinceWritten } from '#hub/messages/revalidate';
import type { HoldReason } from '#shared/commands/index';
import type { Channel } from '#shared/domain/conversation';
import { AgentId } from '#shared/domain/ids';
import { InteractionState } from '#shared/domain/interaction';
import { Author } from '#shared/domain/message';

const NOW = '2026-11-20T10:41:00.000Z';
const MIKA = AgentId.parse('agt_mika');
const SINCE = { segmentId: 'seg_1', since: '2026-11-20T09:00:00.000Z' };

const HANDLING = InteractionState.parse({ is: 'handling', agentId: 'agt_mika', ...SINCE });
const WRAP_UP = InteractionState.parse({ is: 'wrap_up', agentId: 'agt_mika', endedBy: 'customer', ...SINCE });
const RYOS = InteractionState.parse({ is: 'handling', agentId: 'agt_ryo', ...SINCE });
const QUEUED = InteractionState.parse({ is: 'queued' });
const OFFERED = InteractionState.parse({ is: 'offered', reservationId: 'res_1', agentId: 'agt_mika' });
const CLOSED = InteractionState.parse({ is: 'closed', at: NOW, agentId: 'agt_mika', dispositionId: null, endedBy: 'agent' });

const CUSTOMER = Author.parse({ by: 'customer' });
const CENTRE = Author.parse({ by: 'centre' });
const agent = (agentId: string): Author => Author.parse({ by: 'agent', agentId });

const block = (isBlocked: boolean): SinceWritten['conversation'] => ({ block: { isBlocked, at: NOW } });

interface Given {
  readonly state?: InteractionState;
  readonly authors?: readonly Author[];
  readonly channel?: Channel;
  readonly conversation?: SinceWritten['conversation'];
  readonly lastInboundAt?: string | null;
}

function reasons({ state = HANDLING, authors = [], channel = 'chat', conversation = {}, lastInboundAt = null }: Given): HoldReason[] {
  return reasonsToHold({ interaction: { state, channel }, conversation, authors, lastInboundAt }, { agentId: MIKA, now: NOW });
}

test.each<[string, Given, HoldReason[]]>([
  ['nothing happened', {}, []],
  ['only the agent’s own earlier replies', { authors: [agent('agt_mika')] }, []],
  ['the centre’s automatic words', { authors: [CENTRE] }, []],
  ['the customer wrote', { authors: [CUSTOMER] }, ['customer_wrote']],
  ['a colleague answered', { authors: [agent('agt_ryo')] }, ['colleague_answered']],
  ['a colleague answered, and the work came back', { state: HANDLING, authors: [agent('agt_ryo'), CENTRE] }, ['colleague_answered']],
  ['a colleague has it', { state: RYOS }, ['reassigned']],
  ['it waits in the queue again', { state: QUEUED }, ['reassigned']],
  ['it rings, be it at the writer’s own desk', { state: OFFERED }, ['reassigned']],
  ['it is closed', { state: CLOSED }, ['closed']],
  ['the customer ended the talk, and the agent wraps up', { state: WRAP_UP }, []],
  ['LINE’s customer blocked us', { channel: 'line', conversation: block(true) }, ['window_closed']],
  ['LINE’s customer let us in again', { channel: 'line', conversation: block(false) }, []],
  ['a vendor’s day is not over', { channel: 'whatsapp', lastInboundAt: '2026-11-19T10:41:00.001Z' }, []],
  ['a vendor’s day is over', { channel: 'whatsapp', lastInboundAt: '2026-11-19T10:41:00.000Z' }, ['window_closed']],
  ['nobody opened the vendor’s day', { channel: 'messenger' }, ['window_closed']],
  ['no day to keep', { channel: 'sms', lastInboundAt: '2025-01-01T00:00:00.000Z' }, []],
  [
    'everything at once',
    {
      state: RYOS,
      authors: [agent('agt_ryo'), agent('agt_mika'), CUSTOMER],
      channel: 'whatsapp',
      lastInboundAt: '2026-11-18T00:00:00.000Z',
    },
    ['customer_wrote', 'colleague_answered', 'reassigned', 'window_closed'],
  ],
  [
    'closed after the customer wrote and was answered',
    { state: CLOSED, authors: [CUSTOMER, agent('agt_ryo')] },
    ['customer_wrote', 'colleague_answered', 'closed'],
  ],
])('%s', (_what, given, expected) => {
  expect(reasons(given)).toEqual(expected);
});

test('who may read the conversation no more is told only that the work has left them', () => {
  expect(knowableToOutsider(['customer_wrote', 'colleague_answered', 'reassigned', 'window_closed'])).toEqual(['reassigned']);
  expect(knowableToOutsider(['customer_wrote', 'closed'])).toEqual(['closed']);
});
