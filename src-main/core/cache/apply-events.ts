import type { AgentId, CommandId } from '#shared/domain/ids';
import { knownEvent, type LoggedEvent } from '#shared/events/index';
import { foldEvent, type Current } from '#shared/records/fold-event';
import { customerScope, type Scope } from '#shared/domain/scope';
import { knownRecord, type Change, type Key, type RawRecord } from '#shared/records/records';
import { sql } from '#shared/sql';
import { DamagedDatabase, type Database } from './open-database.ts';
import { createRecordBatch } from './record-batch.ts';
import { confirmedIn, purgeScope, recordIn, storeRecord } from './record-rows.ts';
import { nameOf } from './shown-records.ts';
import { cursorOf, putMeta } from './replica-tables.ts';
import { wantScope, wantScopeAgain } from './scope-rows.ts';

/** What may change which scopes are held; of all others no look at their body is needed. */
const CHANGES_SCOPES = new Set(['scope.granted', 'scope.revoked', 'customer.joined']);

export interface Applied {
  /** Every record that may look different now. */
  readonly keys: readonly Key[];
  /** The wishes that these events fulfil. */
  readonly causedBy: readonly CommandId[];
  /** What was purged by a lost scope. */
  readonly purged: readonly Key[];
}

/**
 * Folds events in seq order and moves the cursor. Events at or below the cursor may come again, after a snapshot: folding them twice is
 * folding once, and only their grants are left alone, because those were acted on the first time.
 */
export function applyEvents(db: Database, agentId: AgentId, events: readonly LoggedEvent[], cursor: number): Applied {
  const before = cursorOf(db);
  const batch = createRecordBatch(db);
  const keys = new Map<string, Key>();
  const purged: Key[] = [];
  for (const event of events) {
    const changes = foldOrKeep(batch.current, event);
    if (changes === 'unknown') {
      keepUnfolded(db, event);
      continue;
    }
    const isAgain = event.seq <= before;
    if (!isAgain && CHANGES_SCOPES.has(event.type)) {
      batch.flush();
      purged.push(...changeHeldScopes(db, agentId, event));
    }
    for (const change of changes) {
      if (isAgain && change.kind === 'grant') continue;
      batch.put(change, event.seq);
      keys.set(nameOf(change), keyOf(change));
      noteMissingCustomer(db, batch.current, change);
    }
  }
  batch.flush();
  if (cursor > before) putMeta(db, 'cursor', String(cursor));
  return { keys: [...keys.values(), ...purged], causedBy: events.flatMap(({ causedBy }) => causedBy ?? []), purged };
}

/**
 * A page of a snapshot. The hub's copy at the same rev wins: ours may lack an event that this program could not fold. A record that it
 * cannot read is kept aside, and keeps nobody from reading the others.
 */
export function applySnapshot(db: Database, scope: Scope, records: readonly RawRecord[]): readonly Key[] {
  const keys: Key[] = [];
  for (const raw of records) {
    const stored = knownRecord(raw);
    if (stored === null) {
      keepUnread(db, scope, raw);
      continue;
    }
    const { rev, ...change } = stored;
    const known = recordIn(db, change.kind, change.id);
    if (known !== undefined && known.rev > rev) continue;
    if (!storeRecord(db, change, rev)) continue;
    keys.push(keyOf(change));
    noteMissingCustomer(db, confirmedIn(db), change);
  }
  return keys;
}

/**
 * Folds what an older version of this program could not, and asks for every scope anew: later events have been folded without it.
 */
export function foldLeftovers(db: Database): void {
  for (const { event: text } of db.all<{ event: string }>(sql`SELECT event FROM unfolded_event ORDER BY seq`)) {
    const event = JSON.parse(text) as LoggedEvent; // stored by keepUnfolded, so parsed once
    const changes = foldOrKeep(confirmedIn(db), event);
    if (changes === 'unknown') continue;
    for (const change of changes) storeRecord(db, change, event.seq);
    db.run(sql`DELETE FROM unfolded_event WHERE seq = ${event.seq}`);
    wantAllScopes(db);
  }
}

/** What an older version of this program could not read, and this one can, is asked for anew: events have changed it since. */
export function wantReadable(db: Database): void {
  const kept = db.all<{ scope: string; kind: string; id: string; rev: number; body: string }>(
    sql`SELECT scope, kind, id, rev, body FROM unread_record`,
  );
  for (const { scope, kind, id, rev, body } of kept) {
    if (knownRecord({ kind, id, rev, body: JSON.parse(body) as RawRecord['body'] }) === null) continue; // stored by keepUnread
    db.run(sql`DELETE FROM unread_record WHERE scope = ${scope} AND kind = ${kind} AND id = ${id}`);
    wantAllScopes(db);
  }
}

function wantAllScopes(db: Database): void {
  db.run(sql`UPDATE scope SET state = 'wanted' WHERE state = 'level'`);
}

/** An event that the fold stumbles over is kept like one it does not know: a fault of ours must not stop the desk for ever. */
function foldOrKeep(current: Current, event: LoggedEvent): readonly Change[] | 'unknown' {
  try {
    return foldEvent(event, current);
  } catch (error) {
    if (error instanceof DamagedDatabase) throw error;
    return 'unknown';
  }
}

function keyOf({ kind, id }: Change): Key {
  return { kind, id } as Key; // a change names kind and id of one record
}

function keepUnfolded(db: Database, event: LoggedEvent): void {
  db.run(sql`INSERT INTO unfolded_event (seq, event) VALUES (${event.seq}, ${JSON.stringify(event)}) ON CONFLICT (seq) DO NOTHING`);
}

function keepUnread(db: Database, scope: Scope, { kind, id, rev, body }: RawRecord): void {
  db.run(sql`INSERT INTO unread_record (scope, kind, id, rev, body) VALUES (${scope}, ${kind}, ${id}, ${rev}, ${JSON.stringify(body)})
    ON CONFLICT (scope, kind, id) DO UPDATE SET rev = excluded.rev, body = excluded.body`);
}

function changeHeldScopes(db: Database, agentId: AgentId, event: LoggedEvent): readonly Key[] {
  const known = knownEvent(event);
  if (known === 'unknown' || known === 'no_body') return [];
  if (known.type === 'scope.granted' && known.body.agentId === agentId) wantScope(db, known.body.scope, event.seq);
  // What the other person had is of this one now, and was never here: it comes whole.
  if (known.type === 'customer.joined') wantScopeAgain(db, customerScope(known.body.into.id), event.seq);
  if (known.type !== 'scope.revoked' || known.body.agentId !== agentId) return [];
  const { scope } = known.body;
  db.run(sql`INSERT INTO scope (name, state, since) VALUES (${scope}, 'cleared', ${event.seq})
    ON CONFLICT (name) DO UPDATE SET state = 'cleared', since = ${event.seq}`);
  return purgeScope(db, scope);
}

/** Work of a known customer comes to a queue that never had him: the event brings the work, not the person. */
function noteMissingCustomer(db: Database, current: Current, change: Change): void {
  if (change.kind !== 'interaction' || change.body === null) return;
  const { customerId, conversationId } = change.body;
  if (current.get('interaction', change.id) === undefined) return;
  if (current.get('customer', customerId) !== undefined && current.get('conversation', conversationId) !== undefined) return;
  db.run(sql`INSERT INTO wanted_customer (id) VALUES (${customerId}) ON CONFLICT (id) DO NOTHING`);
}
