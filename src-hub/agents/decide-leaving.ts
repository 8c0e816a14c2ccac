import type { Agent, AgentProfile, OpenWork } from '#shared/domain/agent';
import { toInstant, type Instant } from '#shared/domain/clock';
import type { AgentId, CustomerId, SegmentId } from '#shared/domain/ids';
import type { Disposition, Interaction } from '#shared/domain/interaction';
import { can } from '#shared/domain/permissions';
import { customerScope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { assign } from '#hub/interactions/decide-interaction';
import { inQueue } from '#hub/interactions/decide-ownership';
import { endHandover } from '#hub/interactions/leaving';

/** What somebody has in hand who may handle nothing from now on, and what is known of where it is to go. */
export interface LeavingWork {
  readonly works: readonly Interaction[];
  readonly openWork: OpenWork | undefined;
  /** Who is to have it; undefined where nobody was named, or nobody is there of this name. */
  readonly receiver: Agent | undefined;
  /** Customers whom the receiver was given before. */
  readonly receiverHolds: ReadonlySet<CustomerId>;
  readonly disposition: Disposition | undefined;
  readonly newSegment: () => SegmentId;
}

export function mayHandle({ isActive, role }: Pick<AgentProfile, 'isActive' | 'role'>): boolean {
  return isActive && can(role, 'interaction.handle');
}

/**
 * Nobody's work may stay with somebody who cannot do it. Offers go back by themselves; talks in hand wait again, with their wait, or are a
 * colleague's at once; those that are over get their outcome. Failure('conflict') asks where it is to go.
 */
export function decideLeaveWork(known: LeavingWork, after: AgentProfile, byId: AgentId, now: number): DomainEvent[] {
  const { works, openWork, receiver, disposition } = known;
  const inHand = works.filter(({ state }) => state.is !== 'offered');
  if (inHand.length > 0 && openWork === undefined) {
    throw new Failure('conflict', 'this person has work in hand: say where it goes', { field: 'openWork' });
  }
  if (inHand.some(({ state }) => state.is === 'wrap_up') && (disposition === undefined || disposition.isRetired)) {
    throw new Failure('invalid', 'say how the talks in wrap-up ended', { field: 'openWork.dispositionId' });
  }
  const given = new Set(known.receiverHolds);
  return works.flatMap((interaction): DomainEvent[] => {
    const { id: interactionId, customerId, state } = interaction;
    const at = toInstant(now);
    switch (state.is) {
      case 'offered': {
        const { reservationId } = state;
        return [{ type: 'reservation.ended', body: { reservationId, interactionId, outcome: 'rescinded', reason: null, at } }];
      }
      case 'handling': {
        const from = { agentId: state.agentId, segmentId: state.segmentId };
        const ended = endHandover(interaction, 'rescinded', now);
        if (openWork?.to !== 'colleague') {
          const moved = {
            interaction: inQueue(interaction, interaction.queueId),
            segmentId: state.segmentId,
            reason: 'moved',
            byId,
            at,
          } as const;
          return [...ended, { type: 'interaction.requeued', body: moved }, ...forget(interaction, after, at)];
        }
        const to = mustServe(receiver, interaction, after.id);
        const assigning = { interaction, segmentId: known.newSegment(), holdsCustomer: given.has(customerId) };
        given.add(customerId);
        return [...ended, ...assign(assigning, null, 'assigned', { agentId: to, now }, from, byId), ...forget(interaction, after, at)];
      }
      case 'wrap_up': {
        if (disposition === undefined) return [];
        const { segmentId } = state;
        const closed = { interactionId, segmentId, dispositionId: disposition.id, byId, at };
        return [{ type: 'interaction.closed', body: closed }, ...forget(interaction, after, at)];
      }
      case 'queued':
      case 'closed':
        return [];
    }
  });
}

function mustServe(receiver: Agent | undefined, { queueId }: Interaction, leaverId: AgentId): AgentId {
  if (receiver === undefined || receiver.id === leaverId || !mayHandle(receiver) || !receiver.queueIds.includes(queueId)) {
    throw new Failure('invalid', 'the colleague does not serve every queue of this work', { field: 'openWork.agentId' });
  }
  return receiver.id;
}

/** Who stays in another part sees the customer only where a queue says so; who goes loses everything elsewhere. */
function forget({ customerId, queueId }: Interaction, after: AgentProfile, at: Instant): DomainEvent[] {
  if (!after.isActive || after.queueIds.includes(queueId)) return [];
  return [{ type: 'scope.revoked', body: { agentId: after.id, scope: customerScope(customerId), at } }];
}
