import { randomBytes } from 'node:crypto';
import { createReceiveInbound } from '#hub/channels/receive-inbound';
import { createChannels } from '#hub/channels/registry';
import { createSimulatorConnector } from '#hub/channels/simulator-connector';
import type { Db } from '#hub/db/db';
import { DEMO_ACCOUNTS, DEMO_QUEUES } from '#hub/demo/demo-centre';
import { openEventLog } from '#hub/log/event-log';
import { customerLane, agentLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { allOf } from '#hub/log/records';
import { createReceipts } from '#hub/messages/receipts';
import { createTimers } from '#hub/timers/timers';
import { createBringIn } from '#hub/simulator/bring-in';
import { createSimulator } from '#hub/simulator/create-simulator';
import { toInstant } from '#shared/domain/clock';
import { AgentId, createIds } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import type { Message } from '#shared/domain/message';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { anAgent } from './builders.ts';
import type { FakeClock } from './fake-clock.ts';

const STEP_MS = 500;

/** The channel side of a demo hub with its simulated customers, and an agent who does what the test says. */
export async function openSimulatedShop(db: Db, clock: FakeClock, seed = 'test') {
  const ids = createIds(
    () => clock.now(),
    (count) => randomBytes(count),
  );
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const log = await openEventLog({ db, clock, notices: createNotices(crypto.randomUUID()), onTrouble });
  const secret = randomBytes(32);
  const channels = createChannels([
    {
      accountId: DEMO_ACCOUNTS.simulatedChat,
      connector: createSimulatorConnector({ channel: 'chat', secret }),
      queueId: DEMO_QUEUES.chat.id,
    },
    { accountId: DEMO_ACCOUNTS.simulatedSms, connector: createSimulatorConnector({ channel: 'sms', secret }), queueId: DEMO_QUEUES.sms.id },
  ]);
  const receiveInbound = createReceiveInbound({
    db,
    log,
    timers: createTimers({ db, log, clock, onTrouble }),
    ids,
    channels,
    receipts: createReceipts({ db, log, clock }),
  });
  // A hub that does not answer, and how many posts are on their way.
  const wire = { isDown: false, posting: 0 };
  const bringIn = createBringIn({ channels, receiveInbound, secret });
  const simulator = createSimulator({
    db,
    log,
    clock,
    seed,
    onTrouble,
    async post(accountId, post) {
      if (wire.isDown) throw new Error('the hub does not answer');
      wire.posting += 1;
      try {
        await bringIn(accountId, post);
      } finally {
        wire.posting -= 1;
      }
    },
  });
  const mika = anAgent({ id: AgentId.parse('agt_mika') });
  const append = async (lanes: readonly string[], ...events: DomainEvent[]): Promise<void> => {
    await log.append(lanes, () => Promise.resolve({ events, result: null }));
  };

  return {
    troubles,
    wire,
    start: () => simulator.start(),
    agentArrives: () => append([agentLane(mika.id)], { type: 'agent.configured', body: { agent: mika } }),
    interactions: (): Promise<Interaction[]> => allOf(db, 'interaction'),
    async lines(interactionId?: string): Promise<Message[]> {
      const lines = await allOf(db, 'message');
      return lines.filter((line) => interactionId === undefined || line.interactionId === interactionId).toSorted((a, b) => a.seq - b.seq);
    },
    /** Lets time go by in small steps, and whatever it starts come to an end. */
    async pass(ms: number): Promise<void> {
      for (let gone = 0; gone < ms; gone += STEP_MS) {
        await clock.advance(STEP_MS);
        do {
          // Behind every question that was asked before it.
          for (let turn = 0; turn < 3; turn += 1) {
            await db.all(sql`SELECT 1`);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } while (wire.posting > 0 || log.position() < (await log.head()));
      }
    },
    takes({ id, customerId }: Interaction): Promise<void> {
      const at = toInstant(clock.now());
      const body = { interactionId: id, agentId: mika.id, segmentId: ids.segment(), reservationId: null, how: 'taken', at } as const;
      return append([customerLane(customerId), agentLane(mika.id)], { type: 'interaction.assigned', body });
    },
    replies({ id, customerId, conversationId, queueId, channel }: Interaction, text: string): Promise<void> {
      const at = toInstant(clock.now());
      const author = { by: 'agent', agentId: mika.id } as const;
      const delivery = { state: 'delivered', at } as const;
      const where = { customerId, conversationId, interactionId: id, queueId, channel };
      const message = { id: ids.message(), ...where, author, text, attachments: [], at, receivedAt: at, delivery };
      return append([customerLane(customerId)], { type: 'message.sent', body: { message } });
    },
    wrapsUp({ id, customerId, state }: Interaction): Promise<void> {
      if (state.is !== 'handling') throw new Error(`${id} is not in hand`);
      const body = { interactionId: id, segmentId: state.segmentId, endedBy: 'agent', at: toInstant(clock.now()) } as const;
      return append([customerLane(customerId)], { type: 'wrap_up.started', body });
    },
    close: () => log.close(),
  };
}
