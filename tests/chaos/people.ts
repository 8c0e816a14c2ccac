import { decideConfigureAgent } from '#hub/agents/decide-agent';
import { createPasswords, setPassword } from '#hub/auth/credentials';
import type { Db } from '#hub/db/db';
import { DEMO_ACCOUNTS, DEMO_QUEUES } from '#hub/demo/demo-centre';
import type { EventLog } from '#hub/log/event-log';
import { agentLane } from '#hub/log/lanes';
import type { Agent } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import { anAgent } from '#tests/support/builders';

export const QUEUES = [DEMO_QUEUES.sms.id, DEMO_QUEUES.chat.id] as const;
export const ACCOUNTS = [DEMO_ACCOUNTS.sms, DEMO_ACCOUNTS.chat] as const;
export const PASSWORD = 'correct horse battery staple';

/** Mika sits at two desks, Kenji at the third; Yuki, without a desk, says who works in which queue and moves their work. */
const BREAK = { intent: { is: 'not_ready', reason: 'break' }, isConnected: false } as const;
const CAPACITY = { chat: 4, sms: 4 };
export const PEOPLE = {
  mika: anAgent({ id: 'agt_mika', loginName: 'mika', queueIds: [...QUEUES], capacity: CAPACITY, ...BREAK }),
  kenji: anAgent({ id: 'agt_kenji', loginName: 'kenji', queueIds: [...QUEUES], capacity: CAPACITY, ...BREAK }),
  yuki: anAgent({ id: 'agt_yuki', loginName: 'yuki', role: 'supervisor', queueIds: [...QUEUES], capacity: {}, ...BREAK }),
} as const satisfies Record<string, Agent>;
export type PersonName = keyof typeof PEOPLE;

export const DESKS = [
  { name: 'mika-1', person: 'mika' },
  { name: 'mika-2', person: 'mika' },
  { name: 'kenji-1', person: 'kenji' },
] as const satisfies readonly { name: string; person: PersonName }[];
export type DeskName = (typeof DESKS)[number]['name'];

export async function seedPeople(db: Db, log: EventLog, now: number): Promise<void> {
  // One hash for all: argon2id is slow on purpose.
  const hash = await createPasswords().hash(PASSWORD);
  const once = { hash: () => Promise.resolve(hash), verify: () => Promise.resolve(true) };
  for (const agent of Object.values(PEOPLE)) {
    await log.append([agentLane(agent.id)], () =>
      Promise.resolve({ events: decideConfigureAgent(agent, [], toInstant(now)), result: null }),
    );
    await setPassword(db, once, agent.id, PASSWORD);
  }
}
