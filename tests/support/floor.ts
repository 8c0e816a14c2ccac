import type { Db } from '#hub/db/db';
import { openEventLog, type EventLog } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { recordById } from '#hub/log/records';
import { createRouter, type Router } from '#hub/routing/router';
import { createTimers } from '#hub/timers/timers';
import type { Agent } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CustomerId, InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { OfferEnd, Reservation } from '#shared/domain/reservation';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, anAgent, anInteraction, aQueue } from './builders.ts';
import type { FakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';

/** Agents, work that waits, and one hub's router between them. */
export interface Floor {
  readonly log: EventLog;
  readonly router: Router;
  /** Starts router and timers, as a hub does. */
  start(): void;
  opensQueue(): Promise<void>;
  has(name: string, over?: Partial<Agent>): Promise<void>;
  /** A customer's first work arrives; `name` names customer, conversation and interaction. */
  arrives(name: string, over?: Partial<Interaction>): Promise<void>;
  interaction(name: string): Promise<Interaction>;
  /** "a→mika" for each offer that rings. */
  readonly ringing: () => Promise<string[]>;
  /** Every offer ever made, in order. */
  offers(): Promise<Reservation[]>;
  endsOffer(name: string, outcome: OfferEnd): Promise<void>;
  accepts(name: string): Promise<void>;
  /** An event about an agent. */
  tells(agent: string, event: DomainEvent): Promise<void>;
  close(): Promise<void>;
}

export async function openFloor(db: Db, clock: FakeClock, hub = 'hub-1'): Promise<Floor> {
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const log = await openEventLog({ db, clock, notices: createNotices(hub), onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const ids = createFakeIds(Number(hub.replace(/\D/g, '')));
  const router = createRouter({ db, log, timers, clock, ids, onTrouble });
  const stops: (() => void)[] = [];

  const append = async (lanes: readonly string[], events: readonly DomainEvent[]): Promise<void> => {
    await log.append(lanes, () => Promise.resolve({ events, result: null }));
  };
  const interaction = async (name: string): Promise<Interaction> => {
    const found = await recordById(db, 'interaction', `int_${name}`);
    if (found === undefined) throw new Error(`nothing arrived under the name ${name}`);
    return found;
  };
  const pendingOf = async (name: string): Promise<Reservation> => {
    const { state } = await interaction(name);
    const found = state.is === 'offered' ? await recordById(db, 'reservation', state.reservationId) : undefined;
    if (found === undefined) throw new Error(`${name} is not offered to anybody`);
    return found;
  };
  const offers = async (): Promise<Reservation[]> => {
    const rows = await db.all<{ body: Reservation }>(sql`SELECT body FROM reservation ORDER BY rev, id`);
    return rows.map(({ body }) => body).toSorted((a, b) => (a.offeredAt < b.offeredAt ? -1 : 1));
  };

  return {
    log,
    router,
    start: () => void stops.push(router.start(), timers.start()),
    opensQueue: () => append([CONFIG_LANE], [{ type: 'queue.configured', body: { queue: aQueue() } }]),
    has: (name, over = {}) => {
      const agent = anAgent({ id: AgentId.parse(`agt_${name}`), loginName: name, intentSince: toInstant(clock.now()), ...over });
      return append([agentLane(agent.id)], [{ type: 'agent.configured', body: { agent } }]);
    },
    async arrives(name, over = {}) {
      const id = CustomerId.parse(`cus_${name}`);
      const point = { kind: 'phone', value: `+8190${name}`, isVerified: true } as const;
      const born = anInteraction({
        id: InteractionId.parse(`int_${name}`),
        customerId: id,
        conversationId: `cnv_${name}`,
        arrivedAt: toInstant(clock.now()),
        ...over,
      });
      await append(
        [customerLane(id)],
        [
          { type: 'customer.added', body: { customer: aCustomer({ id, contactPoints: [point] }) } },
          {
            type: 'conversation.opened',
            body: { conversation: aConversation({ id: `cnv_${name}`, customerId: id, contactPoint: point }) },
          },
          { type: 'interaction.queued', body: { interaction: born } },
        ],
      );
    },
    interaction,
    async ringing() {
      const pending = (await offers()).filter((offer) => offer.outcome === 'pending');
      return pending.map((offer) => `${offer.interactionId.slice(4)}→${offer.agentId.slice(4)}`).toSorted();
    },
    offers,
    async endsOffer(name, outcome) {
      const { id: reservationId, interactionId, customerId } = await pendingOf(name);
      const at = toInstant(clock.now());
      const body = { reservationId, interactionId, outcome, reason: null, at };
      await append([customerLane(customerId)], [{ type: 'reservation.ended', body }]);
    },
    async accepts(name) {
      const { id: reservationId, interactionId, customerId, agentId } = await pendingOf(name);
      const at = toInstant(clock.now());
      const body = { interactionId, agentId, segmentId: ids.segment(), reservationId, how: 'accepted', at } as const;
      await append([customerLane(customerId), agentLane(agentId)], [{ type: 'interaction.assigned', body }]);
    },
    tells: (agent, event) => append([agentLane(AgentId.parse(`agt_${agent}`))], [event]),
    async close() {
      for (const stop of stops) stop();
      await router.run().catch(() => undefined);
      await log.close();
      if (troubles.length > 0) throw new AggregateError(troubles, 'the hub ran into trouble');
    },
  };
}
