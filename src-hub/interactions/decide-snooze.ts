import type { CommandOf } from '#shared/commands/index';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import type { Interaction } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { inQueue, mustBeHandled } from './decide-ownership.ts';
import { leave, type Leaving } from './leaving.ts';

/** What is laid aside for longer than this is forgotten, not laid aside. */
const LONGEST_SNOOZE_MS = 90 * 24 * 3_600_000;

export interface Snoozing {
  readonly interaction: Interaction;
  /** When the agent laid it aside: hours ago where the wish waited for the line. */
  readonly writtenAt: number;
}

export function decideSnooze({ interaction, writtenAt }: Snoozing, command: CommandOf<'interaction.snooze'>, now: number): DomainEvent[] {
  mustBeHandled(interaction, command);
  if (interaction.handover !== undefined) throw new Failure('conflict', 'this work is being offered to a colleague');
  const until = fromInstant(command.until);
  if (until <= writtenAt) throw new Failure('invalid', 'the time is past', { field: 'until' });
  if (until > now + LONGEST_SNOOZE_MS) throw new Failure('invalid', 'the time is more than 90 days away', { field: 'until' });
  const snoozed: DomainEvent = {
    type: 'interaction.snoozed',
    body: { interactionId: interaction.id, until: command.until, at: toInstant(now) },
  };
  // What would have woken it has happened while the wish waited: it is as if it had been laid aside in time.
  const { lastLine } = interaction;
  if (lastLine?.by === 'customer' && fromInstant(lastLine.at) > writtenAt) return [snoozed, woken(interaction, 'customer_wrote', now)];
  return until <= now ? [snoozed, woken(interaction, 'due', now)] : [snoozed];
}

export function decideWake(interaction: Interaction, command: CommandOf<'interaction.wake'>, now: number): DomainEvent[] {
  mustBeHandled(interaction, command);
  return interaction.snoozedUntil === undefined ? [] : [woken(interaction, 'owner', now)];
}

/** Its time has come: back to its owner, or, where the owner is away, to the queue. */
export function decideDue(known: Leaving & { owner: Agent }, now: number): DomainEvent[] {
  const { interaction, owner } = known;
  const { snoozedUntil } = interaction;
  if (snoozedUntil === undefined || fromInstant(snoozedUntil) > now) return [];
  return owner.isConnected ? [woken(interaction, 'due', now)] : backToQueue(known, now);
}

/** The customer wrote, and the work is awake already; an owner who is away cannot answer. */
export function decideAnswered(known: Leaving & { owner: Agent }, now: number): DomainEvent[] {
  return known.owner.isConnected || known.interaction.waitingSince === null ? [] : backToQueue(known, now);
}

export function woken({ id }: Interaction, why: 'due' | 'customer_wrote' | 'owner', now: number): DomainEvent {
  return { type: 'interaction.woken', body: { interactionId: id, why, at: toInstant(now) } };
}

function backToQueue(known: Leaving & { owner: Agent }, now: number): DomainEvent[] {
  const { interaction, owner } = known;
  if (interaction.state.is !== 'handling') return [];
  const { segmentId } = interaction.state;
  const body = { interaction: inQueue(interaction, interaction.queueId), segmentId, reason: 'owner_away' as const, at: toInstant(now) };
  return [{ type: 'interaction.requeued', body }, ...leave(known, owner.id, now)];
}
