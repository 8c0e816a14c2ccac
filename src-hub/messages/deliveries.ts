import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SendReceipt, type ChannelConnector } from '#shared/contracts/channel';
import { fromInstant, type Clock } from '#shared/domain/clock';
import { MessageId, type ConversationId } from '#shared/domain/ids';
import { knownEvent, type LoggedEvent } from '#shared/events/index';
import type { Channels } from '#hub/channels/registry';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import type { FileTokens } from '#hub/files/file-tokens';
import { recordById } from '#hub/log/records';
import type { Timers } from '#hub/timers/timers';
import { createDeliverySteps, type Claimed } from './delivery-steps.ts';
import { firstUndelivered, threadOfMessage, threadsWithPending } from './outbound-queries.ts';

/*
 * The hub's own outbox to the channels. A message of ours is its own state machine:
 *
 *   pending ──claim──► sending ──► sent ──► delivered ──► read          (answer, then receipts)
 *      ▲                  ├──────► failed                               (refused, or given up)
 *      └──── Resend ◄─────┴──────► unknown                              (nobody can tell: "perhaps sent")
 *
 * 1. Whoever appends `sending` under the customer's lane is the one sender, over all hubs.
 * 2. While a message is `sending` there is exactly one timer for it: `check` (is the sender still alive?) or `retry` (surely not
 *    sent; again later). So no crash, at whatever moment, leaves it standing for ever.
 * 3. Where sending twice is not sending once nothing is ever handed over twice by itself: after a lost answer the vendor is asked, and
 *    where it cannot tell the agent is.
 * 4. A message that was given a reply token goes out with it or, if the token is refused, without; never both ways in doubt.
 */

export interface Deliveries {
  start(): () => void;
  /** After a stop: waits for answers that are on their way, a little, so that an orderly end leaves nothing in doubt. */
  settled(): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly channels: Channels;
  readonly files: Pick<FileTokens, 'path'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Threads served at once: after an outage a thousand wait, and the vendor counts. */
const AT_ONCE = 16;
const AGAIN_AFTER_TROUBLE_MS = 5_000;
/** The process has five seconds to end; a vendor that needs longer is asked by the next one. */
const SETTLE_WITHIN_MS = 3_000;
/** A vendor's list may lag behind; after this long nobody can tell. */
const LOOKING_MS = 15_000;

export function createDeliveries({ db, log, timers, channels, files, clock, logger }: Deps): Deliveries {
  const steps = createDeliverySteps({ db, log, timers, files });
  const waiting = new Set<ConversationId>();
  const busy = new Set<ConversationId>();
  const underway = new Set<Promise<void>>();
  let isStopped = false;

  timers.on('delivery.check', {
    lanes: (messageId) => steps.lanesOf(MessageId.parse(messageId)),
    decide: (writer, messageId) => steps.keepWatch(writer, MessageId.parse(messageId)),
    after: (messageId) => inBackground(() => goOn(MessageId.parse(messageId), 'check')),
  });
  timers.on('delivery.retry', {
    lanes: (messageId) => steps.lanesOf(MessageId.parse(messageId)),
    decide: (writer, messageId) => steps.keepWatch(writer, MessageId.parse(messageId)),
    after: (messageId) => inBackground(() => goOn(MessageId.parse(messageId), 'retry')),
  });

  return {
    start() {
      const stopHearing = log.onAppended((events) => {
        for (const event of events) hear(event);
      });
      inBackground(async () => {
        for (const conversationId of await threadsWithPending(db)) serve(conversationId);
      });
      return () => {
        isStopped = true;
        waiting.clear();
        stopHearing();
      };
    },
    async settled() {
      const patience = new AbortController();
      const late = sleep(SETTLE_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(underway), late]);
      patience.abort();
    },
  };

  /** New work, or the end of what stood before it in its thread. */
  function hear(event: LoggedEvent): void {
    if (event.type !== 'message.sent' && event.type !== 'message.delivery_changed') return;
    const known = knownEvent(event);
    if (known === 'no_body' || known === 'unknown') return;
    if (known.type === 'message.sent') serve(known.body.message.conversationId);
    if (known.type !== 'message.delivery_changed' || known.body.state === 'sending' || known.body.state === 'read') return;
    const { messageId } = known.body;
    inBackground(async () => {
      const conversationId = await threadOfMessage(db, messageId);
      if (conversationId !== undefined) serve(conversationId);
    });
  }

