import type { DeskContract } from '#shared/contracts/desk';
import { SEARCH_PAGE, type SearchHit, type SearchPage, type SearchQuestion } from '#shared/contracts/search';
import type { CallOutput } from '#shared/rpc/contract';
import { byPlace } from '#shared/search/hits';
import type { AgentDesk } from './agent-desk.ts';

type Asked = SearchQuestion & { readonly alsoAtHub: boolean };

/** What this computer holds; with `alsoAtHub`, and a hub that answers, one page of both. */
export async function searchFrom(
  desk: Pick<AgentDesk, 'cache' | 'hub'>,
  { alsoAtHub, ...question }: Asked,
): Promise<CallOutput<DeskContract, 'search'>> {
  const here = desk.cache.call('search', question);
  // A hub that is gone, or too old to be asked, is as good as none: what is here is shown, and that it is only that.
  const there = alsoAtHub ? await (desk.hub()?.call('search', question) ?? Promise.resolve(null)).catch(() => null) : null;
  return there === null ? { ...(await here), reach: 'this_computer' } : { ...merged(await here, there), reach: 'all' };
}

/** Each page has all that is newer than its last hit, so the newest of both together are a page again. What is here too is shown as it is here. */
export function merged(here: SearchPage, there: SearchPage): SearchPage {
  const byKey = new Map([...there.hits, ...here.hits].map((hit) => [`${hit.customerId} ${hit.itemId ?? ''}`, hit]));
  const all = [...byKey.values()];
  const isHere = new Set(here.hits.map(({ customerId }) => customerId));
  const people = all
    .filter(({ place }) => place === null)
    .toSorted((a, b) => Number(isHere.has(b.customerId)) - Number(isHere.has(a.customerId)));
  const items = all.filter(isPlaced).toSorted((a, b) => byPlace(a.place, b.place));
  const page = items.slice(0, SEARCH_PAGE);
  const hasMore = items.length > SEARCH_PAGE || here.next !== null || there.next !== null;
  return { hits: [...people, ...page], next: hasMore ? (page.at(-1)?.place ?? null) : null };
}

function isPlaced(hit: SearchHit): hit is SearchHit & { readonly place: NonNullable<SearchHit['place']> } {
  return hit.place !== null;
}
