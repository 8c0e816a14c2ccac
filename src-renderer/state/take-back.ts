import type { Command } from '#shared/commands/index';
import type { Agent } from '#shared/domain/agent';
import type { ComposerMode } from '#shared/domain/draft';
import type { CommandId, ConversationId, InteractionId } from '#shared/domain/ids';
import { may } from '#shared/domain/permissions';
import type { Records } from './records-store.ts';
import { isOwnedBy } from './selectors.ts';

/** Words of a wish that did not get through, on their way back into the composer. */
export interface TakenBack {
  readonly commandId: CommandId;
  readonly conversationId: ConversationId;
  readonly mode: ComposerMode;
  readonly text: string;
}

/**
 * Where a parked reply or note can be written anew: what to look at, and what to put there. Null where there is no place for it: a
 * reply is written only by who has work in that thread.
 */
export function takeBackOf(
  records: Records,
  me: Agent,
  { commandId, body }: Command,
): { readonly interactionId: InteractionId; readonly takenBack: TakenBack } | null {
  if (body.type !== 'message.send' && body.type !== 'note.add') return null;
  const { conversationId, text } = body;
  // Work that is closed by now may have been followed by the next in the same thread.
  const mine = [...records.interaction.values()].find((one) => one.conversationId === conversationId && isOwnedBy(one, me.id));
  const interaction = mine ?? records.interaction.get(body.interactionId);
  if (interaction === undefined) return null;
  const mode = body.type === 'note.add' ? 'note' : 'reply';
  if (mode === 'reply' && mine === undefined) return null;
  const ownerId = 'agentId' in interaction.state ? interaction.state.agentId : null;
  if (mode === 'note' && !may(me, 'conversation.note', { queueId: interaction.queueId, ownerId })) return null;
  return { interactionId: interaction.id, takenBack: { commandId, conversationId, mode, text } };
}
