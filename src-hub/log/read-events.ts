import type { AgentId } from '#shared/domain/ids';
import type { LoggedEvent } from '#shared/events/index';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

const EVENT = sql`e.seq, e.at, e.type, e.scopes, e.caused_by AS "causedBy", b.body`;

/** The log as it stands, for this hub's own reading. */
export function eventsAfter(db: Db, after: number, limit: number): Promise<LoggedEvent[]> {
  return db.all<LoggedEvent>(sql`SELECT ${EVENT} FROM event_envelope e LEFT JOIN event_body b USING (seq)
    WHERE e.seq > ${after} ORDER BY e.seq LIMIT ${limit}`);
}

/** The part that this agent may see now, and where the log stood at that same moment. One more than `limit` means: there is more. */
export async function visibleEventsAfter(
  db: Db,
  agentId: AgentId,
  after: number,
  limit: number,
): Promise<{ events: LoggedEvent[]; head: number; more: boolean }> {
  const rows = await db.all<{ head: number; event: LoggedEvent | null }>(sql`
    SELECT s.head, to_jsonb(v) AS event FROM log_state s LEFT JOIN LATERAL (
      SELECT ${EVENT} FROM event_envelope e LEFT JOIN event_body b USING (seq)
      WHERE e.seq > ${after} AND e.scopes && ${heldScopes(agentId)} ORDER BY e.seq LIMIT ${limit + 1}
    ) v ON true ORDER BY v.seq`);
  const events = rows.flatMap(({ event }) => (event === null ? [] : [event]));
  return { events: events.slice(0, limit), head: rows[0]?.head ?? 0, more: events.length > limit };
}

/** The scopes an agent holds, inside a statement: asked at the very moment. */
export function heldScopes(agentId: AgentId): Sql {
  return sql`ARRAY(SELECT g.scope FROM "grant" g WHERE g.agent_id = ${agentId})`;
}
