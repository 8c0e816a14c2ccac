import type { AgentId, CustomerId } from '#shared/domain/ids';
import type { TimelinePlace } from '#shared/contracts/hub';
import type { Key } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';

const CLOSED_IN_INBOX = 100;
const FIRST_PAGE = 100;
const FIRST_PAGE_WITH_UNREAD = 500;
const OLDER_PAGE = 200;

export interface Page {
  readonly keys: readonly Key[];
  readonly hasOlder: boolean;
}

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
export function newestItems(db: Database, customerId: CustomerId, agentId: AgentId): Page {
  const readUpTo = new Map(
    db
      .all<{ conversationId: string; seq: number }>(sql`
        SELECT marker.conversation_id AS "conversationId", marker.body ->> '$.upToSeq' AS seq FROM record AS thread
        JOIN record AS marker ON marker.kind = 'read_marker' AND marker.id = ${agentId} || '/' || thread.id
        WHERE thread.customer_id = ${customerId} AND thread.kind = 'conversation' AND thread.kind NOT IN ('message', 'note')`)
      .map(({ conversationId, seq }) => [conversationId, seq]),
  );
  // From the end, and no further than a page may reach: a timeline of years opens like one of days.
  const newest = db.all<Key & { conversationId: string; seq: number; author: string | null }>(sql`
    SELECT kind, id, conversation_id AS "conversationId", seq, body ->> '$.author.by' AS author FROM record
    WHERE customer_id = ${customerId} AND kind IN ('message', 'note') ORDER BY at DESC, seq DESC LIMIT ${FIRST_PAGE_WITH_UNREAD + 1}`);
  // A thread never read by this agent is history: colleagues had it.
  const firstUnread = newest.findLastIndex(
    ({ author, seq, conversationId }) => author === 'customer' && seq > (readUpTo.get(conversationId) ?? Infinity),
  );
  return cut(newest, Math.min(Math.max(FIRST_PAGE, firstUnread + 1), FIRST_PAGE_WITH_UNREAD));
}

export function olderItems(db: Database, customerId: CustomerId, before: TimelinePlace): Page {
  const older = db.all<Key>(sql`SELECT kind, id FROM record
    WHERE customer_id = ${customerId} AND kind IN ('message', 'note') AND (at, seq) < (${before.at}, ${before.seq})
    ORDER BY at DESC, seq DESC LIMIT ${OLDER_PAGE + 1}`);
  return cut(older, OLDER_PAGE);
}

/** One row more was read than is shown, to know whether there is one. */
function cut(rows: readonly Key[], count: number): Page {
  // Each pair comes from one row.
  return { keys: rows.slice(0, count).map(({ kind, id }) => ({ kind, id }) as Key), hasOlder: rows.length > count };
}

function keysWhere(db: Database, where: Sql): Key[] {
  return db.all<Key>(sql`SELECT kind, id FROM record WHERE ${where}`);
}
