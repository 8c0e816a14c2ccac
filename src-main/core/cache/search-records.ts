import {
  SEARCH_PAGE,
  SEARCH_PEOPLE,
  type SearchFilters,
  type SearchHit,
  type SearchPage,
  type SearchQuestion,
} from '#shared/contracts/search';
import type { CustomerId } from '#shared/domain/ids';
import type { Bodies } from '#shared/records/records';
import { byPlace, facetsAsked, isHit, isNewer, isPersonHit, itemHit, nearness, personHit, type Item } from '#shared/search/hits';
import { questionOf, type Question } from '#shared/search/question';
import { askOf } from '#shared/search/terms';
import { sql, type Sql } from '#shared/sql';
import { FIRST_ITEM_ROW, lastRowAt, rowAt, spreadOf } from './item-row.ts';
import { matchOf } from './match-of.ts';
import type { Database } from './open-database.ts';
import { recordIn } from './record-rows.ts';

const FIRST_LOOK = 56;
const LONGER_LOOK = 4;
const PEOPLE_LOOKED_AT = 400;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** People whose name or number matches, then items of the timeline, newest first, a page of them. */
export function searchRecords(db: Database, { text, filters, before }: SearchQuestion): SearchPage {
  const question = questionOf(text);
  const facets = facetsAsked(filters);
  const isFiltered = facets.length > 0 || filters.from !== undefined || filters.to !== undefined;
  if (question.length === 0 && !isFiltered) return { hits: [], next: null };
  const people = isFiltered || before !== null ? [] : peopleIn(db, question, text);
  const { items, hasMore } = itemsIn(db, question, facets, filters, before);
  const last = items.at(-1);
  const named = new Map<CustomerId, Bodies['customer'] | undefined>();
  const nameOf = (id: CustomerId): Bodies['customer'] | undefined => {
    if (!named.has(id)) named.set(id, recordIn(db, 'customer', id)?.body);
    return named.get(id);
  };
  return {
    hits: [...people, ...items.map((item) => itemHit(item, question, nameOf(item.customerId)))],
    next: hasMore && last !== undefined ? { at: last.at, seq: last.seq } : null,
  };
}

function peopleIn(db: Database, question: Question, text: string): SearchHit[] {
  const match = matchOf(askOf(question), []);
  if (match === null) return [];
  return db
    .all<{ body: string }>(sql`SELECT record.body FROM search_person CROSS JOIN record ON record.row = search_person.rowid
      WHERE search_person MATCH ${match} ORDER BY search_person.rowid DESC LIMIT ${PEOPLE_LOOKED_AT}`)
    .map(({ body }) => JSON.parse(body) as Bodies['customer']) // nobody else is in that table
    .filter((person) => isPersonHit(person, question))
    .map((person, at) => ({ person, at }))
    .toSorted((a, b) => nearness(a.person, text) - nearness(b.person, text) || a.at - b.at)
    .slice(0, SEARCH_PEOPLE)
    .map(({ person }) => personHit(person, question));
}

/**
 * Rows are in the order of time but for a few that stand later than they happened, by `spread` at the most: so it is read on from the
 * last hit of the page until nothing newer can come.
 */
function itemsIn(
  db: Database,
  question: Question,
  facets: readonly string[],
  filters: SearchFilters,
  before: SearchQuestion['before'],
): { items: Item[]; hasMore: boolean } {
  const match = matchOf(askOf(question), facets);
  const ends = [filters.to, before?.at].filter((at) => at !== undefined).map((at) => lastRowAt(db, at));
  const from = filters.from === undefined ? FIRST_ITEM_ROW : rowAt(filters.from);
  const spread = spreadOf(db);
  const hits: Item[] = [];
  let to = Math.min(Number.MAX_SAFE_INTEGER, ...ends);
  for (let look = FIRST_LOOK; ; look *= LONGER_LOOK) {
    const rows = found(db, match, { from, to }, look);
    for (const { body } of rows) {
      const item = JSON.parse(body) as Item; // rows of items are of messages and notes only
      if ((before === null || isNewer(before, item)) && isHit(item, question, filters)) hits.push(item);
    }
    hits.sort(byPlace);
    const last = rows.at(-1);
    const oldest = hits[SEARCH_PAGE - 1];
    const isAll = rows.length < look || last === undefined;
    if (isAll || (oldest !== undefined && hits.length > SEARCH_PAGE && last.row < rowAt(oldest.at) - (spread === 0 ? 0 : 1)))
      return { items: hits.slice(0, SEARCH_PAGE), hasMore: hits.length > SEARCH_PAGE };
    to = last.row - 1;
  }
}

/** Newest rows first, without a sort: both tables are read in the order of their rows. */
function found(db: Database, match: string | null, { from, to }: Span, limit: number): { row: number; body: string }[] {
  return db.all(foundStatement(match, { from, to }, limit));
}

export function foundStatement(match: string | null, { from, to }: Span, limit: number): Sql {
  if (match === null) return sql`SELECT row, body FROM record WHERE row BETWEEN ${from} AND ${to} ORDER BY row DESC LIMIT ${limit}`;
  return sql`SELECT record.row, record.body FROM search CROSS JOIN record ON record.row = search.rowid
    WHERE search MATCH ${match} AND search.rowid BETWEEN ${from} AND ${to} ORDER BY search.rowid DESC LIMIT ${limit}`;
}
