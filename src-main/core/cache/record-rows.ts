import type { Current } from '#shared/records/fold-event';
import { scopesOf, type Bodies, type Change, type Key, type Kind } from '#shared/records/records';
import { entryTerms, isSearchedAlike, searchedOf, type Searched } from '#shared/search/searched';
import { sql } from '#shared/sql';
import { freeItemRow, freeRow, rowAt } from './item-row.ts';
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
    if (before !== undefined) removeRow(db, before, change);
    return before !== undefined;
  }
  const body = stableJson(change.body);
  if (before?.body === body && before.rev === rev) return false;
  const was = before === undefined ? undefined : { row: before.row, change: storedChange(change, before) };
  const kept = was !== undefined && isMoved(was.change, change) ? undefined : was;
  if (before !== undefined && kept === undefined) removeRow(db, before, change);
  const row = kept?.row ?? insertRow(db, change, rev, body);
  if (kept !== undefined) db.run(sql`UPDATE record SET rev = ${rev}, body = ${body} WHERE row = ${row}`);
  putScopes(db, row, scopes, kept === undefined);
  putEntry(db, row, change, kept?.change);
  return true;
}

/** Removes what no scope held covers any more, once `scope` is lost. */
export function purgeScope(db: Database, scope: string): readonly Key[] {
  const doomed = db.all<Key & Row>(sql`
    SELECT record.row, record.rev, record.body, record.kind, record.id FROM record_scope JOIN record ON record.row = record_scope.row
    WHERE record_scope.scope = ${scope} AND NOT EXISTS (
      SELECT 1 FROM record_scope AS other JOIN scope ON scope.name = other.scope
      WHERE other.row = record.row AND scope.state <> 'cleared')`);
  for (const row of doomed) removeRow(db, row, row);
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

function insertRow(db: Database, change: Change, rev: number, body: string): number {
  const { kind, id } = change;
  const at = placeIn(change);
  const row = at === null ? freeRow(db) : freeItemRow(db, id, at);
  db.run(sql`INSERT INTO record (row, kind, id, rev, body) VALUES (${row}, ${kind}, ${id}, ${rev}, ${body})`);
  return row;
}

function removeRow(db: Database, stored: Row, key: Pick<Change, 'kind' | 'id'>): void {
  const searched = searchedOf(storedChange(key, stored));
  if (searched !== null) removeEntry(db, key.kind, stored.row, searched);
  db.run(sql`DELETE FROM record_scope WHERE row = ${stored.row}`);
  db.run(sql`DELETE FROM record WHERE row = ${stored.row}`);
}

function putEntry(db: Database, row: number, after: Change, before: Change | undefined): void {
  const searched = searchedOf(after);
  if (searched === null) return;
  const searchedBefore = before === undefined ? null : searchedOf(before);
  if (searchedBefore !== null) {
    if (isSearchedAlike(searchedBefore, searched)) return;
    removeEntry(db, after.kind, row, searchedBefore);
  }
  addEntry(db, after.kind, row, searched);
}

export function addEntry(db: Database, kind: Kind, row: number, searched: Searched): void {
  const terms = entryTerms(searched).join(' ');
  if (kind === 'customer') db.run(sql`INSERT INTO search_person (rowid, terms) VALUES (${row}, ${terms})`);
  else db.run(sql`INSERT INTO search (rowid, terms) VALUES (${row}, ${terms})`);
}

/** The index holds no text, so it is told what to take out: exactly the terms that were put in. */
function removeEntry(db: Database, kind: Kind, row: number, searched: Searched): void {
  const terms = entryTerms(searched).join(' ');
  if (kind === 'customer') db.run(sql`INSERT INTO search_person (search_person, rowid, terms) VALUES ('delete', ${row}, ${terms})`);
  else db.run(sql`INSERT INTO search (search, rowid, terms) VALUES ('delete', ${row}, ${terms})`);
}

function storedChange({ kind, id }: Pick<Change, 'kind' | 'id'>, { body }: Row): Change {
  return { kind, id, body: JSON.parse(body) as unknown } as Change; // only bodies that their kind's schema has parsed are ever stored
}

/** Of an item of the timeline: when it was. */
function placeIn(change: Change): string | null {
  return (change.kind === 'message' || change.kind === 'note') && change.body !== null ? change.body.at : null;
}

/** The time of an item was corrected, and its row stands for another one. */
function isMoved(before: Change, after: Change): boolean {
  const [from, to] = [placeIn(before), placeIn(after)];
  return from !== null && to !== null && rowAt(from) !== rowAt(to);
}

function putScopes(db: Database, row: number, scopes: readonly string[], isNew: boolean): void {
  if (!isNew) {
    const known = db.all<{ scope: string }>(sql`SELECT scope FROM record_scope WHERE row = ${row}`).map(({ scope }) => scope);
    if (known.length === scopes.length && scopes.every((scope) => known.includes(scope))) return;
    db.run(sql`DELETE FROM record_scope WHERE row = ${row}`);
  }
  for (const scope of new Set(scopes)) db.run(sql`INSERT INTO record_scope (scope, row) VALUES (${scope}, ${row})`);
}
