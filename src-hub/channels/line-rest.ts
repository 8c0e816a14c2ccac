import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPFetchError, messagingApi } from '@line/bot-sdk';
import * as z from 'zod';
import type { ChannelProfile, OutboundMessage, SendingQuota, SendReceipt } from '#shared/contracts/channel';
import { languageOf } from '#shared/domain/text';
import { Failure } from '#shared/rpc/failure';
import { isQuotaReached, isReplyTokenRefused, lineReason, LineRefusal } from './line-reasons.ts';
import { lineMessagesOf } from './line-messages.ts';
import { lineRetryKey } from './line-retry-key.ts';
import { surelyNotSent } from './surely-not-sent.ts';

export interface LineRestOptions {
  readonly channelAccessToken: string;
  readonly apiBaseUrl: string;
  /** How LINE and its people reach this hub's files; null where they cannot. */
  readonly publicBase: () => string | null;
  /** Shorter than the hub waits before it takes a sender for dead. */
  readonly timeoutMs: number;
}

export interface LineRest {
  /** Free, without a key: works once, so a repeat is taken or refused, and never doubles. */
  reply(message: OutboundMessage, replyToken: string): Promise<SendReceipt>;
  /** Counts against the quota; the same message pushed again is one message. */
  push(message: OutboundMessage): Promise<SendReceipt>;
  profile(userId: string): Promise<ChannelProfile | null>;
  quota(): Promise<SendingQuota>;
}

const Sent = z.object({ sentMessages: z.array(z.object({ id: z.string().min(1).max(200) })).min(1) });
const Profile = z.object({ displayName: z.string(), pictureUrl: z.string().max(2000).optional(), language: z.string().optional() });
const Quota = z.object({ type: z.string(), value: z.number().optional() });
const Consumption = z.object({ totalUsage: z.number() });

/** The address was there when the file was taken in; it may be gone since. */
const NO_ADDRESS: SendReceipt = { is: 'refused', reason: 'no_public_address' };

export function createLineRest({ channelAccessToken, apiBaseUrl, timeoutMs, publicBase }: LineRestOptions): LineRest {
  const client = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: apiBaseUrl });

  return {
    async reply(message, replyToken) {
      const messages = lineMessagesOf(message, publicBase());
      if (messages === null) return NO_ADDRESS;
      return sending(
        () => client.replyMessage({ replyToken, messages }),
        ({ status, refusal }) => (isReplyTokenRefused(status, refusal) ? { is: 'token_refused' } : null),
      );
    },

    async push(message) {
      const messages = lineMessagesOf(message, publicBase());
      if (messages === null) return NO_ADDRESS;
      const retryKey = lineRetryKey(message.messageId);
      return sending(
        () => client.pushMessage({ to: message.to.value, messages }, retryKey),
        // 409: the same key was taken before, so the message is on its way.
        ({ status, refusal }) =>
          status === 409 ? { is: 'accepted', externalId: refusal?.sentMessages?.[0]?.id ?? retryKey, state: 'sent' } : null,
      );
    },

    async profile(userId) {
      try {
        const { displayName, pictureUrl, language } = Profile.parse(await inTime(client.getProfile(userId)));
        const given = displayName.slice(0, 100).toWellFormed().trim();
        return {
          name: given === '' ? null : { given, isUnverified: true },
          locale: language === 'ja' || language === 'en' ? language : languageOf(given),
          picture: pictureUrl === undefined ? null : { source: pictureUrl, name: 'profile', mediaType: 'image/jpeg' },
        };
      } catch (error) {
        // Not our friend, or gone: asking again would not help.
        if (error instanceof HTTPFetchError && (error.status === 400 || error.status === 404)) return null;
        throw error;
      }
    },

    async quota() {
      const [quota, consumption] = await inTime(Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]));
      const { type, value } = Quota.parse(quota);
      return { used: Consumption.parse(consumption).totalUsage, limit: type === 'limited' ? (value ?? null) : null };
    },
  };

  async function sending(ask: () => Promise<unknown>, special: (refused: Refused) => SendReceipt | null): Promise<SendReceipt> {
    try {
      const sent = Sent.safeParse(await inTime(ask()));
      const externalId = sent.data?.sentMessages[0]?.id;
      return externalId === undefined ? { is: 'unknown' } : { is: 'accepted', externalId, state: 'sent' };
    } catch (error) {
      if (!(error instanceof HTTPFetchError))
        return surelyNotSent(error) ? { is: 'retry', reason: 'vendor_unreachable' } : { is: 'unknown' };
      const refused = { status: error.status, refusal: refusalOf(error.body) };
      return special(refused) ?? receiptOf(refused);
    }
  }

  /** The package cannot give a request up: what it still brings after this is not heard. */
  async function inTime<T>(asked: Promise<T>): Promise<T> {
    const done = new AbortController();
    const late = sleep(timeoutMs, undefined, { signal: done.signal }).then(() => {
      throw new Failure('timeout', 'LINE did not answer in time');
    });
    // The end of the wait is no news once the answer is there.
    late.catch(() => undefined);
    try {
      return await Promise.race([asked, late]);
    } finally {
      done.abort();
    }
  }
}

interface Refused {
  readonly status: number;
  readonly refusal: LineRefusal | null;
}

function receiptOf({ status, refusal }: Refused): SendReceipt {
  // A 5xx may come from behind the point where the message was taken.
  if (status >= 500) return { is: 'unknown' };
  if (status === 429 && !isQuotaReached(refusal)) return { is: 'retry', reason: 'rate_limited' };
  return { is: 'refused', reason: lineReason(status, refusal) };
}

function refusalOf(body: string): LineRefusal | null {
  try {
    return LineRefusal.parse(JSON.parse(body));
  } catch {
    // A page of some proxy: the status has to do.
    return null;
  }
}
