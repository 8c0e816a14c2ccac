import { DEMO_ACCOUNTS, DEMO_DISPOSITIONS, DEMO_PEOPLE, DEMO_QUEUES } from '#hub/demo/demo-centre';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, customerLane } from '#hub/log/lanes';
import { toInstant, type Instant } from '#shared/domain/clock';
import { DispositionId, SegmentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import { aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';

/** A customer with a long past, who has just written again and waits. */
export interface LongTimeline {
  /** Unlike every other on the page. */
  readonly name: string;
  readonly messages: number;
  /** The words of the newest message, which nobody else wrote. */
  readonly newest: string;
}

const LINES_A_TALK = 20;
const TALKS_AN_APPEND = 20;
const DAY_MS = 86_400_000;
const LINE_MS = 50_000;
const { id: QUEUE } = DEMO_QUEUES.sms;
const { id: AGENT } = DEMO_PEOPLE.mika;
const { id: DISPOSITION } = DEMO_DISPOSITIONS.answered;

const WORDS = [
  '注文した本がまだ届きません。',
  'お問い合わせありがとうございます。配送の状況をお調べしますので、少々お待ちください。',
  'はい',
  'ただいま配送業者に確認しております。お荷物は昨日の夕方に営業所に着いておりますので、本日の午後にはお手元に届く見込みです。ご不便をおかけして申し訳ございません。またご不明な点がございましたら、いつでもご連絡ください。',
  'Is there a tracking page? I only have this: https://tracking.example.com/parcels/1234567890',
  'Thank you, that was quick.\n\nOne more thing: can the second parcel go to my office?\nThe address is the same as last time.',
];

/** One talk a day for as many days as it takes; each handled and closed but the last, which waits in the queue. */
export async function seedTimeline(log: EventLog, messages: number, now: number): Promise<LongTimeline> {
  const name = `長井${messages}`;
  const newest = `これが${messages}通目の最後のお便りです。`;
  const id = `bench-${messages}`;
  const contactPoint = { kind: 'phone' as const, value: `+8180${String(10_000_000 + messages)}`, isVerified: true };
  const customer = aCustomer({ id: `cus_${id}`, name: { family: name, given: '久美' }, contactPoints: [contactPoint], queueIds: [QUEUE] });
  const of = { customerId: customer.id, accountId: DEMO_ACCOUNTS.sms, contactPoint, queueIds: [QUEUE] };
  const conversation = aConversation({ ...of, id: `cnv_${id}` });
  const days = Math.ceil(messages / LINES_A_TALK);
  let events: DomainEvent[] = [
    { type: 'customer.added', body: { customer } },
    { type: 'conversation.opened', body: { conversation } },
  ];
  for (let day = 0; day < days; day += 1) {
    const isLast = day === days - 1;
    const lines = isLast ? messages - day * LINES_A_TALK : LINES_A_TALK;
    const startsAt = now - (days - day) * DAY_MS;
    const interaction = anInteraction({
      id: `int_${id}-${day}`,
      customerId: customer.id,
      conversationId: conversation.id,
      queueId: QUEUE,
      arrivedAt: toInstant(startsAt),
    });
    events.push(...talk(interaction, { lines, startsAt, last: isLast ? newest : null }));
    if (!isLast && (day + 1) % TALKS_AN_APPEND !== 0) continue;
    await log.append([customerLane(customer.id)], () => Promise.resolve({ events, result: null }));
    events = [];
  }
  // What was said before the day's work began is no news to anybody.
  const upToSeq = await log.head();
  const at = toInstant(now);
  await log.append([agentLane(AGENT)], () =>
    Promise.resolve({
      events: [{ type: 'conversation.read', body: { agentId: AGENT, conversationId: conversation.id, upToSeq, at } }],
      result: null,
    }),
  );
  return { name, messages, newest };
}

interface Telling {
  readonly lines: number;
  readonly startsAt: number;
  /** The last words of a talk that goes on; null where it is over. */
  readonly last: string | null;
}

function talk(interaction: Interaction, { lines, startsAt, last }: Telling): DomainEvent[] {
  const interactionId = interaction.id;
  const segmentId = SegmentId.parse(`seg_${interactionId.slice('int_'.length)}`);
  const at = (line: number): Instant => toInstant(startsAt + line * LINE_MS);
  const said = Array.from({ length: lines }, (_, line) => {
    const isLast = line === lines - 1;
    return message(interaction, line, {
      at: at(line + 1),
      text: isLast && last !== null ? last : (WORDS[(line * 5 + lines) % WORDS.length] ?? ''),
      isCustomers: line % 2 === 0 || (isLast && last !== null),
    });
  });
  if (last !== null) return [{ type: 'interaction.queued', body: { interaction } }, ...said];
  return [
    { type: 'interaction.queued', body: { interaction } },
    { type: 'interaction.assigned', body: { interactionId, agentId: AGENT, segmentId, reservationId: null, how: 'taken', at: at(0) } },
    ...said,
    { type: 'wrap_up.started', body: { interactionId, segmentId, endedBy: 'agent', at: at(lines + 1) } },
    { type: 'wrap_up.completed', body: { interactionId, segmentId, dispositionId: DispositionId.parse(DISPOSITION), at: at(lines + 2) } },
  ];
}

interface Line {
  readonly at: Instant;
  readonly text: string;
  readonly isCustomers: boolean;
}

function message(
  { id: interactionId, customerId, conversationId }: Interaction,
  line: number,
  { at, text, isCustomers }: Line,
): DomainEvent {
  const { seq: _onlyTheLogKnows, ...body } = aMessage({
    id: `msg_${interactionId.slice('int_'.length)}-${line}`,
    customerId,
    conversationId,
    interactionId,
    queueId: QUEUE,
    text,
    at,
    receivedAt: at,
    author: isCustomers ? { by: 'customer' } : { by: 'agent', agentId: AGENT },
    delivery: isCustomers ? null : { state: 'delivered', at },
  });
  return isCustomers ? { type: 'message.received', body: { message: body } } : { type: 'message.sent', body: { message: body } };
}
