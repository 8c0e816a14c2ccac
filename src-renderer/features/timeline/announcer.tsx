import { useState } from 'react';
import type { TimelineItem } from './timeline-items.ts';

/** Long enough to know what it is about; the rest is in the timeline. */
const SPOKEN_LENGTH = 300;

/**
 * Reads out what comes in. The list itself stays silent: rows that scroll into sight are new to the page and not to the agent.
 */
export function Announcer({ newest, say }: { readonly newest: TimelineItem | undefined; readonly say: (item: TimelineItem) => string }) {
  const [known, setKnown] = useState(newest?.key);
  const [words, setWords] = useState('');
  if (newest !== undefined && newest.key !== known) {
    setKnown(newest.key);
    if (newest.is === 'message' && newest.message.author.by === 'customer') setWords(say(newest).slice(0, SPOKEN_LENGTH));
  }
  return (
    <div className="visually-hidden" aria-live="polite" data-announcer>
      {words}
    </div>
  );
}
