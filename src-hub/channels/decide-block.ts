import type { InboundBlock } from '#shared/contracts/channel';
import type { Instant } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import type { DomainEvent } from '#shared/events/index';

/** A stranger who befriends or leaves us has no thread yet: they become a customer with their first word. */
export function decideBlock(conversation: Conversation | undefined, { isBlocked, at }: InboundBlock): readonly DomainEvent[] {
  if (conversation === undefined) return [];
  const { id: conversationId, block = { isBlocked: false, at: '' } } = conversation;
  if (block.isBlocked === isBlocked || block.at >= at) return [];
  return [{ type: 'conversation.block_changed', body: { conversationId, isBlocked, at } }];
}

/** Who writes to us has not shut us out, even where that news never came. */
export function decideHeard(conversation: Conversation | undefined, at: Instant): readonly DomainEvent[] {
  return conversation?.block?.isBlocked === true && conversation.block.at < at
    ? [{ type: 'conversation.block_changed', body: { conversationId: conversation.id, isBlocked: false, at } }]
    : [];
}
