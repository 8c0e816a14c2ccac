import type { AgentId, CustomerId } from '#shared/domain/ids';
import type { TimelinePlace } from '#shared/contracts/hub';
import type { Key } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';

const CLOSED_IN_INBOX = 100;
const FIRST_PAGE = 100;
const FIRST_PAGE_WITH_UNREAD = 500;
const OLDER_PAGE = 200;

/** All open work that may be seen and the newest closed, with its people; offers; colleagues, queues, dispositions, read markers. */
export function inboxKeys(db: Database): Key[] {
  const work = db.all<Key & { customerId: string; conversationId: string }>(sql`
    SELECT kind, id, customer_id AS "customerId", conversation_id AS "conversationId" FROM record
      WHERE kind = 'interaction' AND state IN ('queued', 'offered', 'handling', 'wrap_up')
    UNION ALL
    SELECT * FROM (SELECT kind, id, customer_id, conversation_id FROM record
      WHERE kind = 'interaction' AND state = 'closed' ORDER BY at DESC LIMIT ${CLOSED_IN_INBOX})`);
  const people = new Set(work.map(({ customerId }) => customerId));
  const conversations = new Set(work.map(({ conversationId }) => conversationId));
  return [
    ...keysWhere(db, sql`kind IN ('agent', 'queue', 'disposition', 'read_marker')`),
    ...keysWhere(db, sql`kind = 'reservation' AND state = 'pending'`),
    ...[...people].map((id): Key => ({ kind: 'customer', id })),
    ...[...conversations].map((id): Key => ({ kind: 'conversation', id })),
    ...work.map(({ kind, id }) => ({ kind, id }) as Key), // the pair comes from one row
  ];
}

/** A person with everything but the timeline's items, which come in pages. */
export function customerKeys(db: Database, customerId: CustomerId): Key[] {
  return [
    ...keysWhere(db, sql`customer_id = ${customerId} AND kind NOT IN ('message', 'note')`),
    ...keysWhere(
      db,
      sql`kind = 'read_marker' AND conversation_id IN (
        SELECT id FROM record WHERE customer_id = ${customerId} AND kind = 'conversation' AND kind NOT IN ('message', 'note'))`,
    ),
  ];
}

/** The newest page of a timeline; back to the first item this agent has not read, where that is not too far. */
export function newestItems(db: Database, customerId: CustomerId, agentId: AgentId): { keys: Key[]; hasOlder: boolean } {
  const unread = db.first<{ count: number }>(sql`
    SELECT count(*) AS count FROM record AS item
    WHERE item.customer_id = ${customerId} AND item.kind IN ('message', 'note') AND (item.at, item.seq) >= (
      SELECT first.at, first.seq FROM record AS first
        JOIN record AS marker ON marker.kind = 'read_marker' AND marker.id = ${agentId} || '/' || first.conversation_id
      WHERE first.customer_id = ${customerId} AND first.kind IN ('message', 'note') AND first.body ->> '$.author.by' = 'customer'
        AND first.seq > (marker.body ->> '$.upToSeq')
      ORDER BY first.at, first.seq LIMIT 1)`);
  const count = Math.min(Math.max(FIRST_PAGE, unread?.count ?? 0), FIRST_PAGE_WITH_UNREAD);
  return pageOf(db, customerId, sql`1`, count);
}

export function olderItems(db: Database, customerId: CustomerId, before: TimelinePlace): { keys: Key[]; hasOlder: boolean } {
  return pageOf(db, customerId, sql`(at, seq) < (${before.at}, ${before.seq})`, OLDER_PAGE);
}

function pageOf(db: Database, customerId: CustomerId, where: Sql, count: number): { keys: Key[]; hasOlder: boolean } {
  const keys = db.all<Key>(sql`SELECT kind, id FROM record
    WHERE customer_id = ${customerId} AND kind IN ('message', 'note') AND ${where} ORDER BY at DESC, seq DESC LIMIT ${count + 1}`);
  return { keys: keys.slice(0, count), hasOlder: keys.length > count };
}

function keysWhere(db: Database, where: Sql): Key[] {
  return db.all<Key>(sql`SELECT kind, id FROM record WHERE ${where}`);
}
