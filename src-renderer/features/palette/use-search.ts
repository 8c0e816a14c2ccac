import { useEffect, useState } from 'react';
import type { SearchHit } from '#shared/contracts/search';
import { useDesk } from '#ui/wire/desk.tsx';

export type SearchState =
  | { readonly is: 'idle' }
  | { readonly is: 'searching'; readonly hits: readonly SearchHit[] }
  | { readonly is: 'done'; readonly hits: readonly SearchHit[] }
  | { readonly is: 'failed' };

/** So that a fast typist asks once. */
const PAUSE_MS = 120;
/** What the contract takes. */
const TEXT_LIMIT = 200;
const IDLE: SearchState = { is: 'idle' };

interface Answer {
  readonly to: string;
  /** Null where the search did not work. */
  readonly hits: readonly SearchHit[] | null;
}

/** The hits of a search among what this desk holds; an answer to an older question is shown until the newer one comes. */
export function useSearch(text: string): SearchState {
  const { desk, clock } = useDesk();
  const [answer, setAnswer] = useState<Answer>({ to: '', hits: [] });
  const wanted = text.trim().slice(0, TEXT_LIMIT);
  useEffect(() => {
    if (wanted === '') return;
    const question = { isOpen: true };
    const take = (hits: Answer['hits']): void => {
      if (question.isOpen) setAnswer({ to: wanted, hits });
    };
    const cancel = clock.setTimer(PAUSE_MS, () => {
      desk.call('search', { text: wanted }).then(
        ({ hits }) => take(hits),
        () => take(null),
      );
    });
    return () => {
      question.isOpen = false;
      cancel();
    };
  }, [desk, clock, wanted]);
  if (wanted === '') return IDLE;
  if (answer.to !== wanted) return { is: 'searching', hits: answer.hits ?? [] };
  return answer.hits === null ? { is: 'failed' } : { is: 'done', hits: answer.hits };
}
