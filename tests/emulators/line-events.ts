import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

/** What a customer does in LINE. */
export const LineWords = z.object({
  /** The customer's user id. */
  from: z.string(),
  text: z.string().optional(),
  sticker: z.object({ packageId: z.string(), stickerId: z.string(), keywords: z.array(z.string()).optional() }).optional(),
  location: z
    .object({ title: z.string().optional(), address: z.string().optional(), latitude: z.number(), longitude: z.number() })
    .optional(),
  /** The message id under which setContent() has the file. */
  image: z.string().optional(),
  video: z.string().optional(),
  audio: z.string().optional(),
  file: z.object({ id: z.string(), fileName: z.string(), fileSize: z.number() }).optional(),
  follow: z.object({ isUnblocked: z.boolean() }).optional(),
  unfollow: z.literal(true).optional(),
  /** The message of theirs that they take back. */
  unsend: z.object({ messageId: z.string() }).optional(),
  webhookEventId: z.string().optional(),
  /** Milliseconds since 1970; now, where nothing is said. */
  timestamp: z.number().optional(),
});
export type LineWords = z.infer<typeof LineWords>;

export interface LineEvent {
  readonly type: string;
  readonly source?: { readonly type: string; readonly userId?: string };
  readonly replyToken?: string;
  readonly [field: string]: unknown;
}

/** Each as LINE would post it. */
export function lineEvents(words: LineWords): LineEvent[] {
  const { from, text, sticker, location, image, video, audio, file, follow, unfollow, unsend } = words;
  const contents: object[] = [
    ...(text === undefined ? [] : [{ type: 'text', id: messageId(words), quoteToken: token(), text }]),
    ...(sticker === undefined
      ? []
      : [{ type: 'sticker', id: messageId(words), quoteToken: token(), stickerResourceType: 'STATIC', ...sticker }]),
    ...(location === undefined ? [] : [{ type: 'location', id: messageId(words), ...location }]),
    ...(image === undefined ? [] : [{ type: 'image', id: image, quoteToken: token(), contentProvider: { type: 'line' } }]),
    ...(video === undefined ? [] : [{ type: 'video', id: video, quoteToken: token(), duration: 1_000, contentProvider: { type: 'line' } }]),
    ...(audio === undefined ? [] : [{ type: 'audio', id: audio, duration: 1_000, contentProvider: { type: 'line' } }]),
    ...(file === undefined ? [] : [{ type: 'file', ...file }]),
  ];
  const base = (): object => ({
    mode: 'active',
    timestamp: words.timestamp ?? Date.now(),
    source: { type: 'user', userId: from },
    webhookEventId: words.webhookEventId ?? eventId(),
    deliveryContext: { isRedelivery: false },
  });
  return [
    ...contents.map((message) => ({ type: 'message', ...base(), replyToken: token(), message })),
    ...(follow === undefined ? [] : [{ type: 'follow', ...base(), replyToken: token(), follow }]),
    ...(unfollow === undefined ? [] : [{ type: 'unfollow', ...base() }]),
    ...(unsend === undefined ? [] : [{ type: 'unsend', ...base(), unsend }]),
  ];
}

/** The same event, delivered again. */
export function redelivered(event: LineEvent): LineEvent {
  return { ...event, deliveryContext: { isRedelivery: true } };
}

export function lineUser(name: string): string {
  return `U${Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32)}`;
}

function eventId(): string {
  return `01${randomBytes(12).toString('hex').toUpperCase()}`;
}

/** What is delivered again under the id of its event has the id of its message again. */
function messageId({ webhookEventId }: LineWords): string {
  const bytes = webhookEventId === undefined ? randomBytes(7) : createHash('sha256').update(webhookEventId).digest().subarray(0, 7);
  return String(BigInt(`0x${bytes.toString('hex')}`));
}

function token(): string {
  return randomBytes(16).toString('hex');
}
