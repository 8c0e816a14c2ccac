import { useEffect, useState } from 'react';
import type { TimelineHit } from '#shared/contracts/desk';
import type { CustomerId } from '#shared/domain/ids';
import { useDesk } from '#ui/wire/desk.tsx';

/** A search within one person's timeline; null while the bar is closed. */
export interface Find {
  readonly text: string;
  readonly hits: readonly TimelineHit[];
  readonly isComplete: boolean;
  /** Which of the hits is shown, from 0. */
  readonly at: number;
  readonly setText: (text: string) => void;
  /** To the next older one, or the next newer one, and round. */
  readonly move: (step: 1 | -1) => void;
  readonly close: () => void;
}

export interface Finding {
  readonly find: Find | null;
  readonly open: () => void;
  /** The item to bring into sight; null once it is. */
  readonly targetId: string | null;
  readonly onShown: () => void;
}

/** Short enough to follow the fingers; long enough that a word is asked once. */
const PAUSE_MS = 120;

interface Found {
  readonly hits: readonly TimelineHit[];
  readonly isComplete: boolean;
}

const NOTHING: Found = { hits: [], isComplete: true };

export function useFind(customerId: CustomerId): Finding {
  const { desk, clock } = useDesk();
  const [text, setText] = useState<string | null>(null);
  const [found, setFound] = useState<Found>(NOTHING);
  const [at, setAt] = useState(0);
  const [targetId, setTargetId] = useState<string | null>(null);

  useEffect(() => {
    if (text === null || text.trim() === '') return undefined;
    const asked = { isOver: false };
    const cancel = clock.setTimer(PAUSE_MS, () => {
      desk.call('timeline.find', { customerId, text }).then(
        (answer) => {
          if (asked.isOver) return;
          // The newest is what was just spoken of.
          const newest = Math.max(0, answer.hits.length - 1);
          setFound(answer);
          setAt(newest);
          setTargetId(answer.hits[newest]?.itemId ?? null);
        },
        // A core that is being started again: the next letter asks again.
        () => {},
      );
    });
    return () => {
      asked.isOver = true;
      cancel();
    };
  }, [text, customerId, desk, clock]);

  function move(step: 1 | -1): void {
    const count = found.hits.length;
    if (count === 0) return;
    const next = (at + step + count) % count;
    setAt(next);
    setTargetId(found.hits[next]?.itemId ?? null);
  }

  const isAsking = text !== null && text.trim() !== '';
  return {
    find:
      text === null
        ? null
        : {
            text,
            hits: isAsking ? found.hits : NOTHING.hits,
            isComplete: !isAsking || found.isComplete,
            at,
            setText,
            move,
            close() {
              setText(null);
              setFound(NOTHING);
              setTargetId(null);
            },
          },
    open: () => setText((now) => now ?? ''),
    targetId,
    onShown: () => setTargetId(null),
  };
}
