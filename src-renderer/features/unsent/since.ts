import type { ConversationId } from '#shared/domain/ids';
import type { Message, Note } from '#shared/domain/message';
import { PENDING_SEQ } from '#shared/records/overlay';
import type { Records } from '#ui/state/records-store';

export type SeenItem = { readonly is: 'message'; readonly item: Message } | { readonly is: 'note'; readonly item: Note };

/** So many of what was there before are shown beside the words: what they answered. */
const BEFORE = 3;

/** What stood there when the words were written, and what has come since: by the log's order, not by the clock. */
export function beforeAndSince(
  { message, note }: Pick<Records, 'message' | 'note'>,
  conversationId: ConversationId,
  basis: number,
): { readonly before: readonly SeenItem[]; readonly since: readonly SeenItem[] } {
  const messages = [...message.values()].map((item): SeenItem => ({ is: 'message', item }));
  const notes = [...note.values()].map((item): SeenItem => ({ is: 'note', item }));
  const all = [...messages, ...notes]
    .filter(({ item }) => item.conversationId === conversationId && item.seq < PENDING_SEQ)
    .toSorted((a, b) => a.item.seq - b.item.seq);
  return {
    before: all.filter(({ is, item }) => is === 'message' && item.seq <= basis).slice(-BEFORE),
    since: all.filter(({ item }) => item.seq > basis),
  };
}
