import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import { createPasswords, setPassword } from '#hub/auth/credentials';
import { parseConfig } from '#hub/config';
import { createHub, type Hub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import { openPostgres } from '#hub/db/open-postgres';
import { openPostgresNotices } from '#hub/db/postgres-notices';
import { DEMO_QUEUES } from '#hub/demo/demo-centre';
import { agentLane, customerLane } from '#hub/log/lanes';
import type { Clock } from '#shared/domain/clock';
import { createIds, DeskId, MessageId } from '#shared/domain/ids';
import type { MessageBody } from '#shared/events/conversation-events';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, aMessage, anAgent, anInteraction } from '#tests/support/builders';
import { createTestDatabase } from '#tests/support/test-database';
import type { Opened } from './processes.ts';

/** A whole hub on a PostgreSQL database of its own, with customers who write and agents who all hear of it. */
export interface Centre {
  readonly url: string;
  readonly databaseUrl: string;
  /** A message of one of the customers, not yet logged. */
  readonly message: (index: number) => MessageBody;
  /** Logs it: decide, fold, store, tell. */
  append(message: MessageBody): Promise<void>;
  /** Logs messages until the log is so long, many in one append. */
  fillUpTo(events: number): Promise<void>;
  loggedEvents(): Promise<number>;
  /** So that no round pays for the tidying of another. */
  tidy(): Promise<void>;
  /** Signed-in desks of as many agents. */
  signIn(count: number): Promise<{ readonly token: string; readonly deskId: string }[]>;
}

const CUSTOMERS = 200;
const PER_FILLING_APPEND = 500;
const SIGN_INS_AT_ONCE = 4;
const PASSWORD = 'a password of the bench';
const QUEUE = DEMO_QUEUES.sms.id;

const clock: Clock = {
  now: () => Date.now(),
  setTimer(ms, go) {
    const timer = setTimeout(go, ms);
    return () => clearTimeout(timer);
  },
};

export async function openCentre(opened: Opened, postgresUrl: string): Promise<Centre> {
  const database = await createTestDatabase(postgresUrl);
  opened.later(() => database.drop());
  const db = openPostgres({ url: database.url });
  opened.later(() => db.close());
  const onTrouble = (error: unknown): void => console.error(error);
  const hub = await createHub({
    db,
    clock,
    ids: createIds(() => clock.now(), randomBytes),
    config: parseConfig(['--demo'], {}),
    logger: pino({ level: 'error' }),
    wire: openPostgresNotices({ url: database.url, onTrouble }),
  });
  opened.later(() => hub.close());
  const url = await hub.listen(0, '127.0.0.1');
  for (let index = 0; index < CUSTOMERS; index += 1) await addCustomer(hub, index);
  const state = { messages: 0 };
  return {
    url,
    databaseUrl: database.url,
    message: messageOf,
    async append(message) {
      await hub.log.append([customerLane(message.customerId)], () =>
        Promise.resolve({ events: [{ type: 'message.received', body: { message } }], result: null }),
      );
    },
    async fillUpTo(events) {
      for (let head = await hub.log.head(); head < events; head = await hub.log.head()) {
        const customer = state.messages % CUSTOMERS;
        const messages = Array.from({ length: Math.min(PER_FILLING_APPEND, events - head) }, () => {
          state.messages += 1;
          return { ...messageOf(customer), id: MessageId.parse(`msg_fill-${state.messages}`) };
        });
        await hub.log.append([customerLane(messageOf(customer).customerId)], () =>
          Promise.resolve({ events: messages.map((message) => ({ type: 'message.received' as const, body: { message } })), result: null }),
        );
      }
    },
    loggedEvents: () => hub.log.head(),
    async tidy() {
      await db.script('VACUUM (ANALYZE)');
      await db.all(sql`CHECKPOINT`);
    },
    signIn: (count) => signIn(hub, db, count),
  };
}

async function addCustomer({ log }: Hub, index: number): Promise<void> {
  const of = idsOf(index);
  const contactPoint = { kind: 'phone' as const, value: `+8190${String(10_000_000 + index)}`, isVerified: true };
  const customer = aCustomer({ id: of.customerId, contactPoints: [contactPoint], queueIds: [QUEUE] });
  const conversation = aConversation({ id: of.conversationId, customerId: of.customerId, contactPoint, queueIds: [QUEUE] });
  const interaction = anInteraction({ ...of, id: of.interactionId, queueId: QUEUE });
  await log.append([customerLane(customer.id)], () =>
    Promise.resolve({
      events: [
        { type: 'customer.added', body: { customer } },
        { type: 'conversation.opened', body: { conversation } },
        { type: 'interaction.queued', body: { interaction } },
      ],
      result: null,
    }),
  );
}

function messageOf(index: number): MessageBody {
  const { seq: _onlyTheLogKnows, ...message } = aMessage({ ...idsOf(index % CUSTOMERS), id: `msg_bench-${index}`, queueId: QUEUE });
  return message;
}

function idsOf(index: number): { customerId: string; conversationId: string; interactionId: string } {
  return { customerId: `cus_bench-${index}`, conversationId: `cnv_bench-${index}`, interactionId: `int_bench-${index}` };
}

async function signIn({ log, sessions }: Hub, db: Db, count: number): Promise<{ token: string; deskId: string }[]> {
  // One hash for all: argon2id is slow on purpose.
  const hash = await createPasswords().hash(PASSWORD);
  const once = { hash: () => Promise.resolve(hash), verify: () => Promise.resolve(true) };
  const desks: { token: string; deskId: string }[] = [];
  const indexes = Array.from({ length: count }, (_, index) => index);
  async function signInNext(): Promise<void> {
    for (let index = indexes.shift(); index !== undefined; index = indexes.shift()) {
      const agent = anAgent({
        id: `agt_bench-${index}`,
        loginName: `bench-${index}`,
        queueIds: [QUEUE],
        intent: { is: 'not_ready', reason: 'break' },
        isConnected: false,
      });
      const at = new Date(clock.now()).toISOString();
      await log.append([agentLane(agent.id)], () => Promise.resolve({ events: decideConfigureAgent(agent, [], at), result: null }));
      await setPassword(db, once, agent.id, PASSWORD);
      const deskId = DeskId.parse(`dsk_bench-${index}`);
      const { accessToken } = await sessions.signIn({ loginName: agent.loginName, password: PASSWORD, deskId }, '127.0.0.1');
      desks.push({ token: accessToken, deskId });
    }
  }
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signInNext));
  return desks;
}
