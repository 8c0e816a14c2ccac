import { useEffect, useState } from 'react';
import type { SearchHit } from '#shared/contracts/desk';
import { useDesk } from '#ui/wire/desk.tsx';

export type SearchState =
  | { readonly is: 'idle' }
  | { readonly is: 'searching'; readonly hits: readonly SearchHit[] }
  | { readonly is: 'done'; readonly hits: readonly SearchHit[] }
  | { readonly is: 'failed' };

/** So that a fast typist asks once. */
const PAUSE_MS = 120;
const IDLE: SearchState = { is: 'idle' };

/** The hits of a search among what this desk holds; an answer to an older question is dropped. */
export function useSearch(text: string): SearchState {
  const { desk, clock } = useDesk();
  const [state, setState] = useState<SearchState>(IDLE);
  const wanted = text.trim();
  useEffect(() => {
    const question = { isOpen: true };
    if (wanted === '') setState(IDLE);
    else setState((before) => ({ is: 'searching', hits: 'hits' in before ? before.hits : [] }));
    const cancel = clock.setTimer(PAUSE_MS, () => {
      if (wanted === '') return;
      desk.call('search', { text: wanted.slice(0, 200) }).then(
        (hits) => question.isOpen && setState({ is: 'done', hits }),
        () => question.isOpen && setState({ is: 'failed' }),
      );
    });
    return () => {
      question.isOpen = false;
      cancel();
    };
  }, [desk, clock, wanted]);
  return state;
}