  function serve(conversationId: ConversationId): void {
    if (isStopped) return;
    waiting.add(conversationId);
    for (const next of waiting) {
      if (busy.size >= AT_ONCE) return;
      // One that is being served looks again by itself: it stays in line until then.
      if (busy.has(next)) continue;
      waiting.delete(next);
      busy.add(next);
      inBackground(() =>
        sendAll(next).finally(() => {
          busy.delete(next);
          const [first] = waiting;
          if (first !== undefined) serve(first);
        }),
      );
    }
  }

  async function sendAll(conversationId: ConversationId): Promise<void> {
    try {
      while (!isStopped) {
        const first = await firstUndelivered(db, conversationId);
        if (first?.delivery?.state !== 'pending') return;
        const claimed = await steps.claim(first);
        if (claimed === undefined) return;
        await hand(claimed);
      }
    } catch (error) {
      clock.setTimer(AGAIN_AFTER_TROUBLE_MS, () => serve(conversationId));
      throw error;
    }
  }

  /** The timer of a message that is `sending` went off: its answer never came, or its time to be tried again has. */
  async function goOn(messageId: MessageId, why: 'check' | 'retry'): Promise<void> {
    const message = await recordById(db, 'message', messageId);
    const claimed = message === undefined ? undefined : await steps.claimOf(db, message);
    if (message === undefined || claimed === undefined) return;
    const connector = channels.account(claimed.accountId)?.connector;
    if (why === 'retry' || (connector !== undefined && mayRepeat(connector, claimed))) await hand(claimed);
    else await lookUp(claimed);
    serve(message.conversationId);
  }

  async function hand(claimed: Claimed): Promise<void> {
    const account = channels.account(claimed.accountId);
    if (account === undefined) return steps.settle(claimed, { is: 'refused', reason: 'account_missing' });
    if (claimed.isBlocked) return steps.settle(claimed, { is: 'refused', reason: 'blocked_by_customer' });
    const { connector } = account;
    const receipt = await asked(claimed, () => connector.send(claimed.outbound));
    if (receipt.is === 'token_refused') return hand(await steps.withoutToken(claimed));
    // Sending twice is sending once here, so an unknown outcome is a reason to send again and not to ask.
    if (receipt.is === 'unknown' && mayRepeat(connector, claimed)) {
      return steps.settle(claimed, { is: 'retry', reason: 'no_answer' });
    }
    return steps.settle(claimed, receipt);
  }

  async function lookUp(claimed: Claimed): Promise<void> {
    const connector = channels.account(claimed.accountId)?.connector;
    if (connector === undefined) return steps.settle(claimed, { is: 'refused', reason: 'account_missing' });
    const receipt = await asked(claimed, () => connector.reconcile(claimed.outbound));
    return steps.settle(claimed, receipt.is === 'token_refused' ? { is: 'unknown' } : receipt, {
      isLastWord: clock.now() - fromInstant(claimed.outbound.since) >= LOOKING_MS,
    });
  }

  /** Sending this again is sending it once; a reply has no key that says so. */
  function mayRepeat({ capabilities }: ChannelConnector, { outbound }: Claimed): boolean {
    return capabilities.isIdempotent && outbound.replyToken === undefined;
  }

  /** A connector that throws has said nothing about what the vendor did. */
  async function asked({ accountId, outbound }: Claimed, ask: () => Promise<SendReceipt>): Promise<SendReceipt> {
    try {
      const receipt = SendReceipt.parse(await ask());
      if (receipt.is === 'token_refused' && outbound.replyToken === undefined) throw new Error('a token was refused that was never given');
      return receipt;
    } catch (error) {
      logger.error({ err: error, accountId }, 'a connector broke its contract');
      return { is: 'unknown' };
    }
  }

  /** Nobody awaits deliveries: what goes wrong is told here, and the timers bring the work back. */
  function inBackground(run: () => Promise<void>): void {
    const job: Promise<void> = run()
      .catch((error: unknown) => {
        if (!isStopped) logger.error({ err: error }, 'delivering messages');
      })
      .finally(() => underway.delete(job));
    underway.add(job);
  }
}
