import type { Agent } from '#shared/domain/agent';
import { fromInstant } from '#shared/domain/clock';
import type { AgentId, ConversationId, CustomerId, InteractionId, MessageId, NoteId } from '#shared/domain/ids';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import type { OutboxItem } from '#shared/contracts/desk';
import { PENDING_SEQ } from '#shared/records/overlay';
import { readMarkerId } from '#shared/records/records';
import type { Reservation } from '#shared/domain/reservation';
import type { Records, RecordsState } from './records-store.ts';
import type { InboxFilter } from './ui-store.ts';

/** What is unread is unread by you: the newest line of somebody else's, behind your own marker. */
export function isUnread(records: Records, agentId: AgentId, interaction: Interaction): boolean {
  const { lastLine } = interaction;
  if (lastLine === null || lastLine.by !== 'customer') return false;
  return lastLine.seq > readUpTo(records, agentId, interaction.conversationId);
}

/** Items with a seq up to this were on this agent's screen; -1 before any was. */
export function readUpTo(records: Records, agentId: AgentId, conversationId: ConversationId): number {
  return records.read_marker.get(readMarkerId(agentId, conversationId))?.upToSeq ?? -1;
}

/**
 * The inbox in its order: own work first where somebody waits, longest wait first; then own work that waits for the customer;
 * then the queue, longest wait first. Ties by id, so that two desks show the same.
 */
export function inboxOf(records: Records, me: Agent, filter: InboxFilter): readonly Interaction[] {
  return [...records.interaction.values()]
    .filter((interaction) => isOpen(interaction.state) && passes(interaction, me, filter))
    .toSorted((a, b) => rankOf(a, me) - rankOf(b, me) || orderKey(a).localeCompare(orderKey(b)));
}

function passes(interaction: Interaction, me: Agent, filter: InboxFilter): boolean {
  const isMine = isOwnedBy(interaction, me.id);
  switch (filter) {
    case 'mine':
      return isMine;
    case 'queues':
      return isMine || (ownerOf(interaction.state) === null && me.queueIds.includes(interaction.queueId));
    case 'all':
      return true;
  }
}

function rankOf(interaction: Interaction, me: Agent): number {
  if (isOwnedBy(interaction, me.id)) return 0;
  return ownerOf(interaction.state) === null ? 1 : 2;
}

/** Rows keep their place while people write back and forth: arrival decides, and nothing jumps under the pointer. */
function orderKey({ arrivedAt, id }: Interaction): string {
  return `${arrivedAt} ${id}`;
}

export function isOwnedBy(interaction: Interaction, agentId: AgentId): boolean {
  return ownerOf(interaction.state) === agentId;
}

export interface Wait {
  readonly milliseconds: number;
  /** `soon`: past two thirds of the queue's target. */
  readonly urgency: 'calm' | 'soon' | 'late';
}

/** How long the customer has been waiting for a word of ours; null when the last word is ours. */
export function waitOf(interaction: Interaction, targetMs: number | undefined, now: number): Wait | null {
  if (interaction.waitingSince === null || !isOpen(interaction.state)) return null;
  const milliseconds = Math.max(0, now - fromInstant(interaction.waitingSince));
  if (targetMs === undefined) return { milliseconds, urgency: 'calm' };
  if (milliseconds > targetMs) return { milliseconds, urgency: 'late' };
  return { milliseconds, urgency: milliseconds > (targetMs * 2) / 3 ? 'soon' : 'calm' };
}

/** Offers that ring for this agent, the oldest first. */
export function offersOf(records: Records, agentId: AgentId): readonly Reservation[] {
  return [...records.reservation.values()]
    .filter((reservation) => reservation.agentId === agentId && reservation.outcome === 'pending')
    .toSorted((a, b) => a.offeredAt.localeCompare(b.offeredAt));
}

/** What an agent has in hand, for the state shown. */
export function loadOf(records: Records, agentId: AgentId): { readonly handling: number; readonly wrapUp: number } {
  const own = [...records.interaction.values()].filter((interaction) => isOwnedBy(interaction, agentId));
  return {
    handling: own.filter(({ state }) => state.is === 'handling').length,
    wrapUp: own.filter(({ state }) => state.is === 'wrap_up').length,
  };
}

/** The customer's open interactions, the agent's own first, then by arrival. */
export function openInteractionsOf(records: Records, customerId: CustomerId, me: AgentId): readonly Interaction[] {
  return [...records.interaction.values()]
    .filter((interaction) => interaction.customerId === customerId && isOpen(interaction.state))
    .toSorted((a, b) => Number(isOwnedBy(b, me)) - Number(isOwnedBy(a, me)) || orderKey(a).localeCompare(orderKey(b)));
}

/**
 * The basis of a wish about an interaction: the highest seq of its conversation that is on the screen, confirmed by the log.
 * The hub holds a reply when something newer than this has come in between.
 */
export function basisOf({ confirmed }: RecordsState, interactionId: InteractionId): number {
  const interaction = confirmed.interaction.get(interactionId);
  if (interaction === undefined) return 0;
  const seqs = [...confirmed.message.values(), ...confirmed.note.values()]
    .filter(({ conversationId, seq }) => conversationId === interaction.conversationId && seq < PENDING_SEQ)
    .map(({ seq }) => seq);
  return seqs.reduce((highest, seq) => Math.max(highest, seq), interaction.lastLine?.seq ?? 0);
}

/** The wish behind a reply or note that the log has not confirmed; undefined once it has. */
export function outboxItemOf(outbox: readonly OutboxItem[], id: MessageId | NoteId): OutboxItem | undefined {
  return outbox.find(({ command: { body } }) => {
    switch (body.type) {
      case 'message.send':
      case 'message.resend':
        return body.messageId === id;
      case 'note.add':
        return body.noteId === id;
      case 'conversation.mark_read':
      case 'reservation.accept':
      case 'reservation.decline':
      case 'interaction.take':
      case 'wrap_up.start':
      case 'wrap_up.complete':
      case 'agent.set_intent':
      case 'agent.set_queues':
        return false;
    }
  });
}
