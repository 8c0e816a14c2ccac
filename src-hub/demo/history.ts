import { toInstant } from '#shared/domain/clock';
import type { ContactPoint } from '#shared/domain/customer';
import type { Conversation } from '#shared/domain/conversation';
import { ConversationId, createIds, type AgentId, type Ids, type QueueId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import type { MessageBody } from '#shared/events/conversation-events';
import { createRandom, type Random } from '#hub/simulator/random';
import type { DemoCustomer } from './customers.ts';
import { DEMO_ACCOUNTS, DEMO_DISPOSITIONS, DEMO_PEOPLE, DEMO_QUEUES } from './demo-centre.ts';
import { createFacts, fillIn } from './facts.ts';
import type { PastTalk } from './past-talk.ts';
import { PAST_TALKS_EN } from './past-talks-en.ts';
import { PAST_TALKS_JA } from './past-talks-ja.ts';

const DAY_MS = 86_400_000;
const OLDEST_DAYS = 35;
const TALKS_AT_MOST = 4;
const TOKYO_MS = 9 * 3_600_000;
const OPENS_AT_MS = 9 * 3_600_000;
const OPEN_MINUTES = 9 * 60;

type SeededChannel = 'chat' | 'sms';

/** Who a customer is and what was said with them in the last weeks, as events: the same for the same seed, relative to `now`. */
export function historyOf(customer: DemoCustomer, now: number, seed: string): readonly DomainEvent[] {
  const random = createRandom(`${seed} history ${customer.id}`);
  const time = { now: 0 };
  const ids = createIds(
    () => time.now,
    (count) => Uint8Array.from({ length: count }, () => random.between(0, 255)),
  );
  const begins = beginningsOf(random, now);
  const threads = new Map<SeededChannel, Conversation>();
  const talks = shuffled(customer.locale === 'ja' ? PAST_TALKS_JA : PAST_TALKS_EN, random);
  const events: DomainEvent[] = [];
  for (const [index, begin] of begins.entries()) {
    const talk = talks[index % talks.length];
    if (talk === undefined) continue;
    time.now = begin;
    const channel: SeededChannel = random.chance(0.6) ? 'chat' : 'sms';
    const known = threads.get(channel);
    const { id: queueId } = talk.isReturns === true ? DEMO_QUEUES.returns : DEMO_QUEUES[channel];
    if (events.length === 0) events.push(born(customer, queueId, begin));
    const thread = known ?? newThread(customer, { channel, queueId, at: begin });
    threads.set(channel, thread);
    if (known === undefined) events.push({ type: 'conversation.opened', body: { conversation: thread } });
    events.push(...tell({ talk, customer, thread, channel, queueId, time, ids, random }));
  }
  return events;
}

/** Some days ago each, in opening hours, oldest first. */
function beginningsOf(random: Random, now: number): readonly number[] {
  const midnight = Math.floor((now + TOKYO_MS) / DAY_MS) * DAY_MS - TOKYO_MS;
  const days = Array.from({ length: random.between(1, TALKS_AT_MOST) }, () => random.between(1, OLDEST_DAYS));
  return [...new Set(days)]
    .toSorted((a, b) => b - a)
    .map((day) => midnight - day * DAY_MS + OPENS_AT_MS + random.between(0, OPEN_MINUTES) * 60_000 + random.between(0, 59_999));
}

function shuffled<T>(all: readonly T[], random: Random): readonly T[] {
  return all
    .map((one) => ({ one, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

function born({ id, name, locale, phoneNumber, visitorId, email }: DemoCustomer, queueId: QueueId, at: number): DomainEvent {
  const contactPoints: ContactPoint[] = [
    { kind: 'phone', value: phoneNumber, isVerified: true },
    { kind: 'visitor', value: visitorId, isVerified: true },
    { kind: 'email', value: email, isVerified: false },
  ];
  return { type: 'customer.added', body: { customer: { id, name, locale, contactPoints, queueIds: [queueId], createdAt: toInstant(at) } } };
}

/** Its id is the same whenever the demo is seeded, so that a second start can tell what the first one did. */
function newThread(
  customer: DemoCustomer,
  { channel, queueId, at }: { channel: SeededChannel; queueId: QueueId; at: number },
): Conversation {
  const isChat = channel === 'chat';
  return {
    id: ConversationId.parse(`cnv_${customer.id.slice('cus_'.length)}-${channel}`),
    customerId: customer.id,
    channel,
    accountId: isChat ? DEMO_ACCOUNTS.simulatedChat : DEMO_ACCOUNTS.simulatedSms,
    contactPoint: isChat
      ? { kind: 'visitor', value: customer.visitorId, isVerified: true }
      : { kind: 'phone', value: customer.phoneNumber, isVerified: true },
    queueIds: [queueId],
    openedAt: toInstant(at),
  };
}

interface Telling {
  readonly talk: PastTalk;
  readonly customer: DemoCustomer;
  readonly thread: Conversation;
  readonly channel: SeededChannel;
  readonly queueId: QueueId;
  /** Moves on as the talk is told, so that ids are minted at their time too. */
  readonly time: { now: number };
  readonly ids: Ids;
  readonly random: Random;
}

function tell({ talk, customer, thread, channel, queueId, time, ids, random }: Telling): readonly DomainEvent[] {
  const agent = talk.isReturns === true ? DEMO_PEOPLE.ryo : random.pick([DEMO_PEOPLE.mika, DEMO_PEOPLE.kenji, DEMO_PEOPLE.sara]);
  const facts = {
    ...createFacts(customer, talk.kinds, time.now, random),
    agent: agent.publicName[customer.locale],
    dear: customer.locale === 'ja' ? `${customer.name.family ?? ''}様` : (customer.name.given ?? ''),
  };
  const interaction: Interaction = {
    id: ids.interaction(),
    customerId: customer.id,
    conversationId: thread.id,
    channel,
    queueId,
    arrivedAt: toInstant(time.now),
    state: { is: 'queued' },
    waitingSince: null,
    firstResponseAt: null,
    lastLine: null,
  };
  const segmentId = ids.segment();
  const events: DomainEvent[] = [{ type: 'interaction.queued', body: { interaction } }];
  for (const [by, phrase] of talk.lines) {
    if (by !== 'customer' && !events.some(({ type }) => type === 'interaction.assigned')) {
      pass(time, random.between(10, 80));
      const body = {
        interactionId: interaction.id,
        agentId: agent.id,
        segmentId,
        reservationId: null,
        how: 'taken',
        at: toInstant(time.now),
      };
      events.push({ type: 'interaction.assigned', body: { ...body, how: 'taken' } });
      // Nobody answers in the second of taking; and of two things of one moment the message would stand first.
      pass(time, 7);
    }
    events.push(lineOf(by, fillIn(phrase, facts), { interaction, agentId: agent.id, time, ids }));
    pass(time, random.between(20, 110));
  }
  const endedBy = channel === 'chat' && random.chance(0.3) ? 'customer' : 'agent';
  events.push({ type: 'wrap_up.started', body: { interactionId: interaction.id, segmentId, endedBy, at: toInstant(time.now) } });
  pass(time, random.between(15, 70));
  const dispositionId = DEMO_DISPOSITIONS[talk.outcome].id;
  events.push({ type: 'wrap_up.completed', body: { interactionId: interaction.id, segmentId, dispositionId, at: toInstant(time.now) } });
  return events;
}

interface Place {
  readonly interaction: Interaction;
  readonly agentId: AgentId;
  readonly time: { readonly now: number };
  readonly ids: Ids;
}

function lineOf(by: 'customer' | 'agent' | 'note', text: string, { interaction, agentId, time, ids }: Place): DomainEvent {
  const { id: interactionId, customerId, conversationId, queueId, channel } = interaction;
  const at = toInstant(time.now);
  const place = { customerId, conversationId, interactionId, queueId, text, at };
  const message = (author: MessageBody['author'], delivery: MessageBody['delivery']): MessageBody => ({
    ...place,
    id: ids.message(),
    channel,
    author,
    attachments: [],
    receivedAt: at,
    delivery,
  });
  switch (by) {
    case 'customer':
      return { type: 'message.received', body: { message: message({ by: 'customer' }, null) } };
    case 'agent': {
      const state = channel === 'chat' ? 'read' : 'delivered';
      return { type: 'message.sent', body: { message: message({ by: 'agent', agentId }, { state, at }) } };
    }
    case 'note':
      return { type: 'note.added', body: { note: { ...place, id: ids.note(), authorId: agentId } } };
  }
}

function pass(time: { now: number }, seconds: number): void {
  time.now += seconds * 1_000;
}
