import type { Clock } from '#shared/domain/clock';
import { toInstant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { EventLog, Writer } from '#hub/log/event-log';
import { agentLane } from '#hub/log/lanes';

/** Which agents are at a desk: one truth over all hubs, told as agent.connected and agent.disconnected on the edges only. */
export interface Presence {
  /** A desk of the agent is on the line. Several desks of one agent count as one. */
  opened(agentId: AgentId, connectionId: string): Promise<void>;
  closed(connectionId: string): Promise<void>;
  /** Renews this hub's lease and buries dead hubs; the returned function stops. */
  start(): () => void;
}

interface Dependencies {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Random for each process: a hub that comes back is another hub, and its old desks are gone. */
  readonly hubId: string;
  readonly onTrouble: (error: unknown, what: string) => void;
}

const BEAT_MS = 2_000;
/** A dead hub's desks are known to be lost after this and one beat: under ten seconds. */
const LEASE_MS = 7_000;

export function createPresence({ db, log, clock, hubId, onTrouble }: Dependencies): Presence {
  /** The desks whose line ends here, whatever the table says: after a stall another hub may have buried us. */
  const mine = new Map<string, AgentId>();

  async function opened(agentId: AgentId, connectionId: string): Promise<void> {
    mine.set(connectionId, agentId);
    await log.append([agentLane(agentId)], async (writer) => {
      // Closed again before its turn came.
      if (!mine.has(connectionId)) return { events: [], result: undefined };
      await renewLease(writer.tx);
      await writer.tx.all(
        sql`INSERT INTO desk_connection (connection_id, hub_id, agent_id) VALUES (${connectionId}, ${hubId}, ${agentId})
            ON CONFLICT (connection_id) DO NOTHING`,
      );
      return { events: await edgeOf(writer, agentId), result: undefined };
    });
  }

  async function closed(connectionId: string): Promise<void> {
    const agentId = mine.get(connectionId);
    if (agentId === undefined) return;
    mine.delete(connectionId);
    await forget(agentId, connectionId);
  }

  async function forget(agentId: AgentId, connectionId: string): Promise<void> {
    await log.append([agentLane(agentId)], async (writer) => {
      await writer.tx.all(sql`DELETE FROM desk_connection WHERE connection_id = ${connectionId}`);
      return { events: await edgeOf(writer, agentId), result: undefined };
    });
  }

  /** Compares the agent as known with the desks that live: at most one event, and only where they differ. We live: we ask. */
  async function edgeOf(writer: Writer, agentId: AgentId): Promise<readonly DomainEvent[]> {
    const agent = await writer.record('agent', agentId);
    if (agent === undefined) return [];
    const [living] = await writer.tx.all<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM desk_connection LEFT JOIN hub_lease USING (hub_id)
          WHERE agent_id = ${agentId} AND (hub_id = ${hubId} OR expires_at > ${writer.now})`,
    );
    const isConnected = (living?.count ?? 0) > 0;
    if (isConnected === agent.isConnected) return [];
    return [{ type: isConnected ? 'agent.connected' : 'agent.disconnected', body: { agentId, at: toInstant(writer.now) } }];
  }

  async function renewLease(tx: Db): Promise<void> {
    await tx.all(
      sql`INSERT INTO hub_lease (hub_id, expires_at) VALUES (${hubId}, ${clock.now() + LEASE_MS})
          ON CONFLICT (hub_id) DO UPDATE SET expires_at = excluded.expires_at`,
    );
  }

  async function beat(): Promise<void> {
    await renewLease(db);
    await levelWithMine();
    await buryDead();
  }

  /** This hub stalled beyond its lease and was buried by another, or the database did not answer when a desk came or went. */
  async function levelWithMine(): Promise<void> {
    const rows = await db.all<{ connection_id: string; agent_id: AgentId }>(
      sql`SELECT connection_id, agent_id FROM desk_connection WHERE hub_id = ${hubId}`,
    );
    const known = new Set(rows.map((row) => row.connection_id));
    for (const [connectionId, agentId] of mine) if (!known.has(connectionId)) await opened(agentId, connectionId);
    for (const row of rows) if (!mine.has(row.connection_id)) await forget(row.agent_id, row.connection_id);
  }

  async function buryDead(): Promise<void> {
    const now = clock.now();
    const lost = await db.all<{ agent_id: AgentId }>(
      sql`SELECT DISTINCT agent_id FROM desk_connection LEFT JOIN hub_lease USING (hub_id)
            WHERE hub_id <> ${hubId} AND (expires_at IS NULL OR expires_at <= ${now})
          UNION SELECT id FROM agent WHERE (body ->> 'isConnected')::boolean AND NOT EXISTS (SELECT FROM desk_connection WHERE agent_id = agent.id)`,
    );
    for (const { agent_id: agentId } of lost) {
      await log.append([agentLane(agentId)], async (writer) => {
        await writer.tx.all(
          sql`DELETE FROM desk_connection WHERE agent_id = ${agentId} AND hub_id <> ${hubId}
              AND NOT EXISTS (SELECT FROM hub_lease WHERE hub_lease.hub_id = desk_connection.hub_id AND expires_at > ${writer.now})`,
        );
        return { events: await edgeOf(writer, agentId), result: undefined };
      });
    }
    await db.all(sql`DELETE FROM hub_lease WHERE expires_at <= ${now} AND hub_id NOT IN (SELECT hub_id FROM desk_connection)`);
  }

  function start(): () => void {
    let isStopped = false;
    let cancel = (): void => undefined;
    const turn = async (): Promise<void> => {
      await beat().catch((error: unknown) => onTrouble(error, 'renewing the lease of this hub'));
      if (!isStopped) cancel = clock.setTimer(BEAT_MS, () => void turn());
    };
    void turn(); // It tells its errors itself.
    return () => {
      isStopped = true;
      cancel();
    };
  }

  return { opened, closed, start };
}
