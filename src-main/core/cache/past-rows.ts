import { CENTRE_ID, DEFAULT_DESK_DAYS } from '#shared/domain/centre';
import type { Instant } from '#shared/domain/clock';
import { PurgeReceipt } from '#shared/domain/desk-state';
import type { CustomerId } from '#shared/domain/ids';
import type { Change, Key } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { recordIn, storeRecord } from './record-rows.ts';

// What only a queue shows stays for the centre's days; as hub/log/scopes.ts, which gives nothing that would be dropped here again.

/** So few that whoever asks meanwhile does not notice. */
const ROWS_AT_ONCE = 250;

export interface DroppedPast {
  readonly keys: readonly Key[];
  /** Where to go on; null: all was looked at. */
  readonly next: number | null;
}

/** Looks at the next rows and removes what has grown old. `spared`: threads with words of the agent that nobody else has. */
export function dropPast(
  db: Database,
  { before, after, spared }: { before: Instant; after: number | null; spared: readonly string[] },
): DroppedPast {
  const from = after === null ? sql`` : sql`WHERE row > ${after}`;
  const last = db.first<{ last: number | null; count: number }>(
    sql`SELECT max(row) AS last, count(*) AS count FROM (SELECT row FROM record ${from} ORDER BY row LIMIT ${ROWS_AT_ONCE})`,
  );
  if (last === undefined || last.last === null) return { keys: [], next: null };
  const isSpared = sql`coalesce(item.conversation_id, '') IN (SELECT value FROM json_each(${JSON.stringify(spared)}))`;
  const old = db.all<Key & { customerId: CustomerId }>(sql`SELECT kind, id, customer_id AS "customerId" FROM record AS item
    WHERE ${after === null ? sql`true` : sql`item.row > ${after}`} AND item.row <= ${last.last}
    AND ${isPast(before)} AND NOT ${isGiven(sql`item.row`)} AND NOT ${isSpared}`);
  for (const key of old) remove(db, key);
  const people = [...new Set(old.flatMap(({ customerId }) => customerId ?? []))].flatMap((customerId) =>
    leftBehind(db, customerId, spared),
  );
  for (const key of people) remove(db, key);
  return {
    keys: [...old.map(({ kind, id }) => ({ kind, id }) as Key), ...people], // the pair comes from one row
    next: last.count < ROWS_AT_ONCE ? null : last.last,
  };
}

/** Of a person the threads in which nothing is left, and the person of whom no thread is. */
function leftBehind(db: Database, customerId: CustomerId, spared: readonly string[]): Key[] {
  const threads = db.all<{ id: string }>(sql`SELECT item.id FROM record AS item
    WHERE item.kind = 'conversation' AND item.customer_id = ${customerId} AND NOT ${isGiven(sql`item.row`)}
    AND item.id NOT IN (SELECT value FROM json_each(${JSON.stringify(spared)}))
    AND NOT EXISTS (SELECT 1 FROM record AS word WHERE word.customer_id = ${customerId} AND word.kind IN ('message', 'note')
      AND word.conversation_id = item.id)
    AND NOT EXISTS (SELECT 1 FROM record AS work WHERE work.customer_id = ${customerId} AND work.kind NOT IN ('message', 'note')
      AND work.kind = 'interaction' AND work.conversation_id = item.id)`);
  const gone = threads.map(({ id }): Key => ({ kind: 'conversation', id }));
  const isGone = sql`(rest.kind = 'conversation' AND rest.id IN (SELECT value FROM json_each(${JSON.stringify(threads.map(({ id }) => id))})))`;
  const person = db.first(sql`SELECT 1 FROM record AS item WHERE item.kind = 'customer' AND item.id = ${customerId}
    AND NOT ${isGiven(sql`item.row`)}
    AND NOT EXISTS (SELECT 1 FROM record AS word WHERE word.customer_id = ${customerId} AND word.kind IN ('message', 'note'))
    AND NOT EXISTS (SELECT 1 FROM record AS rest WHERE rest.customer_id = ${customerId} AND rest.kind NOT IN ('message', 'note')
      AND rest.kind <> 'customer' AND NOT ${isGone})`);
  return person === undefined ? gone : [...gone, { kind: 'customer', id: customerId }];
}

