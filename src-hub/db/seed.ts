import { toInstant, type Clock } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import { CENTRE_ID } from '#shared/domain/centre';
import type { ConversationId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { readMarkerId } from '#shared/records/records';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import { setPassword, type Passwords } from '#hub/auth/credentials';
import { DEMO_CANNED_RESPONSES } from '#hub/demo/canned-responses';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { DEMO_CENTRE, DEMO_DISPOSITIONS, DEMO_PASSWORD, DEMO_PEOPLE, DEMO_QUEUES, DEMO_SEED } from '#hub/demo/demo-centre';
import { historyOf } from '#hub/demo/history';
import type { EventLog, Writer } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { scopesHeldBy } from '#hub/log/records';

interface Dependencies {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly passwords: Passwords;
}

const PEOPLE = Object.values(DEMO_PEOPLE);
const AGENT_LANES = PEOPLE.map(({ id }) => agentLane(id));
const MARKER = DEMO_QUEUES.chat.id;

/**
 * Makes a new store the demo's contact centre, all in one append: after a crash there is all of it or nothing. A store that
 * has been a demo before is left as it is, but for what demos have only had since.
 */
export async function seedDemo({ log, clock, passwords }: Dependencies): Promise<void> {
  const now = clock.now();
  const histories = DEMO_CUSTOMERS.map((customer) => historyOf(customer, now, DEMO_SEED)).flat();
  const lanes = [CONFIG_LANE, ...AGENT_LANES, ...DEMO_CUSTOMERS.map(({ id }) => customerLane(id))];
  await log.append(lanes, async (writer) => {
    if ((await writer.record('queue', MARKER)) !== undefined)
      return { events: [...(await queuesSince(writer)), ...(await settingsSince(writer))], result: null };
    for (const { id } of PEOPLE) await setPassword(writer.tx, passwords, id, DEMO_PASSWORD);
    return { events: [...centre(now), ...histories], result: null };
  });
  await markAsRead(log, histories);
}

function centre(now: number): readonly DomainEvent[] {
  const at = toInstant(now);
  const agents = PEOPLE.map((person): Agent => ({
    ...person,
    intent: { is: 'not_ready', reason: 'signed_out' },
    intentSince: at,
    isConnected: false,
    connectionSince: at,
    isActive: true,
  }));
  return [
    ...settings(),
    ...Object.values(DEMO_QUEUES).map((queue): DomainEvent => ({ type: 'queue.configured', body: { queue } })),
    ...Object.values(DEMO_DISPOSITIONS).map((disposition): DomainEvent => ({ type: 'disposition.configured', body: { disposition } })),
    ...agents.flatMap((agent) => decideConfigureAgent(agent, [], at)),
  ];
}

function settings(): readonly DomainEvent[] {
  return [
    { type: 'centre.configured', body: { centre: DEMO_CENTRE } },
    ...DEMO_CANNED_RESPONSES.map((cannedResponse): DomainEvent => ({ type: 'canned_response.configured', body: { cannedResponse } })),
  ];
}

/** The centre's own name and its prepared texts: in older demos nobody could set them. */
async function settingsSince(writer: Writer): Promise<readonly DomainEvent[]> {
  return (await writer.record('centre', CENTRE_ID)) === undefined ? settings() : [];
}

/** A new channel's work has a queue and people in older demos too. */
async function queuesSince(writer: Writer): Promise<DomainEvent[]> {
  const at = toInstant(writer.now);
  const isNew = await Promise.all(Object.values(DEMO_QUEUES).map(async ({ id }) => (await writer.record('queue', id)) === undefined));
  const queues = Object.values(DEMO_QUEUES).filter((_, index) => isNew[index]);
  const events: DomainEvent[] = queues.map((queue) => ({ type: 'queue.configured', body: { queue } }));
  for (const person of queues.length === 0 ? [] : PEOPLE) {
    const agent = await writer.record('agent', person.id);
    const gained = queues.map(({ id }) => id).filter((id) => person.queueIds.includes(id));
    if (agent === undefined || gained.length === 0) continue;
    const changed = { ...agent, queueIds: [...agent.queueIds, ...gained], capacity: { ...person.capacity, ...agent.capacity } };
    events.push(...decideConfigureAgent(changed, await scopesHeldBy(writer.tx, agent.id), at));
  }
  return events;
}

/** What happened before a person's first sign-in is history to them, and not unread. */
async function markAsRead(log: EventLog, histories: readonly DomainEvent[]): Promise<void> {
  const threads = histories.flatMap((event) => (event.type === 'conversation.opened' ? [event.body.conversation.id] : []));
  const [first] = threads;
  const upToSeq = await log.head();
  await log.append(AGENT_LANES, async (writer) => {
    if (first === undefined || (await writer.record('read_marker', readMarkerId(DEMO_PEOPLE.mika.id, first))) !== undefined) {
      return { events: [], result: null };
    }
    return { events: threads.flatMap((conversationId) => readBy(conversationId, upToSeq, toInstant(writer.now))), result: null };
  });
}

function readBy(conversationId: ConversationId, upToSeq: number, at: string): readonly DomainEvent[] {
  return PEOPLE.map(({ id: agentId }) => ({ type: 'conversation.read', body: { agentId, conversationId, upToSeq, at } }));
}
