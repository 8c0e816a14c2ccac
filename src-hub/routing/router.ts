import type { Agent } from '#shared/domain/agent';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AgentId, CustomerId, Ids, ReservationId } from '#shared/domain/ids';
import type { OfferEnd, Reservation } from '#shared/domain/reservation';
import type { DomainEvent, EventType } from '#shared/events/index';
import type { Db } from '#hub/db/db';
import type { Decision, EventLog, Writer } from '#hub/log/event-log';
import { agentLane, customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import type { Timers } from '#hub/timers/timers';
import { RING_TIMEOUT } from './ring-timeout.ts';
import { isFree, match, mayHandle, type Match } from './match.ts';
import { findCandidate, lostOffers, readyCandidates, waitingInteractions } from './read-floor.ts';

export interface Router {
  /** Follows the log and the timers; the returned function stops. */
  start(): () => void;
  /** Makes every offer that can be made now. Calls during a run become one more run. */
  run(): Promise<void>;
}

interface Dependencies {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly onTrouble: (error: unknown, what: string) => void;
}

const RETRY_MS = 1_000;

/** What can make an offer possible, or an offer that rings impossible. */
const WAKING: ReadonlySet<string> = new Set<EventType>([
  'interaction.queued',
  'interaction.requeued',
  'interaction.assigned',
  'interaction.snoozed',
  'reservation.ended',
  'wrap_up.completed',
  'agent.configured',
  'agent.intent_set',
  'agent.connected',
  'agent.disconnected',
  'agent.queues_set',
]);

/**
 * Brings waiting work to idle agents. Every hub routes; what one reads may be old a moment later, so each offer asks all its
 * conditions again in its own transaction, under the lanes of customer and agent: one winner, however many routers race.
 */
export function createRouter({ db, log, timers, clock, ids, onTrouble }: Dependencies): Router {
  let running: Promise<void> | undefined;
  let isDue = false;
  let cancelLater = (): void => undefined;

  function run(): Promise<void> {
    isDue = true;
    running ??= runWhileDue();
    return running;
  }

  async function runWhileDue(): Promise<void> {
    try {
      while (isDue) {
        isDue = false;
        await route();
      }
    } finally {
      running = undefined;
    }
  }

  async function route(): Promise<void> {
    for (const offer of await lostOffers(db)) await endLostOffer(offer);
    const ready = await readyCandidates(db);
    if (!ready.some(isFree)) return;
    const waiting = await waitingInteractions(db);
    const { offers, askAgainAt } = match(waiting, ready, clock.now());
    for (const offer of offers) {
      const found = waiting.find((one) => one.interactionId === offer.interactionId);
      // Only the head of a backlog was read: after an offer there may be room for what stands behind it.
      if (found && (await makeOffer(offer, found.customerId))) isDue = true;
    }
    if (askAgainAt !== null) runLater(askAgainAt - clock.now());
  }

  async function makeOffer({ interactionId, agentId }: Match, customerId: CustomerId): Promise<boolean> {
    const { events } = await log.append([customerLane(customerId), agentLane(agentId)], async (writer) => {
      const interaction = await writer.record('interaction', interactionId);
      const candidate = await findCandidate(writer.tx, agentId);
      if (interaction?.state.is !== 'queued' || candidate === undefined) return NOTHING;
      const { queueId, channel, abuse } = interaction;
      const work = { queueId, channel, steppedOutIds: abuse?.steppedOutIds ?? [] };
      if (!isFree(candidate) || !mayHandle(candidate, work)) return NOTHING;
      const queue = await writer.record('queue', interaction.queueId);
      // Work of a queue that nobody configured waits visibly and must not keep the rest from being routed.
      if (queue === undefined) return NOTHING;
      const expiresAt = writer.now + queue.ringTimeoutMs;
      const reservation: Reservation = {
        id: ids.reservation(),
        interactionId,
        // As it is under the lanes: meanwhile two customers may have been joined.
        customerId: interaction.customerId,
        queueId: interaction.queueId,
        agentId,
        offeredAt: toInstant(writer.now),
        expiresAt: toInstant(expiresAt),
        outcome: 'pending',
        endedAt: null,
        reason: null,
      };
      await timers.set(writer.tx, { kind: RING_TIMEOUT, subjectId: reservation.id, dueAt: expiresAt });
      return { events: [{ type: 'reservation.offered', body: { reservation } }], result: undefined };
    });
    return events.length > 0;
  }

  async function endLostOffer(offer: { reservationId: ReservationId; customerId: CustomerId; agentId: AgentId }): Promise<void> {
    await log.append([customerLane(offer.customerId), agentLane(offer.agentId)], async (writer) => {
      const agent = await writer.record('agent', offer.agentId);
      const reservation = await writer.record('reservation', offer.reservationId);
      const why = agent === undefined || reservation === undefined ? null : reasonLost(agent, reservation);
      if (reservation === undefined || why === null) return NOTHING;
      await timers.cancel(writer.tx, RING_TIMEOUT, reservation.id);
      return end(writer, reservation, why);
    });
  }

  function runLater(ms: number): void {
    cancelLater();
    cancelLater = clock.setTimer(Math.max(0, ms), wake);
  }

  function wake(): void {
    run().catch((error: unknown) => {
      onTrouble(error, 'routing');
      // The work still waits, and no event may come to remind us.
      runLater(RETRY_MS);
    });
  }

  timers.on(RING_TIMEOUT, {
    async lanes(subjectId) {
      const reservation = await recordById(db, 'reservation', subjectId);
      return reservation === undefined ? [] : [customerLane(reservation.customerId)];
    },
    async decide(writer, subjectId) {
      const reservation = await writer.record('reservation', subjectId);
      return reservation === undefined ? NOTHING : end(writer, reservation, 'timed_out');
    },
  });

  function start(): () => void {
    const stopListening = log.onAppended((events) => {
      if (events.some((event) => WAKING.has(event.type))) wake();
    });
    wake();
    return () => {
      stopListening();
      cancelLater();
    };
  }

  return { start, run };
}

const NOTHING: Decision<undefined> = { events: [], result: undefined };

/** Over without an accept. Whatever came first has won: an offer that is not pending stays as it ended. */
function end(writer: Writer, reservation: Reservation, outcome: OfferEnd): Decision<undefined> {
  if (reservation.outcome !== 'pending') return NOTHING;
  const { id: reservationId, interactionId } = reservation;
  const ended: DomainEvent = {
    type: 'reservation.ended',
    body: { reservationId, interactionId, outcome, reason: null, at: toInstant(writer.now) },
  };
  return { events: [ended], result: undefined };
}

function reasonLost(agent: Agent, { queueId, handover }: Reservation): OfferEnd | null {
  if (!agent.isConnected) return 'desk_lost';
  // A colleague may be asked who takes nothing from the queue just now.
  const mayBeAsked = agent.intent.is === 'ready' || handover !== undefined;
  const mayStillTakeIt = mayBeAsked && agent.isActive && agent.queueIds.includes(queueId);
  return mayStillTakeIt ? null : 'rescinded';
}
