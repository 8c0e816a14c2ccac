import * as z from 'zod';
import type { ChannelSignal, InboundMessage } from '#shared/contracts/channel';
import { toInstant } from '#shared/domain/clock';
import type { ContactPoint } from '#shared/domain/customer';
import { MessagePart } from '#shared/domain/message-part';
import { languageOf, WrittenOrBlank } from '#shared/domain/text';
import { parseOrFail } from '#shared/rpc/failure';

/** Of webhooks' receipt; LINE promises no more, and says nothing of the token's end. */
const REPLY_TOKEN_LIVES_MS = 60_000;
const LAST_MOMENT = 8_640_000_000_000_000;

const Callback = z.object({
  destination: z.string().max(100),
  // Empty where LINE only asks whether we are there.
  events: z.array(
    z.object({
      type: z.string().max(50),
      webhookEventId: z.string().min(1).max(200),
      timestamp: z.number().int().min(0).max(LAST_MOMENT),
      source: z.object({ type: z.string().max(50), userId: z.string().min(1).max(100).optional() }).optional(),
      replyToken: z.string().min(1).max(400).optional(),
      message: z.unknown().optional(),
      unsend: z.unknown().optional(),
    }),
  ),
});
type LineEvent = z.infer<typeof Callback>['events'][number];

const LineMessageId = z.string().regex(/^[\w-]{1,64}$/, 'must be a message id');
const Unsend = z.object({ messageId: LineMessageId });
const Named = z.object({ type: z.string().max(50), id: LineMessageId });
const Provider = z.object({ type: z.enum(['line', 'external']), originalContentUrl: z.url().max(2000).optional() });

const Content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: WrittenOrBlank }),
  z.object({ type: z.literal('image'), contentProvider: Provider }),
  z.object({ type: z.literal('video'), contentProvider: Provider }),
  z.object({ type: z.literal('audio'), contentProvider: Provider }),
  z.object({ type: z.literal('file'), fileName: z.string().max(1000) }),
  z.object({
    type: z.literal('sticker'),
    packageId: z.string().min(1).max(50),
    stickerId: z.string().min(1).max(50),
    keywords: z.array(z.string()).optional(),
    text: WrittenOrBlank.optional(),
  }),
  z.object({
    type: z.literal('location'),
    title: z.string().optional(),
    address: z.string().optional(),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
]);
type Content = z.infer<typeof Content>;
const KNOWN = new Set<string>(['text', 'image', 'video', 'audio', 'file', 'sticker', 'location'] satisfies Content['type'][]);

/** The source of a file that LINE keeps for a while under the message's id. */
export const CONTENT_SOURCE = 'line-content:';

/** A verified body: any number of events, each of its own sender. `now`: when it came. */
export function parseLineWebhook(body: unknown, now: number): ChannelSignal[] {
  return parseOrFail(Callback, body, 'body').events.flatMap((event, index) => signalsOf(event, `body.events.${index}`, now));
}

function signalsOf(event: LineEvent, where: string, now: number): readonly ChannelSignal[] {
  const { type, source, timestamp } = event;
  // What is said in a group is said to all of it: an answer to one of them would be another conversation.
  if (source?.type !== 'user' || source.userId === undefined) return [];
  const from: ContactPoint = { kind: 'line', value: source.userId, isVerified: true };
  switch (type) {
    case 'message':
      return [messageOf(event, from, `${where}.message`, now)];
    case 'follow':
    case 'unfollow':
      return [{ is: 'block', from, isBlocked: type === 'unfollow', at: toInstant(timestamp) }];
    case 'unsend':
      return [{ is: 'withdrawn', from, channelMessageId: parseOrFail(Unsend, event.unsend, where).messageId }];
    default:
      // Postbacks, beacons, memberships, and what LINE invents next: nothing of it is a word to us.
      return [];
  }
}

function messageOf(event: LineEvent, from: ContactPoint, where: string, now: number): InboundMessage {
  const { type, id } = parseOrFail(Named, event.message, where);
  const said = KNOWN.has(type)
    ? saidIn(parseOrFail(Content, event.message, where), id)
    : { parts: [{ is: 'unsupported' as const, kind: type }] };
  const { text = '' } = said;
  return {
    is: 'message',
    // The event's id and not the message's: by it LINE marks what it delivers again.
    externalId: event.webhookEventId,
    channelMessageId: id,
    from,
    name: null,
    locale: languageOf(text),
    attachments: [],
    ...said,
    text,
    at: toInstant(event.timestamp),
    ...(event.replyToken === undefined ? {} : { replyToken: { token: event.replyToken, until: toInstant(now + REPLY_TOKEN_LIVES_MS) } }),
  };
}

function saidIn(content: Content, id: string): Partial<Pick<InboundMessage, 'text' | 'attachments' | 'parts'>> {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'image':
      return fileOf(content.contentProvider, id, 'jpg', 'image/jpeg');
    case 'video':
      return fileOf(content.contentProvider, id, 'mp4', 'video/mp4');
    case 'audio':
      return fileOf(content.contentProvider, id, 'm4a', 'audio/mp4');
    case 'file':
      return {
        attachments: [
          { source: CONTENT_SOURCE + id, name: content.fileName.slice(0, 255).toWellFormed(), mediaType: 'application/octet-stream' },
        ],
      };
    case 'sticker': {
      const { packageId, stickerId, keywords = [], text = '' } = content;
      const words = keywords.slice(0, 15).map((word) => word.slice(0, 100).toWellFormed());
      return { text, parts: [partOf({ is: 'sticker', packageId, stickerId, ...(words.length === 0 ? {} : { keywords: words }) })] };
    }
    case 'location': {
      const { title, address, latitude, longitude } = content;
      return {
        parts: [
          partOf({
            is: 'location',
            latitude,
            longitude,
            ...(title === undefined ? {} : { title: title.slice(0, 300).toWellFormed() }),
            ...(address === undefined ? {} : { address: address.slice(0, 500).toWellFormed() }),
          }),
        ],
      };
    }
  }
}

function partOf(part: MessagePart): MessagePart {
  return MessagePart.parse(part);
}

function fileOf(
  { type, originalContentUrl }: z.infer<typeof Provider>,
  id: string,
  ending: string,
  mediaType: string,
): Pick<InboundMessage, 'attachments'> {
  const source = type === 'external' ? (originalContentUrl ?? '') : CONTENT_SOURCE + id;
  return { attachments: [{ source, name: `${id}.${ending}`, mediaType }] };
}
