import { expect, test } from 'vitest';
import { merged, searchFrom } from '#core/search-from';
import { SEARCH_PAGE, type SearchHit, type SearchPage, type SearchQuestion } from '#shared/contracts/search';
import { CustomerId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';

function hit(n: number, from = 'here'): SearchHit {
  const at = new Date(Date.UTC(2026, 10, 1) - n * 1000).toISOString();
  return { customerId: CustomerId.parse('cus_1'), itemId: `msg_${n}`, place: { at, seq: 1 }, snippet: from, marks: [] };
}

function page(hits: readonly SearchHit[]): SearchPage {
  const first = hits.slice(0, SEARCH_PAGE);
  return { hits: first, next: hits.length > SEARCH_PAGE ? (first.at(-1)?.place ?? null) : null };
}

const question: SearchQuestion = { text: '返金', filters: {}, before: null };

test('two pages are one, each item once, and nothing is missing up to its end', () => {
  const here = [0, 2, 4, 90, 91].map((n) => hit(n));
  const there = Array.from({ length: 120 }, (_, n) => hit(n, 'there'));
  const both = merged(page(here), page(there));
  expect(both.hits.map(({ itemId }) => itemId)).toEqual(Array.from({ length: SEARCH_PAGE }, (_, n) => `msg_${n}`));
  expect(both.hits.filter(({ snippet }) => snippet === 'here').map(({ itemId }) => itemId)).toEqual(['msg_0', 'msg_2', 'msg_4']);
  expect(both.next).toEqual(hit(SEARCH_PAGE - 1).place);
  expect(merged(page(here.slice(0, 2)), page([])).next).toBeNull();
});

test.each([
  ['there is no line', null],
  ['the hub is older and knows no search', () => Promise.reject(new Failure('not_found', 'no such call'))],
])('where %s, it says that only this computer was searched', async (_name, ask) => {
  const cache = { call: () => Promise.resolve(page([hit(1)])) } as never; // asked nothing else
  const hub = (): never => (ask === null ? null : { call: ask }) as never;
  const answer = await searchFrom({ cache, hub }, { ...question, alsoAtHub: true });
  expect([answer.reach, answer.hits.length]).toEqual(['this_computer', 1]);
});

test('the hub is asked only where that is wanted', async () => {
  const asked: string[] = [];
  const cache = { call: () => Promise.resolve(page([hit(1)])) } as never;
  const hub = (): never =>
    ({ call: (name: string) => (asked.push(name), Promise.resolve(page([hit(1, 'there'), hit(3, 'there')]))) }) as never;
  expect((await searchFrom({ cache, hub }, { ...question, alsoAtHub: false })).reach).toBe('this_computer');
  expect(asked).toEqual([]);
  const answer = await searchFrom({ cache, hub }, { ...question, alsoAtHub: true });
  expect([answer.reach, answer.hits.map(({ itemId }) => itemId)]).toEqual(['all', ['msg_1', 'msg_3']]);
});
