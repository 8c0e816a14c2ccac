import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { ConversationId } from '#shared/domain/ids';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import type { TimelineItem } from './timeline-items.ts';
import { conversationOf } from './timeline-rows.ts';

/** How long something is on the screen before it counts as read. */
const DWELL_MS = 500;

/**
 * Says what was read: what was really on the screen of a window that had the agent's eyes. What was skipped over stays unread, so
 * a marker never passes an unread item that was not seen.
 */
export function useMarkRead(unread: readonly TimelineItem[], onScreen: readonly TimelineItem[], seen: Set<string>): void {
  const desk = useDesk();
  const isWatched = useIsWatched();
  const mayRead = useLaidAside();
  useEffect(() => {
    if (!isWatched || onScreen.length === 0) return undefined;
    return desk.clock.setTimer(DWELL_MS, () => {
      for (const { key } of onScreen) seen.add(key);
      for (const [conversationId, upToSeq] of readUpTo(unread, seen)) {
        if (!mayRead(conversationId)) continue;
        // Kept in the outbox while offline; where even the core is gone, the next thing on the screen says it again.
        desk.submit({ type: 'conversation.mark_read', conversationId, upToSeq }, upToSeq).catch(() => {});
      }
    });
  }, [unread, onScreen, isWatched, seen, mayRead, desk]);
}

/**
 * What the agent marked as unread while this timeline was open stays so for as long as it is: the words are still on the screen, and
 * would be read again in the same moment. Whoever comes back to it reads it as anything else.
 */
function useLaidAside(): (id: ConversationId) => boolean {
  const me = useMe().id;
  const marked = useRecords(({ records }) =>
    [...records.read_marker.values()].flatMap((marker) =>
      marker.agentId === me && marker.isMarkedUnread === true ? [marker.conversationId] : [],
    ),
  );
  // Marked before it was opened: those may be read, until they are marked anew.
  const before = useRef<ReadonlySet<ConversationId>>(new Set(marked));
  useEffect(() => {
    before.current = new Set(marked.filter((id) => before.current.has(id)));
  }, [marked]);
  return useCallback((id) => !marked.includes(id) || before.current.has(id), [marked]);
}

/** For each conversation the highest seq below which nothing unread was missed. */
export function readUpTo(unread: readonly TimelineItem[], seen: ReadonlySet<string>): ReadonlyMap<ConversationId, number> {
  const firstMissed = new Map<ConversationId, number>();
  const marks = new Map<ConversationId, number>();
  for (const item of unread) {
    const id = conversationOf(item);
    if (id !== null && !seen.has(item.key)) firstMissed.set(id, Math.min(firstMissed.get(id) ?? Infinity, item.seq));
  }
  for (const item of unread) {
    const id = conversationOf(item);
    if (id === null || !seen.has(item.key) || item.seq > (firstMissed.get(id) ?? Infinity)) continue;
    marks.set(id, Math.max(marks.get(id) ?? 0, item.seq));
  }
  return marks;
}

/** Whether the window has the agent's eyes, as far as a page can tell. */
export function useIsWatched(): boolean {
  return useSyncExternalStore(
    subscribeToFocus,
    () => document.visibilityState === 'visible' && document.hasFocus(),
    () => false,
  );
}

function subscribeToFocus(listener: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('focus', listener, { signal });
  window.addEventListener('blur', listener, { signal });
  document.addEventListener('visibilitychange', listener, { signal });
  return () => stop.abort();
}
