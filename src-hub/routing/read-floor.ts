import type { Agent } from '#shared/domain/agent';
import { fromInstant, type Instant } from '#shared/domain/clock';
import type { Channel } from '#shared/domain/conversation';
import type { AgentId, CustomerId, InteractionId, QueueId, ReservationId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { Candidate, Waiting } from './match.ts';

/** The longest waiting of each queue and channel are enough for one round of offers; a backlog of any size costs no more. */
const DEPTH = 100;
/** Whoever has more at once than this ended the last work inside the last so many. */
const RECENT_SEGMENTS = 50;

export interface WaitingOfCustomer extends Waiting {
  readonly customerId: CustomerId;
}

export async function waitingInteractions(db: Db): Promise<readonly WaitingOfCustomer[]> {
  const rows = await db.all<{
    id: InteractionId;
    customer_id: CustomerId;
    queue_id: QueueId;
    channel: Channel;
    arrived_at: Instant;
    former_agent_id: AgentId | null;
    stepped_out_ids: AgentId[] | null;
    refusals: { agentId: AgentId; at: Instant }[] | null;
  }>(sql`
    SELECT id, customer_id, queue_id, channel, arrived_at, body ->> 'formerAgentId' AS former_agent_id,
      body -> 'abuse' -> 'steppedOutIds' AS stepped_out_ids,
      (SELECT json_agg(json_build_object('agentId', agent_id, 'at', at))
       FROM (SELECT agent_id, body ->> 'endedAt' AS at FROM reservation
             WHERE interaction_id = oldest.id AND outcome IN ('declined', 'timed_out')
             -- Who had it and has it no more is not offered it straight back.
             UNION ALL SELECT agent_id, ended_at FROM segment WHERE interaction_id = oldest.id AND ended_at IS NOT NULL
       ) AS refusal) AS refusals
    FROM (
      SELECT *, row_number() OVER (PARTITION BY queue_id, channel ORDER BY arrived_at, id) AS place FROM interaction
      WHERE state = 'queued' AND EXISTS (SELECT FROM queue WHERE queue.id = queue_id)
    ) AS oldest
    WHERE place <= ${DEPTH}`);
  return rows.map((row) => ({
    interactionId: row.id,
    customerId: row.customer_id,
    queueId: row.queue_id,
    channel: row.channel,
    arrivedAt: fromInstant(row.arrived_at),
    formerAgentId: row.former_agent_id,
    steppedOutIds: row.stepped_out_ids ?? [],
    refusals: (row.refusals ?? []).map(({ agentId, at }) => ({ agentId, at: fromInstant(at) })),
  }));
}

/** Everybody who is ready now, with what is in hand. */
export function readyCandidates(db: Db): Promise<readonly Candidate[]> {
  return candidates(db, sql`body -> 'intent' ->> 'is' = 'ready' AND (body ->> 'isConnected')::boolean`);
}

export async function findCandidate(db: Db, agentId: AgentId): Promise<Candidate | undefined> {
  return (await candidates(db, sql`agent.id = ${agentId}`))[0];
}

async function candidates(db: Db, condition: Sql): Promise<readonly Candidate[]> {
  const rows = await db.all<{
    body: Agent;
    handling: Partial<Record<Channel, number>> | null;
    is_in_wrap_up: boolean;
    is_ringing: boolean;
    worked_at: Instant | null;
  }>(sql`
    SELECT agent.body,
      (SELECT json_object_agg(channel, count) FROM (
         SELECT channel, count(*) AS count FROM interaction
         -- What is laid aside takes no place.
         WHERE agent_id = agent.id AND state IN ('offered', 'handling') AND body -> 'snoozedUntil' IS NULL GROUP BY channel
       ) AS counted) AS handling,
      EXISTS (SELECT FROM interaction WHERE agent_id = agent.id AND state = 'wrap_up') AS is_in_wrap_up,
      EXISTS (SELECT FROM reservation WHERE agent_id = agent.id AND outcome = 'pending') AS is_ringing,
      (SELECT max(coalesce(ended_at, started_at)) FROM (
         SELECT started_at, ended_at FROM segment WHERE agent_id = agent.id ORDER BY started_at DESC LIMIT ${RECENT_SEGMENTS}
       ) AS recent) AS worked_at
    FROM agent WHERE ${condition}`);
  return rows.map(({ body: agent, ...row }) => ({
    agentId: agent.id,
    isReady: agent.intent.is === 'ready' && agent.isConnected && agent.isActive && can(agent.role, 'interaction.handle'),
    queueIds: agent.queueIds,
    capacity: agent.capacity,
    handling: row.handling ?? {},
    isInWrapUp: row.is_in_wrap_up,
    isRinging: row.is_ringing,
    // A break is not idling; a line that was lost for a moment is.
    idleSince: Math.max(fromInstant(agent.intentSince), row.worked_at === null ? 0 : fromInstant(row.worked_at)),
  }));
}

export interface LostOffer {
  readonly reservationId: ReservationId;
  readonly customerId: CustomerId;
  readonly agentId: AgentId;
}

/** Offers that ring where nobody can take them any more. */
export async function lostOffers(db: Db): Promise<readonly LostOffer[]> {
  const rows = await db.all<{ id: ReservationId; customer_id: CustomerId; agent_id: AgentId }>(sql`
    SELECT reservation.id, customer_id, agent_id FROM reservation JOIN agent ON agent.id = agent_id
    WHERE outcome = 'pending' AND NOT (
      (agent.body -> 'intent' ->> 'is' = 'ready' OR reservation.body -> 'handover' IS NOT NULL) AND (agent.body ->> 'isConnected')::boolean AND (agent.body ->> 'isActive')::boolean
      AND jsonb_exists(agent.body -> 'queueIds', queue_id))`);
  return rows.map((row) => ({ reservationId: row.id, customerId: row.customer_id, agentId: row.agent_id }));
}
