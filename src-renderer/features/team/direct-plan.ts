import type { CommandBody } from '#shared/commands/index';
import type { AgentId, DispositionId, QueueId } from '#shared/domain/ids';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Records } from '#ui/state/records-store';

/** What a lead wishes for several pieces of work at once. */
export type Direction =
  | { readonly is: 'assign'; readonly agentId: AgentId }
  | { readonly is: 'move'; readonly queueId: QueueId }
  | { readonly is: 'close'; readonly dispositionId: DispositionId }
  | { readonly is: 'reopen' };

/** Why a piece of work is left as it is. */
export type LeftOut = 'wrap_up' | 'has_it' | 'not_serving' | 'there' | 'closed' | 'open';

export interface Planned {
  readonly interaction: Interaction;
  readonly leftOut: LeftOut | null;
}

/** What would happen to each, before anything does. */
export function planOf(direction: Direction, work: readonly Interaction[], records: Records): readonly Planned[] {
  return work.map((interaction) => ({ interaction, leftOut: leftOutOf(direction, interaction, records) }));
}

function leftOutOf(direction: Direction, interaction: Interaction, records: Records): LeftOut | null {
  const { state, queueId } = interaction;
  if (direction.is === 'reopen') return state.is === 'closed' ? null : 'open';
  if (!isOpen(state)) return 'closed';
  if (direction.is === 'close') return null;
  if (state.is === 'wrap_up') return 'wrap_up';
  switch (direction.is) {
    case 'assign':
      if (ownerOf(state) === direction.agentId) return 'has_it';
      return records.agent.get(direction.agentId)?.queueIds.includes(queueId) === true ? null : 'not_serving';
    case 'move':
      return state.is !== 'handling' && queueId === direction.queueId ? 'there' : null;
  }
}

/** The wish for one piece of work as the lead sees it now. */
export function wishFor(direction: Direction, { id: interactionId, conversationId, state }: Interaction): CommandBody {
  const work = { interactionId, conversationId, fromId: ownerOf(state) };
  switch (direction.is) {
    case 'assign':
      return { type: 'interaction.assign', ...work, agentId: direction.agentId };
    case 'move':
      return { type: 'interaction.move', ...work, queueId: direction.queueId };
    case 'close':
      return { type: 'interaction.close', ...work, dispositionId: direction.dispositionId };
    case 'reopen':
      return { type: 'interaction.reopen', interactionId, conversationId };
  }
}

/** The way back to how it was before, step by step; each is refused where somebody did something to it since. Empty: there is none. */
export function wayBack(direction: Direction, before: Interaction): readonly CommandBody[] {
  const { id: interactionId, conversationId, queueId, state } = before;
  const work = { interactionId, conversationId };
  const ownerId = state.is === 'handling' ? state.agentId : null;
  const toOwner: CommandBody[] = ownerId === null ? [] : [{ type: 'interaction.assign', ...work, fromId: null, agentId: ownerId }];
  switch (direction.is) {
    case 'assign':
      return ownerId === null
        ? [{ type: 'interaction.move', ...work, fromId: direction.agentId, queueId }]
        : [{ type: 'interaction.assign', ...work, fromId: direction.agentId, agentId: ownerId }];
    case 'move': {
      const home: CommandBody[] = queueId === direction.queueId ? [] : [{ type: 'interaction.move', ...work, fromId: null, queueId }];
      return [...home, ...toOwner];
    }
    case 'close':
      // A wrap-up was over but for its outcome: there is nothing to give back to anybody.
      return state.is === 'wrap_up' ? [] : [{ type: 'interaction.reopen', ...work }, ...toOwner];
    case 'reopen':
      return state.is === 'closed' && state.dispositionId !== null
        ? [{ type: 'interaction.close', ...work, fromId: null, dispositionId: state.dispositionId }]
        : [];
  }
}
