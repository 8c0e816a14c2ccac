import type { CommandBody } from '#shared/commands/index';
import { shownState, type Agent, type ShownState } from '#shared/domain/agent';
import { fromInstant, type Instant } from '#shared/domain/clock';
import type { AgentId, ConversationId, CustomerId, InteractionId, MessageId, NoteId, QueueId } from '#shared/domain/ids';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import { can } from '#shared/domain/permissions';
import type { OutboxItem } from '#shared/contracts/desk';
import { PENDING_SEQ } from '#shared/records/overlay';
import { readMarkerId } from '#shared/records/records';
import type { Reservation } from '#shared/domain/reservation';
import type { Records, RecordsState } from './records-store.ts';
import type { InboxFilter } from './ui-store.ts';

/** What is unread is unread by you: words of the customer that nobody has answered, or a colleague's note, behind your own marker. */
export function isUnread(records: Records, agentId: AgentId, interaction: Interaction): boolean {
  const { lastLine, lastCustomerSeq, lastNote } = interaction;
  if (isMarkedUnread(records, agentId, interaction.conversationId)) return true;
  const upTo = readUpTo(records, agentId, interaction.conversationId);
  if (lastNote !== undefined && lastNote.authorId !== agentId && lastNote.seq > upTo) return true;
  // Work of before the log's fold counted them has its last line.
  const customerSeq = lastCustomerSeq ?? (lastLine?.by === 'customer' ? lastLine.seq : -1);
  const answeredSeq = lastLine?.by === 'agent' ? lastLine.seq : -1;
  return customerSeq > Math.max(upTo, answeredSeq);
}

/** A note that calls this agent by name is behind the agent's own marker. */
export function isCalled(records: Records, agentId: AgentId, { mentions, conversationId }: Interaction): boolean {
  return (mentions?.[agentId]?.seq ?? -1) > readUpTo(records, agentId, conversationId);
}

/** Items with a seq up to this were on this agent's screen; -1 before any was. */
export function readUpTo(records: Records, agentId: AgentId, conversationId: ConversationId): number {
  return records.read_marker.get(readMarkerId(agentId, conversationId))?.upToSeq ?? -1;
}

/** From where a thread is marked as unread: the customer's last words, else a colleague's note; null where there is neither. */
export function unreadFrom({ lastCustomerSeq, lastNote, lastLine }: Interaction, me: AgentId): number | null {
  if (lastCustomerSeq !== undefined) return lastCustomerSeq;
  if (lastLine?.by === 'customer') return lastLine.seq;
  return lastNote === undefined || lastNote.authorId === me ? null : lastNote.seq;
}

/** The agent wants to come back to it. */
export function isMarkedUnread(records: Records, agentId: AgentId, conversationId: ConversationId): boolean {
  return records.read_marker.get(readMarkerId(agentId, conversationId))?.isMarkedUnread === true;
}

export type InboxGroup = 'mine' | 'waiting' | 'colleagues' | 'snoozed';

const GROUPS: readonly InboxGroup[] = ['mine', 'waiting', 'colleagues', 'snoozed'];

export function groupOf(interaction: Interaction, me: AgentId): InboxGroup {
  const owner = ownerOf(interaction.state);
  if (owner === null) return 'waiting';
  if (owner !== me) return 'colleagues';
  return interaction.snoozedUntil === undefined ? 'mine' : 'snoozed';
}

/**
 * The inbox in its order: own work, what waits, colleagues' work, what the agent laid aside; in each the oldest arrival first.
 * Arrival never changes, so rows keep their place while people write back and forth; ties by id, so that two desks show the same.
 */
export function inboxOf(records: Records, me: Agent, filter: InboxFilter): readonly Interaction[] {
  const rank = (interaction: Interaction): number => GROUPS.indexOf(groupOf(interaction, me.id));
  return [...records.interaction.values()]
    .filter((interaction) => isOpen(interaction.state) && passes(interaction, me, filter))
    .toSorted((a, b) => rank(a) - rank(b) || compare(orderKey(a), orderKey(b)));
}

function passes(interaction: Interaction, me: Agent, filter: InboxFilter): boolean {
  const isMine = isOwnedBy(interaction, me.id);
  switch (filter) {
    case 'mine':
      return isMine;
    case 'queues':
      // Where somebody called for this agent, it stays in sight while it is open.
      return (
        isMine ||
        (ownerOf(interaction.state) === null && me.queueIds.includes(interaction.queueId)) ||
        interaction.mentions?.[me.id] !== undefined
      );
    case 'awaiting':
      return isMine && isAwaiting(interaction);
    case 'all':
      return true;
  }
}

/** The last word is ours: it is the customer's turn. */
function isAwaiting({ state, waitingSince, lastLine }: Interaction): boolean {
  return state.is === 'handling' && waitingSince === null && lastLine !== null;
}

