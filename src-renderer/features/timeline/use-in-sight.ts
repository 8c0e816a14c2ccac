import { useEffect } from 'react';
import { useDesk } from '#ui/wire/desk.tsx';
import type { TimelineRow } from './timeline-rows.ts';
import { useIsWatched } from './use-mark-read.ts';

/** Tells the composer beside this list what its reader has had on the screen: nobody answers what they have not seen. */
export function useInSight(rows: readonly TimelineRow[], first: number | null, last: number | null): void {
  const { inSight } = useDesk();
  const isWatched = useIsWatched();
  useEffect(() => {
    if (!isWatched || first === null || last === null) return;
    inSight.show(rows.slice(first, last + 1).flatMap(({ item }) => (item.is === 'message' ? [item.message] : [])));
  }, [rows, first, last, isWatched, inSight]);
}
