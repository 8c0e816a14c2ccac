import {
  SEARCH_PAGE,
  SEARCH_PEOPLE,
  type SearchFilters,
  type SearchHit,
  type SearchPage,
  type SearchQuestion,
} from '#shared/contracts/search';
import type { AgentId } from '#shared/domain/ids';
import type { TimelinePlace } from '#shared/domain/timeline-place';
import type { Bodies } from '#shared/records/records';
import { facetsAsked, isHit, isPersonHit, itemHit, nearness, personHit, type Item } from '#shared/search/hits';
import { questionOf, type Question } from '#shared/search/question';
import { askOf, facetTerms } from '#shared/search/terms';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { heldScopes } from '#hub/log/read-events';
import { tsQueryOf } from './ts-query.ts';

const LOOK = 200;
const PEOPLE_LOOKED_AT = 400;
/** Of what many things have, the newest are soon found; what few have is soon looked for everywhere. */
const MONTHS_AT_ONCE = [1, 3, 12] as const;

/** As a desk answers from its cache, but over everything that the asker may see now. */
export async function searchLog(db: Db, agentId: AgentId, { text, filters, before }: SearchQuestion): Promise<SearchPage> {
  const question = questionOf(text);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  if (question.length === 0 && !isFiltered) return { hits: [], next: null };
  const people = isFiltered || before !== null ? [] : await peopleIn(db, agentId, question, text);
  const items = await itemsIn(db, agentId, { question, filters, before });
  const page = items.slice(0, SEARCH_PAGE);
  const last = page.at(-1);
  const names = await customersOf(db, agentId, page);
  return {
    hits: [...people, ...page.map((item) => itemHit(item, question, names.get(item.customerId)))],
    next: items.length > SEARCH_PAGE && last !== undefined ? { at: last.at, seq: last.seq } : null,
  };
}

async function peopleIn(db: Db, agentId: AgentId, question: Question, text: string): Promise<SearchHit[]> {
  const match = tsQueryOf(askOf(question));
  const rows = await db.all<{ body: Bodies['customer'] }>(sql`SELECT c.body FROM search_entry s JOIN customer c ON c.id = s.id
    WHERE s.kind = 'customer' AND s.terms @@ ${match}::tsquery AND c.scopes && ${heldScopes(agentId)}
    ORDER BY c.id DESC LIMIT ${PEOPLE_LOOKED_AT}`);
  return rows
    .map(({ body }) => body)
    .filter((person) => isPersonHit(person, question))
    .toSorted((a, b) => nearness(a, text) - nearness(b, text))
    .slice(0, SEARCH_PEOPLE)
    .map((person) => personHit(person, question));
}

interface Asked {
  readonly question: Question;
  readonly filters: SearchFilters;
  readonly before: TimelinePlace | null;
}

/** A page and one more, newest first. */
async function itemsIn(db: Db, agentId: AgentId, asked: Asked): Promise<Item[]> {
  const hits: Item[] = [];
  let until: Sql = asked.before === null ? sql`true` : sql`(s.at, s.seq) < (${asked.before.at}, ${asked.before.seq})`;
  for (const count of [...MONTHS_AT_ONCE, null]) {
    const newest = await newestAt(db, until);
    if (newest === null) return hits;
    const months = count === null ? [] : monthsUpTo(newest, count);
    hits.push(...(await hitsIn(db, agentId, asked, { until, months, room: SEARCH_PAGE + 1 - hits.length })));
    const oldest = months.at(-1);
    if (hits.length > SEARCH_PAGE || oldest === undefined) return hits;
    if (asked.filters.from !== undefined && asked.filters.from >= oldest) return hits;
    until = sql`s.at < ${oldest}`;
  }
  return hits;
}

interface Part {
  readonly until: Sql;
  readonly months: readonly string[];
  readonly room: number;
}

async function hitsIn(db: Db, agentId: AgentId, { question, filters }: Asked, { until, months, room }: Part): Promise<Item[]> {
  const ofMonths = months.length === 0 ? [] : [{ is: 'any' as const, of: months.flatMap((month) => facetTerms({ month })).map(termOf) }];
  const ask = askOf(question);
  const match = tsQueryOf({ is: 'all', of: [...(ask === null ? [] : [ask]), ...facetsAsked(filters).map(termOf), ...ofMonths] });
  const held = heldScopes(agentId);
  const hits: Item[] = [];
  let place = until;
  for (;;) {
    const rows = await db.all<{ body: Item }>(sql`SELECT coalesce(m.body, n.body) AS body FROM search_entry s
      LEFT JOIN message m ON s.kind = 'message' AND m.id = s.id AND m.scopes && ${held}
      LEFT JOIN note n ON s.kind = 'note' AND n.id = s.id AND n.scopes && ${held}
      WHERE s.at IS NOT NULL AND ${place} AND ${match === null ? sql`true` : sql`s.terms @@ ${match}::tsquery`}
        AND ${filters.from === undefined ? sql`true` : sql`s.at >= ${filters.from}`}
        AND ${filters.to === undefined ? sql`true` : sql`s.at < ${filters.to}`}
        AND coalesce(m.id, n.id) IS NOT NULL
      ORDER BY s.at DESC, s.seq DESC LIMIT ${LOOK}`);
    hits.push(...rows.map(({ body }) => body).filter((item) => isHit(item, question, filters)));
    const last = rows.at(-1)?.body;
    if (hits.length >= room || rows.length < LOOK || last === undefined) return hits.slice(0, room);
    place = sql`(s.at, s.seq) < (${last.at}, ${last.seq})`;
  }
}

async function newestAt(db: Db, until: Sql): Promise<string | null> {
  const [row] = await db.all<{ at: string }>(
    sql`SELECT s.at FROM search_entry s WHERE s.at IS NOT NULL AND ${until} ORDER BY s.at DESC, s.seq DESC LIMIT 1`,
  );
  return row?.at ?? null;
}

/** 2026-11, 2026-10 and so on. */
function monthsUpTo(at: string, count: number): string[] {
  const [year = 0, month = 1] = at.slice(0, 7).split('-').map(Number);
  return Array.from({ length: count }, (_, back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7));
}

function termOf(term: string): { readonly is: 'term'; readonly term: string } {
  return { is: 'term', term };
}

async function customersOf(db: Db, agentId: AgentId, items: readonly Item[]): Promise<Map<string, Bodies['customer']>> {
  if (items.length === 0) return new Map();
  const ids = [...new Set(items.map(({ customerId }) => customerId))];
  const rows = await db.all<{ body: Bodies['customer'] }>(
    sql`SELECT body FROM customer WHERE id = ANY(${ids}::text[]) AND scopes && ${heldScopes(agentId)}`,
  );
  return new Map(rows.map(({ body }) => [body.id, body]));
}
