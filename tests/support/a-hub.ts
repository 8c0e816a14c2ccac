import pino from 'pino';
import { onTestFinished } from 'vitest';
import { setPassword, createPasswords } from '#hub/auth/credentials';
import { parseConfig } from '#hub/config';
import { createHub, type Hub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import type { NoticeWire } from '#hub/log/notices';
import { DeskId } from '#shared/domain/ids';
import type { Agent } from '#shared/domain/agent';
import type { Clock } from '#shared/domain/clock';
import type { DomainEvent } from '#shared/events/index';
import { aConversation, aCustomer, aDisposition, aMessage, anAgent, anInteraction, aQueue } from './builders.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';
import { openHubClient, type HubClient } from './hub-client.ts';

export const PASSWORD = 'correct horse battery staple';

/** Two queues, an outcome, and people of every role; nobody is ready, so no router stirs unless a test wants it. */
export const PEOPLE = {
  mika: anAgent({ id: 'agt_mika', loginName: 'mika', intent: { is: 'not_ready', reason: 'break' }, isConnected: false }),
  kenji: anAgent({
    id: 'agt_kenji',
    loginName: 'kenji',
    queueIds: ['que_2'],
    intent: { is: 'not_ready', reason: 'break' },
    isConnected: false,
  }),
  ryo: anAgent({ id: 'agt_ryo', loginName: 'ryo', role: 'lead', intent: { is: 'not_ready', reason: 'break' }, isConnected: false }),
  yuki: anAgent({
    id: 'agt_yuki',
    loginName: 'yuki',
    role: 'supervisor',
    intent: { is: 'not_ready', reason: 'break' },
    isConnected: false,
  }),
  admin: anAgent({
    id: 'agt_admin',
    loginName: 'admin',
    role: 'admin',
    queueIds: [],
    intent: { is: 'not_ready', reason: 'break' },
    isConnected: false,
  }),
} as const satisfies Record<string, Agent>;
export type PersonName = keyof typeof PEOPLE;

/** Puts queues, outcome and people into the log. */
export async function seedPeople(log: EventLog): Promise<void> {
  const config: DomainEvent[] = [
    { type: 'queue.configured', body: { queue: aQueue() } },
    { type: 'queue.configured', body: { queue: aQueue({ id: 'que_2', name: { ja: '返品', en: 'Returns' } }) } },
    { type: 'disposition.configured', body: { disposition: aDisposition() } },
  ];
  await log.append([CONFIG_LANE], () => Promise.resolve({ events: config, result: null }));
  for (const agent of Object.values(PEOPLE)) {
    await log.append([agentLane(agent.id)], () =>
      Promise.resolve({ events: decideConfigureAgent(agent, [], '2026-11-20T01:00:00.000Z'), result: null }),
    );
  }
}

/** A customer who wrote one line and waits: `n` keeps several apart. */
export async function seedWaiting(log: EventLog, n: number, queueId = 'que_1'): Promise<void> {
  const customer = aCustomer({ id: `cus_${n}` });
  const contactPoint = { kind: 'phone' as const, value: `+8190000${String(n).padStart(5, '0')}`, isVerified: true };
  const of = { customerId: customer.id, conversationId: `cnv_${n}`, queueId };
  const { seq: _seq, ...message } = aMessage({ ...of, id: `msg_${n}`, interactionId: `int_${n}` });
  const events: DomainEvent[] = [
    { type: 'customer.added', body: { customer } },
    { type: 'conversation.opened', body: { conversation: aConversation({ id: `cnv_${n}`, customerId: customer.id, contactPoint }) } },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...of, id: `int_${n}` }) } },
    { type: 'message.received', body: { message } },
  ];
  await log.append([customerLane(customer.id)], () => Promise.resolve({ events, result: null }));
}

export interface TestHub {
  readonly hub: Hub;
  readonly url: string;
  readonly clock: FakeClock;
  /** Signs in and connects; says hello unless told not to. */
  readonly desk: (person: PersonName, options?: { deskId?: string; saysHello?: boolean }) => Promise<HubClient>;
}

/** A whole hub in this process, listening on a port of its own; closed when the test ends. */
export async function openTestHub(
  db: Db,
  options: { clock?: FakeClock; wire?: NoticeWire | null; seeds?: boolean; salt?: number; closesByItself?: boolean } = {},
): Promise<TestHub> {
  const { clock = createFakeClock(), wire = null, seeds = true, salt = 0 } = options;
  const logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const hub = await createHub({ db, clock, ids: createFakeIds(salt), config: parseConfig(['--port', '0'], {}), logger, wire });
  if (options.closesByItself !== false) onTestFinished(() => hub.close());
  if (seeds) {
    await seedPeople(hub.log);
    // One hash for all: argon2id is slow on purpose.
    const hash = await createPasswords().hash(PASSWORD);
    const once = { hash: () => Promise.resolve(hash), verify: () => Promise.resolve(true) };
    for (const { id } of Object.values(PEOPLE)) await setPassword(db, once, id, PASSWORD);
  }
  const url = await hub.listen(0, '127.0.0.1');
  return { hub, url, clock, desk: (person, over) => openDesk(hub, url, clock, person, over) };
}

async function openDesk(
  hub: Hub,
  url: string,
  clock: Clock,
  person: PersonName,
  { deskId = `dsk_${person}`, saysHello = true }: { deskId?: string; saysHello?: boolean } = {},
): Promise<HubClient> {
  const desk = DeskId.parse(deskId);
  const { accessToken } = await hub.sessions.signIn({ loginName: person, password: PASSWORD, deskId: desk }, '127.0.0.1');
  const client = await openHubClient({ url, token: accessToken, agentId: PEOPLE[person].id, deskId: desk, now: () => clock.now() });
  onTestFinished(client.close);
  if (saysHello) await client.hello();
  return client;
}
