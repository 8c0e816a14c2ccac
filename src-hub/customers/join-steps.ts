import type { AgentId, CustomerId } from '#shared/domain/ids';
import { customerScope } from '#shared/domain/scope';
import type { MovedRecord } from '#shared/events/customer-events';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { agentLane, customerLane } from '#hub/log/lanes';
import { getRecord, type Step } from '#hub/log/step';
import { maySee } from './customer-steps.ts';
import { decideJoin } from './decide-join.ts';

export const joinStep: Step<'customer.join'> = {
  /** Both people; whoever was joined into the one that goes; and the agents who were given that one, for their grants move along. */
  async lanes(db, { intoId, fromId }) {
    const [holders, formers] = [await holdersOf(db, fromId), await joinedInto(db, fromId)];
    return [...[intoId, fromId, ...formers].map(customerLane), ...holders.map(agentLane)];
  },
  async prepare(writer, body, { agent, now }) {
    const into = await getRecord(writer, 'customer', body.intoId);
    const from = await getRecord(writer, 'customer', body.fromId);
    const joining = {
      into,
      from,
      records: await recordsOf(writer.tx, from.id),
      holdersOfInto: await holdersOf(writer.tx, into.id),
      holdersOfFrom: await holdersOf(writer.tx, from.id),
    };
    // Nobody sees by a join what was not theirs to see: both people have to be.
    const holdsBoth = (await maySee(writer, agent, into)) && (await maySee(writer, agent, from));
    return { subject: { holdsCustomer: holdsBoth }, decide: () => decideJoin(joining, body, agent.id, now) };
  },
};

async function recordsOf(db: Db, customerId: CustomerId): Promise<readonly MovedRecord[]> {
  const formers = await joinedInto(db, customerId);
  // Threads and work first: whoever reads the page that holds a message has its thread by then.
  const kinds = ['conversation', 'interaction', 'segment', 'reservation', 'message', 'note'] as const;
  const questions = kinds.map(
    (kind, rank) => sql`SELECT ${rank}::int AS rank, ${kind}::text AS kind, id FROM ${sql.id(kind)} WHERE customer_id = ${customerId}`,
  );
  const rows = await db.all<MovedRecord>(sql`SELECT kind, id FROM (${sql.join(questions, ' UNION ALL ')}) AS one ORDER BY rank, id`);
  return [...formers.map((id): MovedRecord => ({ kind: 'customer', id })), ...rows.map(({ kind, id }) => ({ kind, id }))];
}

async function joinedInto(db: Db, customerId: CustomerId): Promise<CustomerId[]> {
  const rows = await db.all<{ id: CustomerId }>(sql`SELECT id FROM customer WHERE body ->> 'joinedInto' = ${customerId} ORDER BY id`);
  return rows.map(({ id }) => id);
}

async function holdersOf(db: Db, customerId: CustomerId): Promise<AgentId[]> {
  const rows = await db.all<{ id: AgentId }>(
    sql`SELECT agent_id AS id FROM "grant" WHERE scope = ${customerScope(customerId)} ORDER BY agent_id`,
  );
  return rows.map(({ id }) => id);
}