function isPast(before: Instant): Sql {
  const isOfKeptWork = sql`EXISTS (SELECT 1 FROM record AS work WHERE work.kind = 'interaction' AND work.id = item.body ->> '$.interactionId'
    AND (work.state <> 'closed' OR work.at >= ${before}))`;
  return sql`CASE item.kind
    WHEN 'interaction' THEN item.state = 'closed' AND item.at < ${before}
    WHEN 'message' THEN item.at < ${before} AND NOT ${isOfKeptWork}
    WHEN 'note' THEN item.at < ${before} AND NOT ${isOfKeptWork}
    WHEN 'segment' THEN item.at IS NOT NULL AND item.at < ${before} AND NOT ${isOfKeptWork}
    WHEN 'reservation' THEN item.state <> 'pending' AND item.body ->> '$.expiresAt' < ${before}
    -- Who became another person is found by old links as long as that one is here.
    WHEN 'customer' THEN item.body ->> '$.joinedInto' IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM record AS other WHERE other.kind = 'customer' AND other.id = item.body ->> '$.joinedInto')
    ELSE false END`;
}

/** It is the agent's own work, or of a customer who was given: that comes whole, and stays whole. */
function isGiven(row: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM record_scope AS of JOIN scope ON scope.name = of.scope
    WHERE of.row = ${row} AND scope.state <> 'cleared' AND (scope.name LIKE 'customer:%' OR scope.name LIKE 'agent:%'))`;
}

function remove(db: Database, { kind, id }: Key): void {
  storeRecord(db, { kind, id, body: null } as Change, 0); // of one kind, and without a body
}

/** When the past was looked through last, and for how many days it was kept then. */
interface LastLook {
  readonly at: number;
  readonly days: number;
}

export function lastLook(db: Database): LastLook | null {
  const text = note(db, 'past looked through');
  return text === null ? null : (JSON.parse(text) as LastLook); // written by putLastLook
}

export function putLastLook(db: Database, look: LastLook): void {
  putNote(db, 'past looked through', JSON.stringify(look));
}

export function deskDaysIn(db: Database): number {
  return recordIn(db, 'centre', CENTRE_ID)?.body.deskDays ?? DEFAULT_DESK_DAYS;
}

/** The centre wishes more of the past than was kept till now: what was dropped, or never given, comes with the queues anew. */
export function wantLongerPast(db: Database): void {
  const look = lastLook(db);
  if (look === null) return;
  const days = deskDaysIn(db);
  if (days === look.days) return;
  putLastLook(db, { at: 0, days });
  if (days > look.days) db.run(sql`UPDATE scope SET state = 'wanted' WHERE state = 'level' AND name LIKE 'queue:%'`);
}

/** Counts what is gone, until the hub has the receipt: with the records, in one transaction, so that none goes unsaid. */
export function addToReceipt(
  db: Database,
  reason: PurgeReceipt['reason'],
  { at, before, records, files }: Omit<PurgeReceipt, 'reason'>,
): void {
  if (records + files === 0) return;
  const known = receiptIn(db, reason);
  const added: PurgeReceipt = {
    reason,
    at,
    ...(before === undefined ? {} : { before }),
    records: (known?.records ?? 0) + records,
    files: (known?.files ?? 0) + files,
  };
  putNote(db, `receipt ${reason}`, JSON.stringify(added));
}

export function owedReceipts(db: Database): PurgeReceipt[] {
  return PurgeReceipt.shape.reason.options.flatMap((reason) => receiptIn(db, reason) ?? []);
}

/** The hub has it; what was counted since is another one. */
export function forgetReceipt(db: Database, receipt: PurgeReceipt): void {
  const known = receiptIn(db, receipt.reason);
  if (known === null) return;
  const rest = { records: known.records - receipt.records, files: known.files - receipt.files };
  db.run(sql`DELETE FROM meta WHERE name = ${`receipt ${receipt.reason}`}`);
  addToReceipt(db, receipt.reason, { ...known, ...rest });
}

function receiptIn(db: Database, reason: PurgeReceipt['reason']): PurgeReceipt | null {
  const text = note(db, `receipt ${reason}`);
  return text === null ? null : (PurgeReceipt.safeParse(JSON.parse(text)).data ?? null);
}

function note(db: Database, name: string): string | null {
  return db.first<{ value: string }>(sql`SELECT value FROM meta WHERE name = ${name}`)?.value ?? null;
}

function putNote(db: Database, name: string, value: string): void {
  db.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}
