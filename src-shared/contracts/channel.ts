import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { ContactPoint, PersonName } from '../domain/customer.ts';
import type { Channel } from '../domain/conversation.ts';
import { BlobId, ConversationId, MessageId } from '../domain/ids.ts';
import { DeliveryState, GivenAttachment } from '../domain/message.ts';
import { MessagePart } from '../domain/message-part.ts';
import { Locale, WrittenText } from '../domain/text.ts';
import { VisitorDetails } from '../domain/visitor-details.ts';

/** What came in over HTTP, untouched: signatures are over the raw bytes and the address as posted. */
export interface WebhookRequest {
  readonly method: string;
  /** Scheme, host, path and query as the sender wrote them. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
}

/** A file the sender names; the connector fetches it when asked. */
export const InboundAttachment = z.object({ source: z.string().max(2000), name: z.string().max(255), mediaType: z.string().max(127) });
export type InboundAttachment = z.infer<typeof InboundAttachment>;

/** A customer's message. `externalId` is unique within the account: a repeat changes nothing. */
export const InboundMessage = z.object({
  is: z.literal('message'),
  externalId: z.string().min(1).max(200),
  /** What the channel calls it when it is taken back. */
  channelMessageId: z.string().min(1).max(200).optional(),
  from: ContactPoint,
  /** Where the sender says who it is; unproved. */
  name: PersonName.nullable(),
  locale: Locale.nullable(),
  /** Empty only where a file or a part came without words. */
  text: z.union([WrittenText, z.literal('')]),
  attachments: z.array(InboundAttachment),
  /** Files that the sender has brought to this hub already. */
  uploaded: z.array(BlobId).max(10).optional(),
  parts: z.array(MessagePart).max(5).optional(),
  /** The channel's own time; null where it gives none. */
  at: Instant.nullable(),
  /** What the sender filled in beside the words; unproved. */
  details: VisitorDetails.optional(),
  /** Who somebody we trust says this is: these points are proved, as is the name. */
  vouched: z.object({ name: PersonName.nullable(), contactPoints: z.array(ContactPoint).max(5) }).optional(),
  /** Leave to answer once for free, until then. */
  replyToken: z.object({ token: z.string().min(1).max(400), until: Instant }).optional(),
});
export type InboundMessage = z.infer<typeof InboundMessage>;

/** News of a message of ours, by the vendor's id for it. It may come before the answer to our send. */
export const InboundReceipt = z.object({
  is: z.literal('receipt'),
  externalId: z.string().min(1).max(200),
  /** Our own id, where the vendor gives it back to us: it tells whose receipt this is even when the answer to the send was lost. */
  messageId: MessageId.optional(),
  state: DeliveryState.exclude(['pending', 'sending', 'unknown']),
  reason: z.string().max(200).optional(),
});
export type InboundReceipt = z.infer<typeof InboundReceipt>;

/** The customer closed the talk. */
export const InboundEnd = z.object({ is: z.literal('ended'), from: ContactPoint });
export type InboundEnd = z.infer<typeof InboundEnd>;

/** The customer shut us out of their channel, or let us in again; `at` is the channel's time. */
export const InboundBlock = z.object({ is: z.literal('block'), from: ContactPoint, isBlocked: z.boolean(), at: Instant });
export type InboundBlock = z.infer<typeof InboundBlock>;

/** The customer took words back: nobody is to see them any more. */
export const InboundWithdrawal = z.object({ is: z.literal('withdrawn'), from: ContactPoint, channelMessageId: z.string().min(1).max(200) });
export type InboundWithdrawal = z.infer<typeof InboundWithdrawal>;

export const ChannelSignal = z.discriminatedUnion('is', [InboundMessage, InboundReceipt, InboundEnd, InboundBlock, InboundWithdrawal]);
export type ChannelSignal = z.infer<typeof ChannelSignal>;

/** A file of ours on its way out: the paths under which the channel fetches it to show it, and a customer to keep it. */
export const OutboundFile = GivenAttachment.extend({ shownPath: z.string(), linkPath: z.string() });
export type OutboundFile = z.infer<typeof OutboundFile>;

export const OutboundMessage = z.object({
  messageId: MessageId,
  conversationId: ConversationId,
  to: ContactPoint,
  /** Empty only where parts say it all. */
  text: z.union([WrittenText, z.literal('')]),
  parts: z.array(MessagePart).max(4).optional(),
  files: z.array(OutboundFile).optional(),
  /** When it was first handed to the channel: where to look when the outcome is unknown. */
  since: Instant,
  /** Vendor's ids that other messages of the conversation have: no such one is this message, however alike. */
  takenExternalIds: z.array(z.string()),
  /** This message's own leave to go out for free. It works once, so handing the message over with it again can never double it. */
  replyToken: z.string().optional(),
});
export type OutboundMessage = z.infer<typeof OutboundMessage>;

/**
 * `unknown`: it may or may not have been sent (time-out, 5xx after the request left). `retry` says it surely was not, and may be later;
 * `token_refused` that it was not for the reply token's sake: without one it may be at once.
 */
export const SendReceipt = z.discriminatedUnion('is', [
  z.object({ is: z.literal('accepted'), externalId: z.string().min(1).max(200), state: z.enum(['sent', 'delivered']) }),
  z.object({ is: z.literal('refused'), reason: z.string().max(200) }),
  z.object({ is: z.literal('retry'), reason: z.string().max(200) }),
  z.object({ is: z.literal('unknown') }),
  z.object({ is: z.literal('token_refused') }),
]);
export type SendReceipt = z.infer<typeof SendReceipt>;

/** What a channel's profile of a person says. */
export interface ChannelProfile {
  readonly name: PersonName | null;
  readonly locale: Locale | null;
  /** To be had by `fetchAttachment`. */
  readonly picture: InboundAttachment | null;
}

/** Messages this month that count; `limit` is null where there is none. */
export interface SendingQuota {
  readonly used: number;
  readonly limit: number | null;
}

/** Asked, never assumed. */
export interface ChannelCapabilities {
  /** In UTF-16 units. */
  readonly textLimit: number;
  /** Sending the same messageId twice without a reply token is sending it once: then the hub may repeat by itself. */
  readonly isIdempotent: boolean;
  readonly hasReceipts: boolean;
  /** Either side can end a talk, as in chat; a phone number has no end. */
  readonly hasEnd: boolean;
  /** How the customer gets our files: `own`, by the channel itself; `fetched`, from an address of this hub; `none`, not at all. */
  readonly files: 'none' | 'own' | 'fetched';
}

/** Hub ↔ channel: data in, data out. A connector knows its vendor and nothing of the log. */
export interface ChannelConnector {
  readonly channel: Channel;
  readonly capabilities: ChannelCapabilities;
  /** Checks the signature first: Failure('denied') where it is missing or forged, Failure('invalid') naming the field where malformed. */
  parseInbound(request: WebhookRequest): Promise<ChannelSignal[]>;
  /** What the vendor wants to hear when all is stored. */
  readonly acknowledgement: { readonly contentType: string; readonly body: string };
  send(message: OutboundMessage): Promise<SendReceipt>;
  /** After an unknown outcome: was it sent? Still `unknown` where the vendor cannot tell; not asked where sending again is harmless. */
  reconcile(message: OutboundMessage): Promise<SendReceipt>;
  /** The bytes of a file a message named, at most `limit` of them; Failure('too_many') above. */
  fetchAttachment(attachment: InboundAttachment, limit: number): Promise<Uint8Array>;
  /** Of files that are fetched: how the world reaches this hub; null where it cannot. */
  readonly fileBase?: () => string | null;
  /** Who that is, where the channel tells; null where it knows nobody there. Rejects where it may be asked again. */
  readonly fetchProfile?: (point: ContactPoint) => Promise<ChannelProfile | null>;
  /**
   * What came in since then, oldest first, and what became of what went out: where the vendor still has it. The same may have come by
   * webhook. Rejects where not all of it can be had now.
   */
  readonly fetchMissed?: (since: Instant) => Promise<readonly ChannelSignal[]>;
  /** Where sending is counted. */
  readonly fetchQuota?: () => Promise<SendingQuota>;
  /** The picture of a sticker that may be sent, by its id. */
  readonly fetchSticker?: (stickerId: string) => Promise<Uint8Array>;
}
