import { pino } from 'pino';
import { createBlobStore } from '#hub/blobs/blob-store';
import { followAwaitedFiles } from '#hub/channels/awaited-files';
import { createLineConnector } from '#hub/channels/line-connector';
import { followProfiles } from '#hub/channels/profiles';
import { createReceiveInbound } from '#hub/channels/receive-inbound';
import { createChannels } from '#hub/channels/registry';
import type { Db } from '#hub/db/db';
import { DEMO_LINE } from '#hub/demo/demo-centre';
import { createFileTokens } from '#hub/files/file-tokens';
import { openEventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { allOf, recordById } from '#hub/log/records';
import { createDeliveries } from '#hub/messages/deliveries';
import { createReceipts } from '#hub/messages/receipts';
import { createTimers } from '#hub/timers/timers';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import { AccountId, AgentId, createIds, QueueId, type MessageId } from '#shared/domain/ids';
import type { DeliveryState, Message } from '#shared/domain/message';
import type { MessagePart } from '#shared/domain/message-part';
import type { LineEmulator } from '#tests/emulators/line-emulator';
import type { LineEvent, LineWords } from '#tests/emulators/line-events';
import { waitUntil } from './wait-until.ts';

export const LINE = AccountId.parse('line');
export const LINE_QUEUE = QueueId.parse('que_line');
const WEBHOOK = 'https://hub.example/channels/line/webhook';

interface LineHubOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly emulator: LineEmulator;
  readonly timeoutMs?: number;
}

/** The channel side of a hub, wired as createHub does and without the rest: one account of LINE. */
export async function openLineHub({ db, clock, emulator, timeoutMs = 1_000 }: LineHubOptions) {
  const ids = createIds(
    () => clock.now(),
    (count) => crypto.getRandomValues(new Uint8Array(count)),
  );
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const logger = pino({ level: 'silent' });
  const notices = createNotices(crypto.randomUUID());
  const log = await openEventLog({ db, clock, notices, onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const connector = createLineConnector({
    ...DEMO_LINE,
    emulatorUrl: emulator.url,
    timeoutMs,
    publicBase: () => 'https://hub.example',
    clock,
  });
  const channels = createChannels([{ accountId: LINE, connector, queueId: LINE_QUEUE }]);
  const blobs = createBlobStore({ db, ids, clock });
  const receipts = createReceipts({ db, log, clock });
  const receiveInbound = createReceiveInbound({ db, log, timers, ids, channels, receipts });
  followAwaitedFiles({ db, log, timers, channels, blobs, logger });
  followProfiles({ db, log, timers, channels, blobs, logger });
  const files = createFileTokens({ key: new Uint8Array(32), clock });
  const deliveries = createDeliveries({ db, log, timers, channels, files, clock, logger });
  const stops: (() => void)[] = [];

  const hub = {
    db,
    log,
    ids,
    blobs,
    troubles,
    /** As LINE posts it, signature and all. */
    async post(...events: readonly LineEvent[]): Promise<void> {
      const { body, headers } = emulator.signed({ destination: `U${'0'.repeat(32)}`, events });
      const request = { method: 'POST', url: WEBHOOK, headers, rawBody: new TextEncoder().encode(body) };
      await receiveInbound(LINE, await connector.parseInbound(request));
    },
    /** A customer does something in LINE; their thread, if they have one. */
    async receive(words: LineWords): Promise<Conversation | undefined> {
      await hub.post(...emulator.events({ timestamp: clock.now(), ...words }));
      return hub.threadOf(words.from);
    },
    async threadOf(userId: string): Promise<Conversation | undefined> {
      return (await allOf(db, 'conversation')).find(({ contactPoint }) => contactPoint.value === userId);
    },
    /** An agent pressed Send: the message is in the log. */
    async say(
      thread: Conversation,
      text: string,
      { by = 'agt_mika', parts }: { by?: string; parts?: MessagePart[] } = {},
    ): Promise<MessageId> {
      const id = ids.message();
      await log.append([customerLane(thread.customerId)], ({ now }) => {
        const at = toInstant(now);
        const message: Omit<Message, 'seq'> = {
          id,
          customerId: thread.customerId,
          conversationId: thread.id,
          interactionId: null,
          queueId: null,
          channel: 'line',
          author: { by: 'agent', agentId: AgentId.parse(by) },
          text,
          attachments: [],
          ...(parts === undefined ? {} : { parts }),
          at,
          receivedAt: at,
          delivery: { state: 'pending', at },
        };
        return Promise.resolve({ events: [{ type: 'message.sent', body: { message } }], result: null });
      });
      return id;
    },
    deliveryOf: async (id: MessageId) => (await recordById(db, 'message', id))?.delivery ?? null,
    reaches: (id: MessageId, state: DeliveryState) =>
      waitUntil(
        async () => {
          const delivery = await hub.deliveryOf(id);
          return delivery?.state === state ? delivery : null;
        },
        { what: `message ${id} is ${state}` },
      ),
    start(): void {
      stops.push(timers.start(), deliveries.start());
    },
    async close(): Promise<void> {
      for (const stop of stops.splice(0)) stop();
      await deliveries.settled();
      await log.close();
      await notices.close();
    },
  };
  return hub;
}

export type LineHub = Awaited<ReturnType<typeof openLineHub>>;
