import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';

/**
 * Of the shape below, not of the records: raise it when a column, an index or the search terms change, and every desk rebuilds its
 * replica from its own records at the next start.
 */
export const FORMAT = 5;

// `record` with kind, id, rev and body is the stable part; all else is derived from it.
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- \`row\` of messages and notes is made from their time (item-row.ts), so that newest first is the order of rows.
  CREATE TABLE record (
    row INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    body TEXT NOT NULL,
    customer_id TEXT GENERATED ALWAYS AS (CASE kind WHEN 'customer' THEN id ELSE body ->> '$.customerId' END) VIRTUAL,
    conversation_id TEXT GENERATED ALWAYS AS (CASE kind WHEN 'conversation' THEN id ELSE body ->> '$.conversationId' END) VIRTUAL,
    state TEXT GENERATED ALWAYS AS (CASE kind WHEN 'reservation' THEN body ->> '$.outcome' ELSE body ->> '$.state.is' END) VIRTUAL,
    at TEXT GENERATED ALWAYS AS (coalesce(body ->> '$.state.at', body ->> '$.endedAt', body ->> '$.at')) VIRTUAL,
    seq INTEGER GENERATED ALWAYS AS (body ->> '$.seq') VIRTUAL,
    queue_id TEXT GENERATED ALWAYS AS (body ->> '$.queueId') VIRTUAL,
    arrived_at TEXT GENERATED ALWAYS AS (body ->> '$.arrivedAt') VIRTUAL,
    UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX record_timeline ON record (customer_id, at, seq) WHERE kind IN ('message', 'note');
  -- With all that is asked of them: a customer of ten years has thousands, and their bodies are not to be read for it.
  CREATE INDEX record_of_customer ON record (customer_id, kind, at, id) WHERE kind NOT IN ('message', 'note');
  CREATE INDEX record_of_conversation ON record (conversation_id) WHERE kind = 'read_marker';
  CREATE INDEX record_state ON record (kind, state, at) WHERE kind IN ('interaction', 'reservation');
  -- What waits, in the inbox's order: the first of a backlog are read, and all of it counted, without a look at the rest.
  CREATE INDEX record_waiting ON record (queue_id, arrived_at, id, kind, state)
    WHERE kind = 'interaction' AND state IN ('queued', 'offered');
  -- Waiting work in which somebody was called by name; all of it together is little.
  CREATE INDEX record_called ON record (state)
    WHERE kind = 'interaction' AND state IN ('queued', 'offered') AND body ->> '$.mentions' IS NOT NULL;

  CREATE TABLE record_scope (
    scope TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES record (row),
    PRIMARY KEY (scope, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_scope_row ON record_scope (row);

  -- Which scopes this agent holds. wanted: held, its snapshot is not complete; level: held and complete; cleared: lost and purged,
  -- the receipt is not with the hub yet. since: the seq of the grant, so that a snapshot for an earlier grant levels nothing.
  CREATE TABLE scope (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'level', 'cleared')),
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- People whose work came into a scope held, but who themselves came before it.
  CREATE TABLE wanted_customer (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  -- Events that this program is too old to fold.
  CREATE TABLE unfolded_event (seq INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
  -- Records of snapshots that this program is too old to read, and whose snapshot they came in.
  CREATE TABLE unread_record (
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id)
  ) STRICT, WITHOUT ROWID;

  -- The rowid is record.row. It holds no text and no positions: what it finds is looked at again (search-records.ts), and to delete an
  -- entry its terms are made again from the record. The terms come from search/terms.ts; the tokenizer only splits at spaces.
  CREATE VIRTUAL TABLE search USING fts5(terms, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '-_'");
  INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
  -- A page of the index fits into a page of the file beside the bytes that encryption keeps for itself.
  INSERT INTO search (search, rank) VALUES ('pgsz', 3900);
  -- People by themselves, so that nobody's name is looked for among a million messages.
  CREATE VIRTUAL TABLE search_person USING fts5(terms, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '-_'");
  INSERT INTO search_person (search_person, rank) VALUES ('secure-delete', 1);
  INSERT INTO search_person (search_person, rank) VALUES ('pgsz', 3900);
`;

export function createReplicaTables(db: Database): void {
  db.script(TABLES);
  putMeta(db, 'format', String(FORMAT));
}

/** `spread`: how far the row of an item lies from its time at the most. */
type MetaName = 'format' | 'epoch' | 'cursor' | 'spread' | 'syncedAt';

export function readMeta(db: Database, name: MetaName): string | undefined {
  return db.first<{ value: string }>(sql`SELECT value FROM meta WHERE name = ${name}`)?.value;
}

export function putMeta(db: Database, name: MetaName, value: string): void {
  db.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

/** The last event folded here; 0 before the first. */
export function cursorOf(db: Database): number {
  return Number(readMeta(db, 'cursor') ?? 0);
}

/** Empties the replica for an epoch: everything from here on comes by snapshots of these scopes and events after the cursor. */
export function beginReplica(db: Database, { epoch, cursor, scopes }: { epoch: string; cursor: number; scopes: readonly string[] }): void {
  for (const table of ['record_scope', 'record', 'scope', 'wanted_customer', 'unfolded_event', 'unread_record'])
    db.run(sql`DELETE FROM ${sql.id(table)}`);
  db.run(sql`INSERT INTO search (search) VALUES ('delete-all')`);
  db.run(sql`INSERT INTO search_person (search_person) VALUES ('delete-all')`);
  for (const scope of scopes) db.run(sql`INSERT INTO scope (name, state, since) VALUES (${scope}, 'wanted', ${cursor})`);
  db.run(sql`DELETE FROM meta WHERE name = 'syncedAt'`);
  putMeta(db, 'epoch', epoch);
  putMeta(db, 'cursor', String(cursor));
}
