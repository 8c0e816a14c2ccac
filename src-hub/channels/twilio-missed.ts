import type { CountryCode } from 'libphonenumber-js';
import * as z from 'zod';
import type { ChannelSignal, InboundAttachment } from '#shared/contracts/channel';
import { fromInstant, toInstant, type Instant } from '#shared/domain/clock';
import { languageOf, WrittenOrBlank } from '#shared/domain/text';
import { Failure } from '#shared/rpc/failure';
import { normalizePhoneNumber } from '#hub/customers/phone-number';
import { extensionOf, receiptOfStatus } from './twilio-webhook.ts';

interface MissedOptions {
  readonly apiBaseUrl: string;
  readonly authorization: string;
  readonly accountSid: string;
  readonly number: string;
  readonly country: CountryCode;
  readonly timeoutMs: number;
}

/** As Messages.json lists one. */
const Listed = z.object({
  sid: z.string().min(1).max(200),
  from: z.string().max(100).nullable(),
  body: z.string().nullable(),
  direction: z.string(),
  status: z.string(),
  date_sent: z.string().nullable(),
  date_updated: z.string().nullable(),
  error_code: z.number().nullish(),
  num_media: z.coerce.number().int().min(0).max(10).catch(0),
});
type Listed = z.infer<typeof Listed>;
const Page = z.object({ messages: z.array(z.unknown()), next_page_uri: z.string().nullish() });
const MediaPage = z.object({ media_list: z.array(z.object({ uri: z.string().max(2_000), content_type: z.string().max(127) })) });

/** Twilio's most. */
const PAGE_SIZE = 1_000;
/** A hundred thousand messages: more than an outage brings, and an end to pages that go round in circles. */
const MAX_PAGES = 100;
/** What became of a message is reported within minutes; of those sent a day before, some may still have been under way. */
const OUTBOUND_BACK_MS = 24 * 3_600_000;

/**
 * What came in to the number since then, oldest first, and what became of what went out. Rejects where Twilio does not answer: half of
 * it would look like all of it.
 */
export async function fetchMissed(since: Instant, options: MissedOptions): Promise<readonly ChannelSignal[]> {
  const { apiBaseUrl, authorization, accountSid, number, timeoutMs } = options;
  const base = `/2010-04-01/Accounts/${accountSid}/Messages`;
  const from = fromInstant(since);

  const arrived: ChannelSignal[] = [];
  for (const message of await list({ To: number }, from)) {
    if (message.direction !== 'inbound' || timeOf(message.date_sent) < from) continue;
    const signal = await signalOf(message);
    if (signal !== null) arrived.push(signal);
  }
  const news = (await list({ From: number }, from - OUTBOUND_BACK_MS)).flatMap((message): ChannelSignal[] => {
    if (!message.direction.startsWith('outbound') || timeOf(message.date_updated) < from) return [];
    const receipt = receiptOfStatus(message.sid, message.status, message.error_code);
    return receipt === null ? [] : [receipt];
  });
  return [...arrived.toReversed(), ...news];

  async function list(who: Readonly<Record<string, string>>, sinceMs: number): Promise<readonly Listed[]> {
    // The filter knows days only.
    const query = new URLSearchParams({ ...who, 'DateSent>': toInstant(sinceMs).slice(0, 10), PageSize: String(PAGE_SIZE) });
    const all: Listed[] = [];
    let next: string | null = `${base}.json?${query.toString()}`;
    for (let page = 0; next !== null; page += 1) {
      if (page >= MAX_PAGES) throw new Failure('internal', 'the vendor’s list of messages has no end');
      const answer: z.infer<typeof Page> = Page.parse(await get(next));
      // One that cannot be read must not hide the others.
      all.push(...answer.messages.flatMap((one) => Listed.safeParse(one).data ?? []));
      next = answer.next_page_uri ?? null;
    }
    return all;
  }

  async function signalOf(message: Listed): Promise<ChannelSignal | null> {
    const text = WrittenOrBlank.safeParse(message.body ?? '').data;
    const value = normalizePhoneNumber(message.from ?? '', options.country);
    const attachments = message.num_media === 0 ? [] : await mediaOf(message.sid);
    if (text === undefined || value === null || (text === '' && attachments.length === 0)) return null;
    return {
      is: 'message',
      externalId: message.sid,
      from: { kind: 'phone', value, isVerified: true },
      name: null,
      locale: languageOf(text),
      text,
      attachments: [...attachments],
      at: toInstant(timeOf(message.date_sent)),
    };
  }

  async function mediaOf(sid: string): Promise<readonly InboundAttachment[]> {
    const { media_list: media } = MediaPage.parse(await get(`${base}/${encodeURIComponent(sid)}/Media.json`));
    return media.map(({ uri, content_type: mediaType }, index) => ({
      source: new URL(uri.replace(/\.json$/, ''), apiBaseUrl).href,
      name: `${index + 1}.${extensionOf(mediaType)}`,
      mediaType,
    }));
  }

  async function get(path: string): Promise<unknown> {
    const url = new URL(path, apiBaseUrl);
    // The next page's address comes from outside and gets our credentials: it stays with Twilio.
    if (url.origin !== new URL(apiBaseUrl).origin) throw new Failure('internal', 'the vendor named a page elsewhere');
    const response = await fetch(url, { headers: { authorization }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Failure('offline', `the vendor answered HTTP ${response.status}`);
    return response.json();
  }
}

function timeOf(date: string | null): number {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? 0 : time;
}
