import type { ContactPoint } from '#shared/domain/customer';
import type { AccountId, AgentId, ConversationId, CustomerId, InteractionId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import type { Bodies, Kind, StoredRecord } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

// Typed reads of what the log folded to. One function a question.

export async function recordById<K extends Kind>(db: Db, kind: K, id: string): Promise<Bodies[K] | undefined> {
  const [body] = await bodiesWhere(db, kind, sql`id = ${id}`);
  return body;
}

export function recordsById<K extends Kind>(db: Db, kind: K, ids: readonly string[]): Promise<Bodies[K][]> {
  return bodiesWhere(db, kind, sql`id = ANY(${ids}::text[]) ORDER BY id`);
}

export function allOf<K extends Kind>(db: Db, kind: K): Promise<Bodies[K][]> {
  return bodiesWhere(db, kind, sql`true ORDER BY id`);
}

/** The thread of one customer's end of one account. */
export async function conversationOfContact(
  db: Db,
  accountId: AccountId,
  point: Pick<ContactPoint, 'kind' | 'value'>,
): Promise<Bodies['conversation'] | undefined> {
  const [found] = await bodiesWhere(
    db,
    'conversation',
    sql`account_id = ${accountId} AND contact_kind = ${point.kind} AND contact_value = ${point.value}`,
  );
  return found;
}

/** The work in this thread that is not closed, newest first: a wrap-up, and what came after it. */
export function openInteractionsOf(db: Db, conversationId: ConversationId): Promise<Bodies['interaction'][]> {
  return bodiesWhere(db, 'interaction', sql`conversation_id = ${conversationId} AND state <> 'closed' ORDER BY arrived_at DESC`);
}

/** What an agent has in hand, offers included. */
export function interactionsOfAgent(db: Db, agentId: AgentId): Promise<Bodies['interaction'][]> {
  return bodiesWhere(db, 'interaction', sql`agent_id = ${agentId} AND state IN ('offered', 'handling', 'wrap_up')`);
}

export async function customerOfInteraction(db: Db, interactionId: InteractionId): Promise<CustomerId | undefined> {
  return (await recordById(db, 'interaction', interactionId))?.customerId;
}

export async function scopesHeldBy(db: Db, agentId: AgentId): Promise<Scope[]> {
  const rows = await db.all<{ scope: Scope }>(sql`SELECT scope FROM "grant" WHERE agent_id = ${agentId} ORDER BY scope`);
  return rows.map(({ scope }) => scope);
}

/** Records of a kind as they are stored, for snapshots and history. */
export async function storedWhere<K extends Kind>(db: Db, kind: K, condition: Sql): Promise<Extract<StoredRecord, { kind: K }>[]> {
  const rows = await db.all<object>(sql`SELECT id, rev, body FROM ${sql.id(kind)} WHERE ${condition}`);
  // Table and kind are the same word; bodies went through the fold of their kind.
  return rows.map((row) => ({ kind, ...row }) as Extract<StoredRecord, { kind: K }>);
}

async function bodiesWhere<K extends Kind>(db: Db, kind: K, condition: Sql): Promise<Bodies[K][]> {
  const rows = await db.all<{ body: Bodies[K] }>(sql`SELECT body FROM ${sql.id(kind)} WHERE ${condition}`);
  return rows.map(({ body }) => body);
}