function orderKey({ arrivedAt, id }: Interaction): string {
  return `${arrivedAt} ${id}`;
}

/** By code unit: instants and ids are ASCII, and localeCompare costs a hundred times as much. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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

/** How much waits in these queues beyond what is among the records; null: in all of them. */
export function waitingBeyond({ records, backlog }: RecordsState, queueIds: readonly QueueId[] | null): number {
  return backlog
    .filter(({ queueId }) => queueIds?.includes(queueId) ?? true)
    .reduce((sum, { queueId, count }) => sum + Math.max(0, count - waitingIn(records, queueId).length), 0);
}

const FEW_WAITING = 100;

/** More waits than is among the records, and few of it are left there: colleagues have taken them, or a lead has moved them. */
export function isDrained(state: RecordsState, ownQueues: readonly QueueId[]): boolean {
  const { queue } = state.records;
  const isFew = (queueIds: readonly QueueId[]): boolean => queueIds.flatMap((id) => waitingIn(state.records, id)).length < FEW_WAITING;
  const all = [...queue.values()].map(({ id }) => id);
  return [ownQueues, all].some((queueIds) => waitingBeyond(state, queueIds) > 0 && isFew(queueIds));
}

/** How much of the inbox, as it is filtered, is not among the records. */
export function inboxBeyond(state: RecordsState, me: Agent, filter: InboxFilter): number {
  if (filter === 'all') return waitingBeyond(state, null);
  return filter === 'queues' ? waitingBeyond(state, me.queueIds) : 0;
}

/** Offers that ring for this agent, the oldest first. */
export function offersOf(records: Records, agentId: AgentId): readonly Reservation[] {
  return [...records.reservation.values()]
    .filter((reservation) => reservation.agentId === agentId && reservation.outcome === 'pending')
    .toSorted((a, b) => compare(a.offeredAt, b.offeredAt));
}

/** What an agent has in hand, for the state shown. */
export function loadOf(records: Records, agentId: AgentId): { readonly handling: number; readonly wrapUp: number } {
  const own = [...records.interaction.values()].filter((interaction) => isOwnedBy(interaction, agentId));
  return {
    handling: own.filter(({ state }) => state.is === 'handling').length,
    wrapUp: own.filter(({ state }) => state.is === 'wrap_up').length,
  };
}

/** Since when the agent has been in wrap-up, or has been handling: the earliest start of what is in hand in that state. */
function workSince(records: Records, agentId: AgentId, is: 'handling' | 'wrap_up'): Instant | null {
  const starts = [...records.interaction.values()].flatMap(({ state }) =>
    state.is === is && state.agentId === agentId ? [state.since] : [],
  );
  return starts.toSorted(compare)[0] ?? null;
}

/** The state that everybody sees of an agent, and since when. */
export function presenceOf(records: Records, agent: Agent): { readonly shown: ShownState; readonly since: Instant } {
  const shown = shownState(agent, loadOf(records, agent.id));
  switch (shown) {
    case 'offline':
      return { shown, since: agent.connectionSince };
    case 'handling':
    case 'wrap_up':
      return { shown, since: workSince(records, agent.id, shown) ?? agent.intentSince };
    case 'ready':
    case 'not_ready':
      return { shown, since: agent.intentSince };
  }
}

/** What waits in a queue, the oldest first; an offer that rings still waits. */
export function waitingIn(records: Records, queueId: QueueId): readonly Interaction[] {
  return [...records.interaction.values()]
    .filter(({ state, ...interaction }) => interaction.queueId === queueId && (state.is === 'queued' || state.is === 'offered'))
    .toSorted((a, b) => compare(orderKey(a), orderKey(b)));
}

/** Who works here: those at a desk first, then by name. */
export function teamOf(records: Records): readonly Agent[] {
  return [...records.agent.values()]
    .filter(({ isActive }) => isActive)
    .toSorted((a, b) => Number(b.isConnected) - Number(a.isConnected) || compare(a.latinName, b.latinName));
}

/** Who could be asked to take over a piece of work: whoever serves its queue; those at a desk first, then by name. */
export function receiversOf(records: Records, { queueId }: Interaction, me: AgentId): readonly Agent[] {
  return teamOf(records).filter(({ id, role, queueIds }) => id !== me && can(role, 'interaction.handle') && queueIds.includes(queueId));
}

/** The newest offer of a piece of work from its present owner to a colleague; undefined where there was none. */
export function lastHandoverOf(records: Records, { id, state }: Interaction): Reservation | undefined {
  if (state.is !== 'handling') return undefined;
  return [...records.reservation.values()]
    .filter(
      ({ interactionId, handover, offeredAt }) => interactionId === id && handover?.fromId === state.agentId && offeredAt >= state.since,
    )
    .toSorted((a, b) => compare(b.offeredAt, a.offeredAt))[0];
}

