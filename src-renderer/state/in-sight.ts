import type { ConversationId, MessageId } from '#shared/domain/ids';
import type { Message } from '#shared/domain/message';

/**
 * What this window has had on its screen, under the agent's eyes. That the desk holds a message is not enough: after an outage it comes
 * in below the fold, or further up, at the time when the customer wrote it, while the newest words stand where they stood.
 */
export interface InSight {
  readonly show: (messages: readonly Pick<Message, 'id' | 'conversationId'>[]) => void;
  readonly has: (id: MessageId) => boolean;
  /** A timeline has shown something of this conversation here. */
  readonly knows: (id: ConversationId) => boolean;
}

export function createInSight(): InSight {
  const shown = new Set<MessageId>();
  const known = new Set<ConversationId>();
  return {
    show(messages) {
      for (const { id, conversationId } of messages) {
        shown.add(id);
        known.add(conversationId);
      }
    },
    has: (id) => shown.has(id),
    knows: (id) => known.has(id),
  };
}
