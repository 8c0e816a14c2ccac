import { wordsOf } from '#shared/domain/message-part';
import type { Current } from '#shared/records/fold-event';
import { scopesOf, type Bodies, type Change, type Key, type Kind } from '#shared/records/records';
import { termsOf } from '#shared/search/terms';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { stableJson } from './stable-json.ts';

interface Row {
  readonly row: number;
  readonly rev: number;
  readonly body: string;
}

export function recordIn<K extends Kind>(
  db: Database,
  kind: K,
  id: string,
): { readonly rev: number; readonly body: Bodies[K] } | undefined {
  const found = findRow(db, kind, id);
  // Only bodies that their kind's schema has parsed are ever stored.
  return found === undefined ? undefined : { rev: found.rev, body: JSON.parse(found.body) as Bodies[K] };
}

export function confirmedIn(db: Database): Current {
  return { get: (kind, id) => recordIn(db, kind, id) };
}

/** Stores, replaces or removes a record: it stays exactly as long as one of its scopes is held. Answers whether that changed anything. */
export function storeRecord(db: Database, change: Change, rev: number): boolean {
  const scopes = scopesOf(change);
  const before = findRow(db, change.kind, change.id);
  if (change.body === null || !holdsAny(db, scopes)) {
    if (before !== undefined) removeRow(db, before.row);
    return before !== undefined;
  }
  const body = stableJson(change.body);
  if (before?.body === body && before.rev === rev) return false;
  const row = before?.row ?? insertRow(db, change, rev, body);
  if (before !== undefined) db.run(sql`UPDATE record SET rev = ${rev}, body = ${body} WHERE row = ${row}`);
  putScopes(db, row, scopes, before === undefined);
  putSearchEntry(db, row, change, before);
  return true;
}

/** Removes what no scope held covers any more, once `scope` is lost. */
export function purgeScope(db: Database, scope: string): readonly Key[] {
  const doomed = db.all<Key & { row: number }>(sql`
    SELECT record.row, record.kind, record.id FROM record_scope JOIN record ON record.row = record_scope.row
    WHERE record_scope.scope = ${scope} AND NOT EXISTS (
      SELECT 1 FROM record_scope AS other JOIN scope ON scope.name = other.scope
      WHERE other.row = record.row AND scope.state <> 'cleared')`);
  for (const { row } of doomed) removeRow(db, row);
  purgeUnread(db);
  return doomed.map(({ kind, id }) => ({ kind, id }) as Key); // the pair comes from one row
}

/** What this program cannot read is not here any longer than what it can. */
function purgeUnread(db: Database): void {
  const held = sql`SELECT name FROM scope WHERE state <> 'cleared'`;
  db.run(sql`DELETE FROM unread_record WHERE scope NOT IN (${held})`);
  db.run(sql`DELETE FROM unfolded_event WHERE NOT EXISTS (SELECT 1 FROM json_each(event, '$.scopes') AS one WHERE one.value IN (${held}))`);
}

function findRow(db: Database, kind: string, id: string): Row | undefined {
  return db.first<Row>(sql`SELECT row, rev, body FROM record WHERE kind = ${kind} AND id = ${id}`);
}

function holdsAny(db: Database, scopes: readonly string[]): boolean {
  return scopes.some((name) => db.first(sql`SELECT 1 FROM scope WHERE name = ${name} AND state <> 'cleared'`) !== undefined);
}

function insertRow(db: Database, { kind, id }: Change, rev: number, body: string): number {
  return db.run(sql`INSERT INTO record (kind, id, rev, body) VALUES (${kind}, ${id}, ${rev}, ${body})`).rowid;
}

function removeRow(db: Database, row: number): void {
  db.run(sql`DELETE FROM search WHERE rowid = ${row}`);
  db.run(sql`DELETE FROM record_scope WHERE row = ${row}`);
  db.run(sql`DELETE FROM record WHERE row = ${row}`);
}

function putScopes(db: Database, row: number, scopes: readonly string[], isNew: boolean): void {
  if (!isNew) {
    const known = db.all<{ scope: string }>(sql`SELECT scope FROM record_scope WHERE row = ${row}`).map(({ scope }) => scope);
    if (known.length === scopes.length && scopes.every((scope) => known.includes(scope))) return;
    db.run(sql`DELETE FROM record_scope WHERE row = ${row}`);
  }
  for (const scope of new Set(scopes)) db.run(sql`INSERT INTO record_scope (scope, row) VALUES (${scope}, ${row})`);
}

function putSearchEntry(db: Database, row: number, change: Change, before: Row | undefined): void {
  const text = searchedText(change);
  if (text === null) return;
  if (before !== undefined) {
    // The kind is the same, so the body that was stored fits it.
    const textBefore = searchedText({ kind: change.kind, id: change.id, body: JSON.parse(before.body) as unknown } as Change);
    if (textBefore === text) return;
    db.run(sql`DELETE FROM search WHERE rowid = ${row}`);
  }
  const terms = termsOf(text).join(' ');
  const isName = change.kind === 'customer';
  db.run(sql`INSERT INTO search (rowid, names, lines) VALUES (${row}, ${isName ? terms : ''}, ${isName ? '' : terms})`);
}

/** What can be searched of a record; null for kinds that are not. */
function searchedText(change: Change): string | null {
  if (change.body === null) return null;
  switch (change.kind) {
    case 'customer': {
      // The person that this record became is found in its stead.
      if (change.body.joinedInto !== undefined) return '';
      const { family = '', given = '', familyReading = '', givenReading = '' } = change.body.name ?? {};
      const reached = change.body.contactPoints.filter(({ kind }) => kind === 'phone' || kind === 'email').map(({ value }) => value);
      // Both together, as Japanese is written, and each alone.
      return [family + given, family, given, familyReading + givenReading, familyReading, givenReading, ...reached].join('\n');
    }
    case 'message':
      return wordsOf(change.body);
    case 'note':
      return change.body.text;
    case 'conversation':
    case 'interaction':
    case 'segment':
    case 'reservation':
    case 'agent':
    case 'queue':
    case 'disposition':
    case 'centre':
    case 'canned_response':
    case 'channel_account':
    case 'config_change':
    case 'read_marker':
    case 'grant':
      return null;
  }
}
