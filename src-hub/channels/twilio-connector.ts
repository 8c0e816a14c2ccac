// The one module of Twilio's package that checks signatures: the whole package costs 120 ms and 30 MB at start.
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import type { ChannelConnector, ChannelSignal, WebhookRequest } from '#shared/contracts/channel';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure } from '#shared/rpc/failure';
import { createTwilioRest, type TwilioAccount } from './twilio-rest.ts';
import { parseTwilioForm } from './twilio-webhook.ts';

/** SMS and MMS over Twilio. Creating a message there has no idempotency key, so nothing is ever sent twice by itself. */
export function createTwilioConnector(account: TwilioAccount): ChannelConnector {
  const rest = createTwilioRest(account);

  return {
    channel: 'sms',
    capabilities: { textLimit: TEXT_LIMIT_OF.sms, isIdempotent: false, hasReceipts: true, hasEnd: false, files: 'fetched' },
    acknowledgement: { contentType: 'text/xml; charset=utf-8', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' },
    // async: a refusal is a rejected promise, never a throw into the caller's lap.
    async parseInbound(request) {
      return parseWebhook(request, account);
    },
    fileBase: () => account.publicBase(),
    send: (message) => rest.send(message),
    reconcile: (message) => rest.reconcile(message),
    fetchMissed: (since) => rest.fetchMissed(since),
    fetchAttachment: (attachment, limit) => rest.fetchMedia(attachment, limit),
  };
}

function parseWebhook(request: WebhookRequest, { authToken, country }: TwilioAccount): ChannelSignal[] {
  const body = new TextDecoder().decode(request.rawBody);
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const form = isForm ? formOf(body) : {};
  if (!isSigned(request, authToken, isForm ? form : null, body)) throw new Failure('denied', 'the signature is missing or wrong');
  if (!isForm) throw new Failure('invalid', 'content-type: must be application/x-www-form-urlencoded', { field: 'content-type' });
  return parseTwilioForm(form, new URL(request.url).searchParams, country);
}

function isSigned(request: WebhookRequest, authToken: string, form: Form | null, body: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined || signature === '') return false;
  try {
    return form === null
      ? validateRequestWithBody(authToken, signature, request.url, body)
      : validateRequest(authToken, signature, request.url, form);
  } catch {
    // The check throws on an address that is none: nobody signed that.
    return false;
  }
}

export type Form = Readonly<Record<string, string | string[]>>;

function formOf(body: string): Form {
  const params = new URLSearchParams(body);
  const names = new Set(params.keys());
  return Object.fromEntries(
    Array.from(names, (name) => {
      const values = params.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