/** The customer's open interactions, the agent's own first, then by arrival. */
export function openInteractionsOf(records: Records, customerId: CustomerId, me: AgentId): readonly Interaction[] {
  return [...records.interaction.values()]
    .filter((interaction) => interaction.customerId === customerId && isOpen(interaction.state))
    .toSorted((a, b) => Number(isOwnedBy(b, me)) - Number(isOwnedBy(a, me)) || compare(orderKey(a), orderKey(b)));
}

/** The piece of work to show for a customer: the chosen one, else an open one, the agent's own first, else the newest closed one. */
export function interactionToShow(
  records: Records,
  customerId: CustomerId,
  chosen: InteractionId | null,
  me: AgentId,
): Interaction | undefined {
  const found = chosen === null ? undefined : records.interaction.get(chosen);
  if (found?.customerId === customerId && isOpen(found.state)) return found;
  const open = openInteractionsOf(records, customerId, me)[0];
  if (open !== undefined || found?.customerId === customerId) return open ?? found;
  return [...records.interaction.values()]
    .filter((interaction) => interaction.customerId === customerId)
    .toSorted((a, b) => compare(orderKey(b), orderKey(a)))[0];
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

/** What the agent should know of as not sent; a read mark only when it is stuck. */
export function unsentOf(outbox: readonly OutboxItem[]): readonly OutboxItem[] {
  return outbox.filter(({ command, state }) => !isReadMark(command.body) || state.is === 'held' || state.is === 'refused');
}

/** How many there are, and how many of them wait for the agent. */
export function unsentCounts(outbox: readonly OutboxItem[]): { readonly all: number; readonly toDecide: number } {
  const unsent = unsentOf(outbox);
  return { all: unsent.length, toDecide: unsent.filter(({ state }) => state.is === 'held' || state.is === 'refused').length };
}

function isReadMark({ type }: CommandBody): boolean {
  return type === 'conversation.mark_read' || type === 'conversation.mark_unread';
}

/** The wish behind a reply or note that the log has not confirmed; undefined once it has. */
export function outboxItemOf(outbox: readonly OutboxItem[], id: MessageId | NoteId): OutboxItem | undefined {
  return outbox.find(({ command: { body } }) => {
    if (body.type === 'message.send' || body.type === 'message.resend') return body.messageId === id;
    return 'noteId' in body && body.noteId === id;
  });
}

/** Whom a wish is about, as far as the records tell; null for one about no customer. */
export function subjectOf(
  records: Records,
  body: CommandBody,
): { readonly customerId: CustomerId; readonly interactionId: InteractionId | null } | null {
  const ofInteraction = (interactionId: InteractionId | undefined) => {
    const found = interactionId === undefined ? undefined : records.interaction.get(interactionId);
    return found === undefined ? null : { customerId: found.customerId, interactionId: found.id };
  };
  switch (body.type) {
    case 'message.send':
    case 'wrap_up.start':
    case 'wrap_up.complete':
    case 'interaction.take':
    case 'interaction.give_back':
    case 'interaction.hand_over':
    case 'interaction.take_over':
    case 'interaction.assign':
    case 'interaction.move':
    case 'interaction.close':
    case 'interaction.reopen':
    case 'abuse.flag':
    case 'abuse.withdraw':
    case 'abuse.acknowledge':
    case 'abuse.step_out':
    case 'interaction.close_as_spam':
    case 'customer.block':
    case 'customer.unblock':
    case 'interaction.snooze':
    case 'interaction.wake':
      return ofInteraction(body.interactionId);
    case 'customer.name':
    case 'customer.add_contact_point':
    case 'customer.correct_contact_point':
    case 'customer.remove_contact_point':
    case 'customer.set_locale':
      return { customerId: body.customerId, interactionId: null };
    case 'customer.join':
      return { customerId: body.intoId, interactionId: null };
    case 'interaction.start':
      return { customerId: body.customerId, interactionId: body.interactionId };
    case 'note.add':
      return { customerId: body.customerId, interactionId: body.interactionId };
    case 'message.resend':
    case 'conversation.mark_unread':
    case 'conversation.mark_read': {
      const conversation = records.conversation.get(body.conversationId);
      return conversation === undefined ? null : { customerId: conversation.customerId, interactionId: null };
    }
    case 'reservation.accept':
    case 'reservation.decline':
    case 'reservation.rescind':
      return ofInteraction(records.reservation.get(body.reservationId)?.interactionId);
    case 'agent.set_intent':
    case 'agent.set_queues':
    case 'centre.configure':
    case 'agent.configure':
    case 'queue.configure':
    case 'disposition.configure':
    case 'canned_response.configure':
    case 'channel_account.configure':
    case 'config.undo':
      return null;
  }
}
