import { toInstant } from '#shared/domain/clock';
import type { Interaction } from '#shared/domain/interaction';
import { AgentId, DispositionId, QueueId, SegmentId } from '#shared/domain/ids';
import { agentScope, customerScope, queueScope, TEAM_SCOPE, type Scope } from '#shared/domain/scope';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';

// What happened in a busy centre while one desk was away, as the hub would tell it: talks of twenty lines, forty at a time, each message
// with its delivery, each talk queued, taken, wrapped up.

export const AWAY_AGENT = AgentId.parse('agt_mika');
export const AWAY_QUEUE = QueueId.parse('que_bench');
export const AWAY_SCOPES: readonly Scope[] = [agentScope(AWAY_AGENT), queueScope(AWAY_QUEUE), TEAM_SCOPE];

const LINES_A_TALK = 20;
const TALKS_AT_ONCE = 40;
const STEP_MS = 400;
const STARTED_AT = Date.parse('2026-11-20T00:00:00.000Z');

const WORDS = [
  '注文した本がまだ届きません。先週の火曜日に届くはずでしたが、追跡番号を見ても営業所から動いていないようです。返金はできますか。',
  'お問い合わせありがとうございます。配送の状況をお調べしますので、少々お待ちください。確認ができましたら、こちらからすぐにご連絡いたします。',
  '急いでいるので、今日中に電話をください。番号は 090-1234-5678 です。山田と申します。よろしくお願いいたします。',
  'ただいま配送業者に確認しております。お荷物は昨日の夕方に営業所に着いておりますので、本日の午後にはお手元に届く見込みです。ご不便をおかけして申し訳ございません。',
  'Is there a tracking page? I only have this: https://tracking.example.com/parcels/1234567890 and it says nothing at all since Monday.',
];

/** Exactly `count` of them, from `firstSeq` on. */
export function* outageEvents(count: number, firstSeq = 1): Generator<LoggedEvent> {
  const talks = Array.from({ length: TALKS_AT_ONCE }, (_, lane) => endless(lane));
  for (let n = 0; n < count; n += 1) {
    const told = talks[n % TALKS_AT_ONCE]?.next().value;
    if (told === undefined) throw new Error('a talk that never ends ended');
    yield { seq: firstSeq + n, at: toInstant(STARTED_AT + n * STEP_MS), causedBy: null, ...told };
  }
}

type Told = Pick<LoggedEvent, 'type' | 'body' | 'scopes'>;

function* endless(lane: number): Generator<Told, never> {
  for (let turn = 0; ; turn += 1) yield* talk(`${lane}-${turn}`);
}

function* talk(id: string): Generator<Told> {
  const of = { customerId: `cus_${id}`, conversationId: `cnv_${id}`, queueId: AWAY_QUEUE };
  const contactPoint = { kind: 'phone' as const, value: `+8180${String(id.replace('-', '')).padStart(8, '0')}`, isVerified: true };
  const customer = aCustomer({
    id: of.customerId,
    name: { family: `山田${id}`, given: '久美' },
    contactPoints: [contactPoint],
    queueIds: [AWAY_QUEUE],
  });
  const interaction = anInteraction({ ...of, id: `int_${id}` });
  const scopes = [customerScope(customer.id), queueScope(AWAY_QUEUE)];
  const told = (event: DomainEvent): Told => ({ ...event, scopes });
  const at = toInstant(STARTED_AT);
  const segmentId = SegmentId.parse(`seg_${id}`);
  const { id: interactionId } = interaction;
  yield told({ type: 'customer.added', body: { customer } });
  yield told({
    type: 'conversation.opened',
    body: { conversation: aConversation({ id: of.conversationId, customerId: customer.id, contactPoint, queueIds: [AWAY_QUEUE] }) },
  });
  yield told({ type: 'interaction.queued', body: { interaction } });
  yield told({
    type: 'interaction.assigned',
    body: { interactionId, agentId: AWAY_AGENT, segmentId, reservationId: null, how: 'taken', at },
  });
  for (let line = 0; line < LINES_A_TALK; line += 1) yield* said(interaction, line).map(told);
  yield told({ type: 'wrap_up.started', body: { interactionId, segmentId, endedBy: 'agent', at } });
  yield told({ type: 'wrap_up.completed', body: { interactionId, segmentId, dispositionId: DispositionId.parse('dsp_answered'), at } });
}

/** A line of the customer, or one of the agent with what became of it. */
function said({ id: interactionId, customerId, conversationId }: Interaction, line: number): DomainEvent[] {
  const isCustomers = line % 2 === 0;
  const at = toInstant(STARTED_AT + line * STEP_MS);
  const { seq: _onlyTheLogKnows, ...message } = aMessage({
    id: `msg_${interactionId.slice('int_'.length)}-${line}`,
    customerId,
    conversationId,
    interactionId,
    queueId: AWAY_QUEUE,
    text: WORDS[(line * 7 + interactionId.length) % WORDS.length] ?? '',
    at,
    receivedAt: at,
    author: isCustomers ? { by: 'customer' } : { by: 'agent', agentId: AWAY_AGENT },
    delivery: isCustomers ? null : { state: 'pending', at },
  });
  if (isCustomers) return [{ type: 'message.received', body: { message } }];
  return [
    { type: 'message.sent', body: { message } },
    { type: 'message.delivery_changed', body: { messageId: message.id, state: 'sent', at } },
    { type: 'message.delivery_changed', body: { messageId: message.id, state: 'delivered', at } },
  ];
}
