import { CustomerId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import { agentLane } from '#hub/log/lanes';
import { allOf, interactionsOfAgent, recordsById, scopesHeldBy } from '#hub/log/records';
import { getRecord, type Step } from '#hub/log/step';
import { decideIntent, decideQueues } from './decide-agent.ts';

export const setIntentStep: Step<'agent.set_intent'> = {
  lanes: () => Promise.resolve([]),
  prepare: (_writer, { intent }, { agent, now }) =>
    Promise.resolve({ subject: { ownerId: agent.id }, decide: () => decideIntent(agent, intent, now) }),
};

export const setQueuesStep: Step<'agent.set_queues'> = {
  lanes: (_db, { agentId }) => Promise.resolve([agentLane(agentId)]),
  async prepare(writer, { agentId, queueIds }, { now }) {
    const agent = await getRecord(writer, 'agent', agentId);
    const held = await scopesHeldBy(writer.tx, agentId);
    const change = {
      agent,
      held,
      customers: await recordsById(writer.tx, 'customer', customersIn(held)),
      known: new Set((await allOf(writer.tx, 'queue')).map(({ id }) => id)),
      inHand: new Set((await interactionsOfAgent(writer.tx, agentId)).map(({ customerId }) => customerId)),
    };
    return { subject: {}, decide: () => decideQueues(change, queueIds, now) };
  },
};

function customersIn(scopes: readonly Scope[]): CustomerId[] {
  return scopes.filter((scope) => scope.startsWith('customer:')).map((scope) => CustomerId.parse(scope.slice('customer:'.length)));
}
