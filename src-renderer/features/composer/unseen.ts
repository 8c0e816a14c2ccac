import type { AgentId, ConversationId } from '#shared/domain/ids';
import type { Message } from '#shared/domain/message';
import { PENDING_SEQ } from '#shared/records/overlay';
import { readMarkerId } from '#shared/records/records';
import type { InSight } from '#ui/state/in-sight';
import type { Records } from '#ui/state/records-store';

export interface Writing {
  readonly conversationId: ConversationId;
  readonly me: AgentId;
  /** The newest seq of the conversation when it was opened to write in. */
  readonly openedAt: number;
}

/**
 * The messages of others, oldest first, that the writer has not had before their eyes: all that came after the newest one that was. Seen
 * is what was on the screen of this window (`InSight`) or is read by the agent's own marker, from whatever desk. It goes by the log's
 * order, not by the time shown: a message that was delivered late stands further up, and is news all the same. Where no timeline has
 * shown this conversation, what was there when it was opened to write in counts as seen. What the centre says by itself is no news.
 */
export function unseenBy(
  { message, read_marker: markers }: Pick<Records, 'message' | 'read_marker'>,
  inSight: InSight,
  { conversationId, me, openedAt }: Writing,
): readonly Message[] {
  const readUpTo = markers.get(readMarkerId(me, conversationId))?.upToSeq ?? 0;
  const floor = inSight.knows(conversationId) ? readUpTo : Math.max(readUpTo, openedAt);
  const others = [...message.values()]
    .filter((one) => one.conversationId === conversationId && one.seq > floor && one.seq < PENDING_SEQ && isOfOthers(one, me))
    .toSorted((a, b) => a.seq - b.seq);
  return others.slice(others.findLastIndex(({ id }) => inSight.has(id)) + 1);
}

function isOfOthers({ author }: Message, me: AgentId): boolean {
  return author.by === 'customer' || (author.by === 'agent' && author.agentId !== me);
}
