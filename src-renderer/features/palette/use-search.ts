import { useEffect, useState } from 'react';
import type { SearchFilters, SearchHit, SearchPage } from '#shared/contracts/search';
import { useDesk } from '#ui/wire/desk.tsx';

/** Where it was looked: `asking`: here, and the hub is being asked. */
export type Reach = 'asking' | 'this_computer' | 'all';

export type SearchState =
  | { readonly is: 'idle' }
  | { readonly is: 'searching'; readonly hits: readonly SearchHit[] }
  | { readonly is: 'done'; readonly hits: readonly SearchHit[]; readonly reach: Reach; readonly more: (() => void) | null }
  | { readonly is: 'failed' };

/** So that a fast typist asks once. */
const PAUSE_MS = 120;
/** The hub is asked when the typing has stopped for longer. */
const HUB_PAUSE_MS = 350;
/** What the contract takes. */
const TEXT_LIMIT = 200;
const IDLE: SearchState = { is: 'idle' };

interface Answer {
  readonly to: string;
  /** Null where the search did not work. */
  readonly found: { readonly hits: readonly SearchHit[]; readonly next: SearchPage['next']; readonly reach: Reach } | null;
}

/**
 * The hits among what this desk holds at once, and those of the hub a moment later; an answer to an older question is shown until the
 * newer one comes. While an input method composes nothing is asked: half a word is not what is meant.
 */
export function useSearch(text: string, filters: SearchFilters, isComposing: boolean): SearchState {
  const { desk, clock } = useDesk();
  const [answer, setAnswer] = useState<Answer>({ to: '', found: null });
  const wanted = text.trim().slice(0, TEXT_LIMIT);
  const key = JSON.stringify([wanted, filters]);
  const isAsked = wanted !== '' || Object.keys(filters).length > 0;
  useEffect(() => {
    if (!isAsked || isComposing) return;
    const question = { isOpen: true };
    const asked = JSON.parse(key) as [string, SearchFilters]; // made above
    const take = (found: Answer['found']): void => {
      if (question.isOpen) setAnswer({ to: key, found });
    };
    const ask = (alsoAtHub: boolean) => desk.call('search', { text: asked[0], filters: asked[1], alsoAtHub });
    const cancels = [
      clock.setTimer(PAUSE_MS, () => {
        ask(false).then(
          (found) => take({ ...found, reach: 'asking' }),
          () => take(null),
        );
        cancels.push(clock.setTimer(HUB_PAUSE_MS, () => void ask(true).then(take, () => take(null))));
      }),
    ];
    return () => {
      question.isOpen = false;
      for (const cancel of cancels) cancel();
    };
  }, [desk, clock, key, isAsked, isComposing]);

  if (!isAsked) return IDLE;
  if (answer.to !== key) return { is: 'searching', hits: answer.found?.hits ?? [] };
  if (answer.found === null) return { is: 'failed' };
  const { hits, next, reach } = answer.found;
  const more = (): void => {
    const alsoAtHub = reach === 'all';
    desk.call('search', { text: wanted, filters, before: next, alsoAtHub }).then(
      (page) => setAnswer((now) => (now.to === key ? { to: key, found: { ...page, hits: [...hits, ...page.hits] } } : now)),
      // A core that is being started again: it is asked once more.
      () => {},
    );
  };
  return { is: 'done', hits, reach, more: next === null || reach === 'asking' ? null : more };
}
