import { toInstant, type Clock } from '#shared/domain/clock';
import type { DeskState, PurgeReceipt } from '#shared/domain/desk-state';
import type { AgentId, DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { agentLane } from '#hub/log/lanes';

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
}

interface Whose {
  readonly agentId: AgentId;
  readonly deskId: DeskId;
}

/** Which desks there are, when each was here, and what it says it no longer has. */
export interface DeskRegister {
  /** Its line is open. `isLevel`: it was given all that it may see. */
  seen(desk: Whose, isLevel: boolean): Promise<void>;
  /** Logs a receipt, once: a desk that got no answer gives the same one again. */
  purged(desk: Whose, receipt: PurgeReceipt): Promise<void>;
  /** Newest first. */
  list(): Promise<DeskState[]>;
}

export function createDeskRegister({ db, log, clock }: Deps): DeskRegister {
  return {
    async seen({ agentId, deskId }, isLevel) {
      const now = toInstant(clock.now());
      const syncedAt = isLevel ? now : null;
      await db.all(sql`INSERT INTO desk (agent_id, desk_id, last_seen_at, last_synced_at) VALUES (${agentId}, ${deskId}, ${now}, ${syncedAt})
        ON CONFLICT (agent_id, desk_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
          last_synced_at = coalesce(excluded.last_synced_at, desk.last_synced_at)`);
    },
    async purged({ agentId, deskId }, receipt) {
      await log.append([agentLane(agentId)], async (writer) => {
        const { reason, at, before = null, records, files } = receipt;
        const whose = sql`agent_id = ${agentId} AND desk_id = ${deskId}`;
        const [known] = await writer.tx.all<{ last: PurgeReceipt | null }>(sql`SELECT last_purge AS last FROM desk WHERE ${whose}`);
        // Read under the agent's lane, so that the same receipt is never written twice.
        if (known === undefined || (known.last?.at === at && known.last.reason === reason)) return { events: [], result: null };
        await writer.tx.all(sql`UPDATE desk SET last_purge = ${JSON.stringify(receipt)}::text::jsonb WHERE ${whose}`);
        return { events: [{ type: 'desk.purged', body: { agentId, deskId, reason, at, before, records, files } }], result: null };
      });
    },
    list: () =>
      db.all<DeskState>(sql`SELECT agent_id AS "agentId", desk_id AS "deskId", last_seen_at AS "lastSeenAt",
        last_synced_at AS "lastSyncedAt", last_purge AS "lastPurge" FROM desk ORDER BY last_seen_at DESC, agent_id, desk_id`),
  };
}
