import { pino } from 'pino';
import { createBlobStore } from '#hub/blobs/blob-store';
import { followAwaitedFiles } from '#hub/channels/awaited-files';
import { createReceiveInbound } from '#hub/channels/receive-inbound';
import { createChannels } from '#hub/channels/registry';
import { createTwilioConnector } from '#hub/channels/twilio-connector';
import type { Db } from '#hub/db/db';
import { createFileTokens } from '#hub/files/file-tokens';
import { openEventLog } from '#hub/log/event-log';
import { createNotices } from '#hub/log/notices';
import { createDeliveries } from '#hub/messages/deliveries';
import { createReceipts } from '#hub/messages/receipts';
import { createTimers } from '#hub/timers/timers';
import type { ChannelConnector } from '#shared/contracts/channel';
import type { Clock } from '#shared/domain/clock';
import { AccountId, createIds, QueueId } from '#shared/domain/ids';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import type { TwilioEmulator } from '#tests/emulators/twilio-emulator';

export const SMS = AccountId.parse('sms');
export const SMS_2 = AccountId.parse('sms-2');
export const SMS_QUEUE = QueueId.parse('que_sms');

interface SmsHubOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly emulator: TwilioEmulator;
  /** In place of the Twilio connector, of account `sms`. */
  readonly connector?: ChannelConnector;
  /** Where the emulator reports to; nowhere by default. */
  readonly statusCallback?: string | null;
  readonly timeoutMs?: number;
}

/** The channel side of a hub, wired as createHub does and without the rest: two accounts of Twilio. */
export async function openSmsHub({ db, clock, emulator, statusCallback = null, timeoutMs = 1_000, ...options }: SmsHubOptions) {
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
  const twilio = {
    ...DEMO_TWILIO,
    apiBaseUrl: emulator.url,
    country: 'JP' as const,
    statusCallback: () => statusCallback,
    publicBase: () => null,
    timeoutMs,
  };
  const connector = options.connector ?? createTwilioConnector(twilio);
  const channels = createChannels([
    { accountId: SMS, connector, queueId: SMS_QUEUE },
    { accountId: SMS_2, connector: createTwilioConnector(twilio), queueId: SMS_QUEUE },
  ]);
  const receipts = createReceipts({ db, log, clock });
  const receiveInbound = createReceiveInbound({
    db,
    log,
    timers,
    ids,
    channels,
    receipts,
  });
  followAwaitedFiles({ db, log, timers, channels, blobs: createBlobStore({ db, ids, clock }), logger });
  const files = createFileTokens({ key: new Uint8Array(32), clock });
  const deliveries = createDeliveries({ db, log, timers, channels, files, clock, logger });
  const stops: (() => void)[] = [];
  return {
    db,
    log,
    timers,
    ids,
    channels,
    receiveInbound,
    troubles,
    startDeliveries() {
      stops.push(timers.start(), deliveries.start());
    },
    async close() {
      for (const stop of stops) stop();
      await log.close();
      await notices.close();
    },
  };
}

export type SmsHub = Awaited<ReturnType<typeof openSmsHub>>;
