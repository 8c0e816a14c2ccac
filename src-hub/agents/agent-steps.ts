import { AgentProfile, type Agent } from '#shared/domain/agent';
import { CustomerId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import { sql } from '#shared/sql';
import { decideConfigure } from '#hub/centre/decide-configure';
import type { Db } from '#hub/db/db';
import type { Writer } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE } from '#hub/log/lanes';
import { allOf, interactionsOfAgent, recordsById, scopesHeldBy } from '#hub/log/records';
import { getRecord, type Step } from '#hub/log/step';
import { decideIntent, decideQueues, type QueueChange } from './decide-agent.ts';

export const setIntentStep: Step<'agent.set_intent'> = {
  lanes: () => Promise.resolve([]),
  prepare: (_writer, { intent }, { agent, now }) =>
    Promise.resolve({ subject: { ownerId: agent.id }, decide: () => decideIntent(agent, intent, now) }),
};

export const setQueuesStep: Step<'agent.set_queues'> = {
  // Noted for administrators like all that is set of a person.
  lanes: (_db, { agentId }) => Promise.resolve([CONFIG_LANE, agentLane(agentId)]),
  async prepare(writer, { agentId, queueIds }, { agent, now, ids }) {
    const change = await readQueueChange(writer, await getRecord(writer, 'agent', agentId));
    return {
      subject: {},
      decide() {
        const facts = decideQueues(change, queueIds, now);
        if (!facts.some(({ type }) => type === 'agent.queues_set')) return facts;
        const before = AgentProfile.parse(change.agent);
        const after = { ...before, queueIds: [...new Set(queueIds)] };
        const by = { id: ids.configChange(), byId: agent.id, at: now };
        return decideConfigure({ kind: 'agent', recordId: agentId, before, after }, facts, by);
      },
    };
  },
};

/** Two names that differ only in case are told apart by nobody. */
export async function hasNamesake(tx: Db, { id, loginName }: Pick<Agent, 'id' | 'loginName'>): Promise<boolean> {
  return (await tx.all(sql`SELECT id FROM agent WHERE lower(login_name) = lower(${loginName}) AND id <> ${id}`)).length > 0;
}

/** All that a change of a person's queues depends on. */
export async function readQueueChange(writer: Writer, agent: Agent): Promise<QueueChange> {
  const held = await scopesHeldBy(writer.tx, agent.id);
  return {
    agent,
    held,
    customers: await recordsById(writer.tx, 'customer', customersIn(held)),
    known: new Set((await allOf(writer.tx, 'queue')).map(({ id }) => id)),
    inHand: new Set((await interactionsOfAgent(writer.tx, agent.id)).map(({ customerId }) => customerId)),
  };
}

function customersIn(scopes: readonly Scope[]): CustomerId[] {
  return scopes.filter((scope) => scope.startsWith('customer:')).map((scope) => CustomerId.parse(scope.slice('customer:'.length)));
}
