import { createHash } from 'node:crypto';
import type { ContactPoint } from '#shared/domain/customer';
import type { AgentId, CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// Whoever writes locks the lanes of what is written, until commit. So what was read under a lane is still true when the events
// that follow from it are folded, and writers of different customers do not wait for each other until the log itself.

/** What administrators set, less people: the centre, its queues, dispositions, canned responses, channel accounts. */
export const CONFIG_LANE = 'config';

/** A customer with conversations, interactions, messages, notes, reservations and segments. */
export function customerLane(id: CustomerId): string {
  return `customer:${id}`;
}

/** Of customers who were joined into the one of this lane: whoever knew a record as theirs holds one of these. */
export async function lanesJoinedInto(db: Db, lane: string): Promise<readonly string[]> {
  const [kind, id] = lane.split(':');
  if (kind !== 'customer') return [];
  const rows = await db.all<{ id: CustomerId }>(sql`SELECT id FROM customer WHERE body ->> 'joinedInto' = ${id}`);
  return rows.map((row) => customerLane(row.id));
}

/** An agent with grants and read markers. */
export function agentLane(id: AgentId): string {
  return `agent:${id}`;
}

/** Who somebody is, before it is known: two first messages of one stranger, even to two accounts, stand in one line. */
export function contactLane(point: Pick<ContactPoint, 'kind' | 'value'>): string {
  return `contact:${point.kind}:${point.value}`;
}

/** Sorted by key, so that two writers with the same lanes never wait for each other in a ring. */
export async function lockLanes(tx: Db, lanes: readonly string[]): Promise<void> {
  const keys = [...new Set(lanes.map(keyOf))].toSorted((a, b) => (a < b ? -1 : 1));
  if (keys.length === 0) return;
  await tx.all(sql`SELECT pg_advisory_xact_lock(key) FROM unnest(${keys.map(String)}::bigint[]) AS key`);
}

function keyOf(lane: string): bigint {
  return createHash('sha256').update(lane).digest().readBigInt64BE();
}

/** The lane that a record may be written under. */
export function laneOf(record: Change): string | null {
  if (record.body === null) return null;
  switch (record.kind) {
    case 'customer':
      return customerLane(record.body.id);
    case 'conversation':
    case 'interaction':
    case 'segment':
    case 'message':
    case 'note':
    case 'reservation':
      return customerLane(record.body.customerId);
    case 'agent':
      return agentLane(record.body.id);
    case 'read_marker':
    case 'grant':
      return agentLane(record.body.agentId);
    case 'queue':
    case 'disposition':
    case 'centre':
    case 'canned_response':
    case 'channel_account':
    case 'config_change':
      return CONFIG_LANE;
  }
}
