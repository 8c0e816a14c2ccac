import type { Channel } from '#shared/domain/conversation';
import type { AgentId, InteractionId, QueueId } from '#shared/domain/ids';

/** An interaction in the queue. Times are milliseconds. */
export interface Waiting {
  readonly interactionId: InteractionId;
  readonly queueId: QueueId;
  readonly channel: Channel;
  /** The original arrival: no re-queue restarts the wait. */
  readonly arrivedAt: number;
  /** Who knows this customer from the work before. */
  readonly formerAgentId?: AgentId | null;
  /** Who stepped out of it because the customer harasses. */
  readonly steppedOutIds?: readonly AgentId[];
  /** Offers of this interaction that its agent declined or let ring out. */
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  readonly agentId: AgentId;
  readonly at: number;
}

/** An agent with what the agent has in hand. */
export interface Candidate {
  readonly agentId: AgentId;
  /** Ready, connected, active and of a role that handles work. */
  readonly isReady: boolean;
  readonly queueIds: readonly QueueId[];
  /** How many at once; a channel that is absent is not this agent's. */
  readonly capacity: Readonly<Partial<Record<Channel, number>>>;
  /** Handled now, by channel. */
  readonly handling: Readonly<Partial<Record<Channel, number>>>;
  /** Work after the talk takes the whole agent, not only a place in one channel. */
  readonly isInWrapUp: boolean;
  /** An offer rings: one at a time, or the second one times out behind the first. */
  readonly isRinging: boolean;
  /** Since the agent last got or ended work, or became ready, whichever came later. */
  readonly idleSince: number;
}

export interface Match {
  readonly interactionId: InteractionId;
  readonly agentId: AgentId;
}

export interface Matching {
  readonly offers: readonly Match[];
  /** When somebody who refused may be asked again and nobody else is there; null where no pause is running. */
  readonly askAgainAt: number | null;
}

/** Asking again at once would only be refused again; never asking again would leave the customer waiting for ever. */
export const ASK_AGAIN_MS = 60_000;

/**
 * Waiting × available → offers: the longest-waiting interaction goes to who handled this customer last, else to the agent idle
 * longest. Who refused this interaction
 * comes after everybody available who refused it less often, and not before a pause.
 */
export function match(waiting: readonly Waiting[], candidates: readonly Candidate[], now: number): Matching {
  const free = new Map(candidates.filter(isFree).map((candidate) => [candidate.agentId, candidate]));
  const offers: Match[] = [];
  let askAgainAt: number | null = null;
  for (const interaction of waiting.toSorted(byArrival)) {
    const able = [...free.values()].filter((candidate) => mayHandle(candidate, interaction));
    const chosen = able.filter((candidate) => mayBeAskedAt(interaction, candidate.agentId) <= now).toSorted(bestFor(interaction))[0];
    if (chosen) {
      offers.push({ interactionId: interaction.interactionId, agentId: chosen.agentId });
      free.delete(chosen.agentId);
    } else if (able.length > 0) {
      askAgainAt = Math.min(askAgainAt ?? Infinity, ...able.map((candidate) => mayBeAskedAt(interaction, candidate.agentId)));
    }
  }
  return { offers, askAgainAt };
}

/** May this agent be offered anything at all now? Asked again inside the transaction of the offer. */
export function isFree(candidate: Candidate): boolean {
  return candidate.isReady && !candidate.isInWrapUp && !candidate.isRinging;
}

/** May this agent be offered this interaction: holds its queue, is below the limit of its channel, and did not step out of it. */
export function mayHandle(candidate: Candidate, interaction: Pick<Waiting, 'queueId' | 'channel' | 'steppedOutIds'>): boolean {
  if (interaction.steppedOutIds?.includes(candidate.agentId) === true) return false;
  const limit = candidate.capacity[interaction.channel] ?? 0;
  return candidate.queueIds.includes(interaction.queueId) && (candidate.handling[interaction.channel] ?? 0) < limit;
}

function refusalsOf(interaction: Waiting, agentId: AgentId): readonly Refusal[] {
  return interaction.refusals.filter((refusal) => refusal.agentId === agentId);
}

function mayBeAskedAt(interaction: Waiting, agentId: AgentId): number {
  const refusals = refusalsOf(interaction, agentId);
  return refusals.length === 0 ? -Infinity : Math.max(...refusals.map((refusal) => refusal.at)) + ASK_AGAIN_MS;
}

// Ids break ties, so that the same floor gives the same offers on every hub.
function byArrival(a: Waiting, b: Waiting): number {
  return a.arrivedAt - b.arrivedAt || compareIds(a.interactionId, b.interactionId);
}

function bestFor(interaction: Waiting): (a: Candidate, b: Candidate) => number {
  return (a, b) =>
    refusalsOf(interaction, a.agentId).length - refusalsOf(interaction, b.agentId).length ||
    Number(b.agentId === interaction.formerAgentId) - Number(a.agentId === interaction.formerAgentId) ||
    a.idleSince - b.idleSince ||
    compareIds(a.agentId, b.agentId);
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
