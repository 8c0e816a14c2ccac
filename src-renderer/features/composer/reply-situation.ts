import type { Agent } from '#shared/domain/agent';
import type { AgentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { can, may } from '#shared/domain/permissions';
import { hasEnd } from '#shared/domain/talk-end';

/** Whether this agent may reply in this interaction, and if not, why, and what can be done. */
export type ReplySituation =
  | { readonly is: 'may_reply' }
  | { readonly is: 'queued'; readonly mayTake: boolean }
  | { readonly is: 'offered'; readonly agentId: AgentId; readonly isToMe: boolean }
  | { readonly is: 'handled_by'; readonly agentId: AgentId }
  | { readonly is: 'ended' }
  | { readonly is: 'closed' }
  | { readonly is: 'not_permitted' };

export function replySituation(interaction: Interaction, me: Agent): ReplySituation {
  const { state, channel, queueId } = interaction;
  if (!can(me.role, 'conversation.reply')) return { is: 'not_permitted' };
  switch (state.is) {
    case 'queued':
      return { is: 'queued', mayTake: may(me, 'interaction.take', { queueId }) };
    case 'offered':
      return { is: 'offered', agentId: state.agentId, isToMe: state.agentId === me.id };
    case 'handling':
      return state.agentId === me.id ? { is: 'may_reply' } : { is: 'handled_by', agentId: state.agentId };
    case 'wrap_up':
      if (state.agentId !== me.id) return { is: 'handled_by', agentId: state.agentId };
      return hasEnd(channel) ? { is: 'ended' } : { is: 'may_reply' };
    case 'closed':
      return { is: 'closed' };
  }
}

/** The customer's work that this agent may reply in, oldest first: more than one gives a choice of channel. */
export function replyChoices(
  interactions: Iterable<Interaction>,
  customerId: Interaction['customerId'],
  me: Agent,
): readonly Interaction[] {
  return [...interactions]
    .filter((interaction) => interaction.customerId === customerId && replySituation(interaction, me).is === 'may_reply')
    .toSorted((a, b) => (a.arrivedAt < b.arrivedAt ? -1 : 1));
}
