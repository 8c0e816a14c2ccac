import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { ChannelConnector, ChannelSignal, WebhookRequest } from '#shared/contracts/channel';
import { ContactPoint, PersonName } from '#shared/domain/customer';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Locale, WrittenText } from '#shared/domain/text';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { jsonBodyOf } from './json-body.ts';

/** What a customer made of code posts. */
export const SimulatedPost = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('line'),
    id: z.string().min(1).max(200),
    from: ContactPoint,
    name: PersonName.nullable(),
    locale: Locale,
    text: WrittenText,
  }),
  z.object({ is: z.literal('end'), from: ContactPoint }),
]);
export type SimulatedPost = z.infer<typeof SimulatedPost>;

const SIGNATURE = 'x-simulator-signature';

/** A post as the simulator sends it: signed for one address, so that no account's post passes at another. */
export function simulatedRequest(url: string, post: SimulatedPost, secret: Uint8Array): WebhookRequest {
  const rawBody = new TextEncoder().encode(JSON.stringify(post));
  const signature = sign(url, rawBody, secret).toString('hex');
  return { method: 'POST', url, headers: { 'content-type': 'application/json', [SIGNATURE]: signature }, rawBody };
}

/**
 * Chat and SMS with customers made of code: accounts of their own, so that their timelines look like anybody's and no vendor
 * ever hears of them. There is nothing to send: a simulated customer reads the log (simulator/create-simulator.ts).
 */
export function createSimulatorConnector({ channel, secret }: { channel: 'chat' | 'sms'; secret: Uint8Array }): ChannelConnector {
  return {
    channel,
    capabilities: { textLimit: TEXT_LIMIT_OF[channel], isIdempotent: true, hasReceipts: false, hasEnd: channel === 'chat', files: 'own' },
    acknowledgement: { contentType: 'application/json; charset=utf-8', body: '{}' },
    parseInbound: (request) => Promise.resolve().then(() => [signalOf(readPost(request, secret), channel)]),
    send: ({ messageId }) => Promise.resolve({ is: 'accepted', externalId: messageId, state: 'delivered' }),
    reconcile: ({ messageId }) => Promise.resolve({ is: 'accepted', externalId: messageId, state: 'delivered' }),
    fetchAttachment: () => Promise.reject(new Failure('not_found', 'simulated customers send no files')),
  };
}

function readPost({ url, headers, rawBody }: WebhookRequest, secret: Uint8Array): SimulatedPost {
  const given = Buffer.from(headers[SIGNATURE] ?? '', 'hex');
  const due = sign(url, rawBody, secret);
  if (given.length !== due.length || !timingSafeEqual(given, due)) {
    throw new Failure('denied', 'the signature of the simulator is missing or forged');
  }
  return parseOrFail(SimulatedPost, jsonBodyOf(rawBody), 'body');
}

function signalOf(post: SimulatedPost, channel: 'chat' | 'sms'): ChannelSignal {
  switch (post.is) {
    case 'line': {
      const { id: externalId, from, name, locale, text } = post;
      return { is: 'message', externalId, from, name, locale, text, attachments: [], at: null };
    }
    case 'end':
      if (channel === 'sms') throw new Failure('invalid', 'body.is: an SMS has no end', { field: 'is' });
      return { is: 'ended', from: post.from };
  }
}

function sign(url: string, rawBody: Uint8Array, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(url).update('\n').update(rawBody).digest();
}
