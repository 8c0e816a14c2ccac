import type { CountryCode } from 'libphonenumber-js';
import * as z from 'zod';
import type { ChannelSignal, InboundAttachment, OutboundMessage, SendReceipt } from '#shared/contracts/channel';
import { fromInstant, type Instant } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { surelyNotSent } from './surely-not-sent.ts';
import { fetchMedia } from './twilio-media.ts';
import { fetchMissed } from './twilio-missed.ts';
import { smsWordsOf } from './sms-words.ts';
import { twilioReason } from './twilio-reasons.ts';
import { MESSAGE_PARAM } from './twilio-webhook.ts';

export const TWILIO_API = 'https://api.twilio.com';

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** The shop's number, in E.164. */
  readonly number: string;
  /** TWILIO_API for the real one; an emulator's address in tests. */
  readonly apiBaseUrl: string;
  /** Of numbers without a country. */
  readonly country: CountryCode;
  /** Where Twilio reports what became of a message; null where it could not reach us. Asked late: a hub learns its own port by listening. */
  readonly statusCallback: () => string | null;
  /** How Twilio and its people reach this hub's files; null where they cannot. Asked late too. */
  readonly publicBase: () => string | null;
  /** Shorter than the hub waits before it takes a sender for dead. */
  readonly timeoutMs: number;
}

export interface TwilioRest {
  send(message: OutboundMessage): Promise<SendReceipt>;
  reconcile(message: OutboundMessage): Promise<SendReceipt>;
  fetchMedia(attachment: InboundAttachment, limit: number): Promise<Uint8Array>;
  fetchMissed(since: Instant): Promise<readonly ChannelSignal[]>;
}

/** Their clock and ours differ; an older twin of the message is told apart by its id, not by its time. */
const CLOCK_SKEW_MS = 5 * 60_000;
const MAX_PAGES = 5;
const PAGE_SIZE = 100;

const Created = z.object({ sid: z.string().min(1).max(200), status: z.string(), error_code: z.number().nullish() });
const Refused = z.object({ code: z.number() });
const Listed = z.object({
  messages: z.array(
    z.object({
      sid: z.string().min(1).max(200),
      body: z.string().nullable(),
      direction: z.string(),
      status: z.string(),
      date_created: z.string().nullable(),
      error_code: z.number().nullish(),
    }),
  ),
  next_page_uri: z.string().nullish(),
});

export function createTwilioRest(account: TwilioAccount): TwilioRest {
  const { accountSid, authToken, number, apiBaseUrl, timeoutMs } = account;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages.json`;

  return {
    async send(message) {
      const callback = account.statusCallback();
      const words = smsWordsOf(message, account.publicBase());
      if (words === null) return { is: 'refused', reason: 'no_public_address' };
      const form = new URLSearchParams({ To: message.to.value, From: number, Body: words.body });
      for (const url of words.mediaUrls) form.append('MediaUrl', url);
      if (callback !== null) form.set('StatusCallback', `${callback}?${MESSAGE_PARAM}=${message.messageId.slice('msg_'.length)}`);
      try {
        const response = await fetch(new URL(messagesPath, apiBaseUrl), {
          method: 'POST',
          headers: { authorization, accept: 'application/json' },
          body: form,
          // A redirect would be followed with the message in hand; nobody says that the first address did not take it.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        return await receiptOf(response);
      } catch (error) {
        return surelyNotSent(error) ? { is: 'retry', reason: 'vendor_unreachable' } : { is: 'unknown' };
      }
    },

    async reconcile(message) {
      const sent = smsWordsOf(message, account.publicBase())?.body ?? message.text;
      const since = fromInstant(message.since) - CLOCK_SKEW_MS;
      // A message that still waits at Twilio has no DateSent yet, so the filter is the day, which is enough to keep the list short.
      const query = new URLSearchParams({
        To: message.to.value,
        From: number,
        'DateSent>': new Date(since).toISOString().slice(0, 10),
        PageSize: String(PAGE_SIZE),
      });
      let next: string | null = `${messagesPath}?${query.toString()}`;
      for (let page = 0; next !== null && page < MAX_PAGES; page += 1) {
        const listed = await list(next);
        if (listed === null) return { is: 'unknown' };
        const found = listed.messages.find(
          ({ sid, body, direction, date_created: createdAt }) =>
            direction.startsWith('outbound') &&
            sameText(body ?? '', sent) &&
            !message.takenExternalIds.includes(sid) &&
            (createdAt === null || Date.parse(createdAt) >= since),
        );
        if (found !== undefined) return verdict(found.sid, found.status, found.error_code);
        next = listed.next_page_uri ?? null;
      }
      return { is: 'unknown' };
    },

    fetchMissed: (since) => fetchMissed(since, { apiBaseUrl, authorization, accountSid, number, country: account.country, timeoutMs }),
    fetchMedia: (attachment, limit) => fetchMedia(attachment.source, { apiBaseUrl, authorization, limit, timeoutMs }),
  };

  async function list(path: string): Promise<z.infer<typeof Listed> | null> {
    const url = new URL(path, apiBaseUrl);
    // The next page's address comes from outside and gets our credentials: it stays with Twilio.
    if (url.origin !== new URL(apiBaseUrl).origin) throw new Failure('internal', 'the vendor named a page elsewhere');
    try {
      const response = await fetch(url, { headers: { authorization }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) return null;
      return Listed.parse(await response.json());
    } catch {
      // Nobody can tell now; the hub asks again or says "perhaps sent".
      return null;
    }
  }
}

async function receiptOf(response: Response): Promise<SendReceipt> {
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) {
    const created = Created.safeParse(answer);
    return created.success ? verdict(created.data.sid, created.data.status, created.data.error_code) : { is: 'unknown' };
  }
  if (response.status === 429) return { is: 'retry', reason: 'rate_limited' };
  // A 5xx may come from behind the point where the message was taken.
  if (response.status >= 500) return { is: 'unknown' };
  const refused = Refused.safeParse(answer);
  return { is: 'refused', reason: refused.success ? twilioReason(refused.data.code) : `http_${response.status}` };
}

function verdict(externalId: string, status: string, errorCode: number | null | undefined): SendReceipt {
  switch (status) {
    case 'failed':
    case 'undelivered':
    case 'canceled':
      return { is: 'refused', reason: twilioReason(errorCode) };
    case 'delivered':
    case 'read':
      return { is: 'accepted', externalId, state: 'delivered' };
    default:
      return { is: 'accepted', externalId, state: 'sent' };
  }
}

/** Carriers trim and re-compose; nobody writes two messages that differ only so. */
function sameText(a: string, b: string): boolean {
  return a.normalize('NFC').trim() === b.normalize('NFC').trim();
}
