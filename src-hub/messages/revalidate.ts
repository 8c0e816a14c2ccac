import type { HoldReason } from '#shared/commands/index';
import type { Conversation } from '#shared/domain/conversation';
import type { AgentId } from '#shared/domain/ids';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Author } from '#shared/domain/message';
import { mayStillWrite } from '#hub/channels/sending-rules';

/*
 * A reply that waited for the line was written for a conversation as it was then. Before it goes out it is looked at once more: would
 * its writer, who may be asleep by now, still say this?
 *
 * What counts is what is said in this thread after `basis`, and who has the work now. What came and went in between counts for nothing:
 * work that was closed and reopened, or given away and brought back, is the writer's again. Laid-aside work is still its owner's. A
 * customer who was joined into another keeps the thread, and what is said in it. Who lost the queue but not the work may answer;
 * whoever lost the work is told that, whatever became of the queue.
 */

export interface SinceWritten {
  readonly interaction: Pick<Interaction, 'state' | 'channel'>;
  readonly conversation: Pick<Conversation, 'block'>;
  /** Who wrote in this thread after `basis`. */
  readonly authors: readonly Author[];
  /** The customer's newest message in this thread, by the channel's time; null where there is none. */
  readonly lastInboundAt: string | null;
}

/** Why the reply is not to go out unasked: all that is true, in the order in which it matters to whoever decides. */
export function reasonsToHold(since: SinceWritten, { agentId, now }: { agentId: AgentId; now: string }): HoldReason[] {
  const { interaction, authors } = since;
  const isHeldFor: Record<HoldReason, boolean> = {
    customer_wrote: authors.some(({ by }) => by === 'customer'),
    // Their own earlier replies, and what the centre says by itself, are no news to them.
    colleague_answered: authors.some((author) => author.by === 'agent' && author.agentId !== agentId),
    reassigned: isOpen(interaction.state) && ownerOf(interaction.state) !== agentId,
    closed: !isOpen(interaction.state),
    window_closed: !mayStillWrite(interaction.channel, since, now),
  };
  return REASONS.filter((reason) => isHeldFor[reason]);
}

const REASONS = ['customer_wrote', 'colleague_answered', 'reassigned', 'closed', 'window_closed'] as const satisfies HoldReason[];

/** Of a conversation that the writer may read no more, only this is theirs to know: that the work has left them. */
export function knowableToOutsider(reasons: readonly HoldReason[]): HoldReason[] {
  return reasons.filter((reason) => reason === 'reassigned' || reason === 'closed');
}
