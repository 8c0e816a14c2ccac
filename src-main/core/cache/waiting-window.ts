import type { QueueBacklog } from '#shared/contracts/desk';
import type { Instant } from '#shared/domain/clock';
import type { AgentId, QueueId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { recordIn } from './record-rows.ts';

/** So many of what waits are in an inbox at first, and come with each further step. */
export const WAITING_STEP = 500;

/** How far into a queue an inbox reaches; what arrived later is not in it. */
export interface Edge {
  readonly queueId: QueueId;
  readonly arrivedAt: Instant;
  readonly id: string;
}

/** `edges`: of the queues that are not in it whole; `backlog`: all that waits, where there are any. */
export interface WaitingWindow {
  readonly ids: readonly string[];
  readonly edges: readonly Edge[];
  readonly backlog: readonly QueueBacklog[];
}

export const NOTHING_WAITS: WaitingWindow = { ids: [], edges: [], backlog: [] };

/**
 * The first of what waits, by arrival: so many of one's own queues and so many of all, so that either list can be read from its
 * beginning without a gap. What rings for somebody and what calls for this agent is there wherever it stands.
 */
export function waitingWindow(db: Database, agentId: AgentId, size: number): WaitingWindow {
  const ownQueues = new Set<string>(recordIn(db, 'agent', agentId)?.body.queueIds);
  const counts = countWaiting(db);
  const first = counts
    .flatMap(({ queueId }) =>
      db.all<Edge>(sql`SELECT id, queue_id AS "queueId", arrived_at AS "arrivedAt" FROM record INDEXED BY record_waiting
        WHERE kind = 'interaction' AND state IN ('queued', 'offered') AND queue_id = ${queueId} ORDER BY arrived_at, id LIMIT ${size}`),
    )
    .toSorted((a, b) => (isAfter(a, b) ? 1 : -1));
  const ofAll = first.slice(0, size);
  const ofOwn = first.filter(({ queueId }) => ownQueues.has(queueId)).slice(0, size);
  const shown = new Map([...ofAll, ...ofOwn].map((row) => [row.id, row]));
  const edges = counts.flatMap(({ queueId, count }): Edge[] => {
    const edge = (ownQueues.has(queueId) ? ofOwn : ofAll).at(-1);
    const isWhole = [...shown.values()].filter((row) => row.queueId === queueId).length === count;
    return isWhole || edge === undefined ? [] : [{ queueId, arrivedAt: edge.arrivedAt, id: edge.id }];
  });
  return { ids: [...new Set([...shown.keys(), ...wanted(db, agentId)])], edges, backlog: edges.length === 0 ? [] : counts };
}

/** Whether it waits further back than an inbox with these edges reaches. What is somebody's business by itself never does. */
export function isBeyond(edges: readonly Edge[], { kind, body }: Change): boolean {
  if (kind !== 'interaction' || body === null || body.state.is !== 'queued') return false;
  if (body.mentions !== undefined || body.abuse !== undefined) return false;
  const edge = edges.find(({ queueId }) => queueId === body.queueId);
  return edge !== undefined && isAfter(body, edge);
}

/** All that waits. No wish on its way changes that: what moves work in or out of a queue is decided at the hub. */
export function countWaiting(db: Database): QueueBacklog[] {
  return db.all<QueueBacklog>(sql`SELECT queue_id AS "queueId", count(*) AS count, min(arrived_at) AS since FROM record INDEXED BY record_waiting
    WHERE kind = 'interaction' AND state IN ('queued', 'offered') GROUP BY queue_id`);
}

function wanted(db: Database, agentId: AgentId): string[] {
  return db
    .all<{ id: string }>(sql`
      SELECT body ->> '$.interactionId' AS id FROM record INDEXED BY record_state
        WHERE kind = 'reservation' AND kind IN ('interaction', 'reservation') AND state = 'pending'
      UNION ALL
      SELECT id FROM record INDEXED BY record_called
        WHERE kind = 'interaction' AND state IN ('queued', 'offered') AND body ->> '$.mentions' IS NOT NULL
        AND EXISTS (SELECT 1 FROM json_each(body, '$.mentions') AS one WHERE one.key = ${agentId})`)
    .map(({ id }) => id);
}

function isAfter(a: Pick<Edge, 'arrivedAt' | 'id'>, b: Pick<Edge, 'arrivedAt' | 'id'>): boolean {
  return a.arrivedAt === b.arrivedAt ? a.id > b.id : a.arrivedAt > b.arrivedAt;
}
