import type { CountryCode } from 'libphonenumber-js';
import * as z from 'zod';
import type { ChannelSignal, InboundAttachment, InboundReceipt } from '#shared/contracts/channel';
import { MessageId } from '#shared/domain/ids';
import { languageOf, WrittenOrBlank } from '#shared/domain/text';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { normalizePhoneNumber } from '#hub/customers/phone-number';
import { twilioReason } from './twilio-reasons.ts';

/** The query parameter of our status callback that brings our own id back; without its prefix, because Twilio dislikes underscores. */
export const MESSAGE_PARAM = 'm';
const MAX_MEDIA = 10;

const Sid = z.string().regex(/^(SM|MM)[0-9A-Za-z]{1,64}$/, 'must be a message SID');

const IncomingForm = z.object({
  MessageSid: Sid,
  From: z.string().min(1).max(100),
  // Blank where only pictures came.
  Body: WrittenOrBlank,
  NumMedia: z.coerce.number().int().min(0).max(MAX_MEDIA).default(0),
});

const StatusForm = z.object({
  MessageSid: Sid,
  MessageStatus: z.enum([
    'queued',
    'sending',
    'sent',
    'failed',
    'delivered',
    'undelivered',
    'receiving',
    'received',
    'accepted',
    'scheduled',
    'read',
    'partially_delivered',
    'canceled',
  ]),
  ErrorCode: z.string().max(20).optional(),
});
type StatusForm = z.infer<typeof StatusForm>;

/** A verified form of Twilio's: news of a message of ours, or a message of a customer. */
export function parseTwilioForm(form: Readonly<Record<string, unknown>>, query: URLSearchParams, country: CountryCode): ChannelSignal[] {
  return 'MessageStatus' in form ? parseStatus(form, query) : [parseMessage(form, country)];
}

function parseMessage(form: Readonly<Record<string, unknown>>, country: CountryCode): ChannelSignal {
  const { MessageSid, From, Body, NumMedia } = parseOrFail(IncomingForm, form, 'form');
  const value = normalizePhoneNumber(From, country);
  if (value === null) throw new Failure('invalid', 'form.From: must be a phone number', { field: 'From' });
  return {
    is: 'message',
    externalId: MessageSid,
    from: { kind: 'phone', value, isVerified: true },
    name: null,
    locale: languageOf(Body),
    text: Body,
    attachments: Array.from({ length: NumMedia }, (_, index) => mediaOf(form, index)),
    // Twilio's webhook carries no time.
    at: null,
  };
}

function mediaOf(form: Readonly<Record<string, unknown>>, index: number): InboundAttachment {
  const Media = z.object({ [`MediaUrl${index}`]: z.url().max(2000), [`MediaContentType${index}`]: z.string().max(127).optional() });
  const media = parseOrFail(Media, form, 'form');
  const mediaType = media[`MediaContentType${index}`] ?? 'application/octet-stream';
  return { source: media[`MediaUrl${index}`] ?? '', name: `${index + 1}.${extensionOf(mediaType)}`, mediaType };
}

/** "image/jpeg" → "jpeg": MMS has no file names, and a file without an ending opens nowhere. */
export function extensionOf(mediaType: string): string {
  return /^[a-z]+\/(?:x-)?([a-z0-9]{1,10})\b/i.exec(mediaType)?.[1]?.toLowerCase() ?? 'bin';
}

function parseStatus(form: Readonly<Record<string, unknown>>, query: URLSearchParams): ChannelSignal[] {
  const status = parseOrFail(StatusForm, form, 'form');
  const state = stateOf(status.MessageStatus);
  if (state === null) return [];
  const ours = MessageId.safeParse(`msg_${query.get(MESSAGE_PARAM) ?? ''}`);
  return [
    {
      is: 'receipt',
      externalId: status.MessageSid,
      state,
      ...(ours.success ? { messageId: ours.data } : {}),
      ...(state === 'failed' ? { reason: twilioReason(status.ErrorCode) } : {}),
    },
  ];
}

/** The same news, read from a list of messages; null where it is none. */
export function receiptOfStatus(externalId: string, status: string, errorCode: number | null | undefined): InboundReceipt | null {
  const known = StatusForm.shape.MessageStatus.safeParse(status);
  const state = known.success ? stateOf(known.data) : null;
  if (state === null) return null;
  return { is: 'receipt', externalId, state, ...(state === 'failed' ? { reason: twilioReason(errorCode) } : {}) };
}

/** Null: on its way, which we know already. */
function stateOf(status: StatusForm['MessageStatus']): InboundReceipt['state'] | null {
  switch (status) {
    case 'accepted':
    case 'scheduled':
    case 'queued':
    case 'sending':
    case 'receiving':
    case 'received':
      return null;
    case 'sent':
    case 'partially_delivered':
      return 'sent';
    case 'delivered':
      return 'delivered';
    case 'read':
      return 'read';
    case 'failed':
    case 'undelivered':
    case 'canceled':
      return 'failed';
  }
}
