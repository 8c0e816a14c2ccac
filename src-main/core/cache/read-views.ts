import type { AgentId, CustomerId } from '#shared/domain/ids';
import type { TimelinePlace } from '#shared/domain/timeline-place';
import type { Key } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';

const CLOSED_IN_INBOX = 100;
const FIRST_PAGE = 100;
const FIRST_PAGE_WITH_UNREAD = 500;
const OLDER_PAGE = 200;
/** Says what `record_state` is an index of; without these very words it is not used, and every interaction there ever was is read. */
const OF_STATE = sql`kind IN ('interaction', 'reservation')`;
/** As many of the past interactions are there at once; a list of them shows no more at first. */
const PAST_AT_ONCE = 20;

export interface Page {
  readonly keys: readonly Key[];
  readonly hasOlder: boolean;
  /** When its oldest item was; null where nothing is older. */
  readonly since: string | null;
}

/** Work in somebody's hands, the first of what waits and the newest closed, with its people; offers; colleagues, queues, dispositions, read markers. */
export function inboxKeys(db: Database, waiting: readonly string[]): Key[] {
  const work = db.all<Key & { customerId: string; conversationId: string }>(sql`
    SELECT kind, id, customer_id AS "customerId", conversation_id AS "conversationId" FROM record
      WHERE ${OF_STATE} AND kind = 'interaction' AND state IN ('handling', 'wrap_up')
    UNION ALL
    SELECT kind, id, customer_id, conversation_id FROM record
      WHERE kind = 'interaction' AND id IN (SELECT value FROM json_each(${JSON.stringify(waiting)}))
    UNION ALL
    SELECT * FROM (SELECT kind, id, customer_id, conversation_id FROM record
      WHERE ${OF_STATE} AND kind = 'interaction' AND state = 'closed' ORDER BY at DESC LIMIT ${CLOSED_IN_INBOX})`);
  const people = new Set(work.map(({ customerId }) => customerId));
  const conversations = new Set(work.map(({ conversationId }) => conversationId));
  return [
    ...keysWhere(db, sql`kind IN ('agent', 'queue', 'disposition', 'centre', 'read_marker')`),
    ...keysWhere(db, sql`${OF_STATE} AND kind = 'reservation' AND state = 'pending'`),
    ...[...people].map((id): Key => ({ kind: 'customer', id })),
    ...[...conversations].map((id): Key => ({ kind: 'conversation', id })),
    ...work.map(({ kind, id }) => ({ kind, id }) as Key), // the pair comes from one row
  ];
}

/** What administrators set and the inbox does not need. */
export function centreKeys(db: Database): Key[] {
  return keysWhere(db, sql`kind IN ('canned_response', 'channel_account', 'config_change')`);
}

/**
 * A person with everything but the timeline's items, which come in pages. `rest`: work that was over before `since`, newest first; it is
 * on no page yet, and a person of ten years opens like one of days.
 */
export function customerKeys(db: Database, customerId: CustomerId, since: string | null): { keys: Key[]; rest: Key[] } {
  const all = db.all<Key & { at: string | null }>(sql`SELECT kind, id, at FROM record
    WHERE customer_id = ${customerId} AND kind NOT IN ('message', 'note') ORDER BY at DESC`);
  const pastInteractions = all.filter(({ kind, at }) => kind === 'interaction' && at !== null);
  const shownAtOnce = new Set(pastInteractions.slice(0, PAST_AT_ONCE).map(({ id }) => id));
  const isLater = ({ kind, id, at }: (typeof all)[number]): boolean =>
    since !== null &&
    at !== null &&
    at < since &&
    (kind === 'segment' || kind === 'reservation' || (kind === 'interaction' && !shownAtOnce.has(id)));
  const markers = keysWhere(
    db,
    sql`kind = 'read_marker' AND conversation_id IN (
      SELECT id FROM record WHERE customer_id = ${customerId} AND kind = 'conversation' AND kind NOT IN ('message', 'note'))`,
  );
  return { keys: [...all.filter((row) => !isLater(row)).map(keyOf), ...markers], rest: all.filter(isLater).map(keyOf) };
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
  const newest = db.all<Item & { conversationId: string; seq: number; author: string | null }>(sql`
    SELECT kind, id, at, conversation_id AS "conversationId", seq, body ->> '$.author.by' AS author FROM record
    WHERE customer_id = ${customerId} AND kind IN ('message', 'note') ORDER BY at DESC, seq DESC LIMIT ${FIRST_PAGE_WITH_UNREAD + 1}`);
  // A thread never read by this agent is history: colleagues had it.
  const firstUnread = newest.findLastIndex(
    ({ author, seq, conversationId }) => author === 'customer' && seq > (readUpTo.get(conversationId) ?? Infinity),
  );
  return cut(newest, Math.min(Math.max(FIRST_PAGE, firstUnread + 1), FIRST_PAGE_WITH_UNREAD));
}

export function olderItems(db: Database, customerId: CustomerId, before: TimelinePlace): Page {
  const older = db.all<Item>(sql`SELECT kind, id, at FROM record
    WHERE customer_id = ${customerId} AND kind IN ('message', 'note') AND (at, seq) < (${before.at}, ${before.seq})
    ORDER BY at DESC, seq DESC LIMIT ${OLDER_PAGE + 1}`);
  return cut(older, OLDER_PAGE);
}

type Item = Key & { readonly at: string };

/** One row more was read than is shown, to know whether there is one. */
function cut(rows: readonly Item[], count: number): Page {
  const shown = rows.slice(0, count);
  const hasOlder = rows.length > count;
  return { keys: shown.map(keyOf), hasOlder, since: hasOlder ? (shown.at(-1)?.at ?? null) : null };
}

function keyOf({ kind, id }: Key): Key {
  return { kind, id } as Key; // the pair comes from one row
}

function keysWhere(db: Database, where: Sql): Key[] {
  return db.all<Key>(sql`SELECT kind, id FROM record WHERE ${where}`);
}
