import * as z from 'zod';
import { Locale, LocalizedText } from './text.ts';

export const PreChatField = z.enum(['name', 'email', 'phone', 'order_number']);
export type PreChatField = z.infer<typeof PreChatField>;

/** Greetings and consent need more room than names have. */
const LongText = z.object({ ja: z.string().min(1).max(600), en: z.string().min(1).max(600) });

/** `https://shop.example`, or `http://localhost:*` for any port: as a browser names a page's origin, or it would never match. */
export const WidgetOrigin = z.string().max(300).refine(isOrigin, 'must be an origin such as https://shop.example');

const MOST_ORIGINS = 50;
/** Of the data: address; a logo is drawn at 32 pixels. */
export const LOGO_LIMIT = 70_000;

/** How the widget looks and speaks in a shop's pages. */
export const WidgetSettings = z.object({
  /** The shop, as its customers know it. */
  shopName: LocalizedText,
  /** #rrggbb, of the launcher and the customer's own lines. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #0b6e4f'),
  /** A small picture as a data: address; absent: the shop's name alone. */
  logo: z
    .string()
    .regex(/^data:image\/(?:png|jpeg|webp);base64,[0-9A-Za-z+/=]+$/, 'must be a PNG, JPEG or WebP picture')
    .max(LOGO_LIMIT)
    .optional(),
  side: z.enum(['left', 'right']),
  greeting: LongText.optional(),
  /** Said in words; hours that the router knows come with queues. */
  openingHours: LocalizedText.optional(),
  /** `page`: as the shop's page says. */
  language: z.union([z.literal('page'), Locale]),
  /** Asked before the first line, in this order. */
  preChat: z
    .array(z.object({ field: PreChatField, isRequired: z.boolean() }))
    .max(4)
    .refine((asked) => new Set(asked.map(({ field }) => field)).size === asked.length, 'must not ask the same twice'),
  /** Shown before the first line is sent, to be agreed to. */
  consent: LongText.optional(),
  allowedOrigins: z.array(WidgetOrigin).max(MOST_ORIGINS),
  /** Who is logged in at the shop is told to us with a signature. */
  hasSignedIdentity: z.boolean(),
});
export type WidgetSettings = z.infer<typeof WidgetSettings>;

/** What every visitor of the shop's page may know. */
export const PublicWidgetSettings = WidgetSettings.pick({
  shopName: true,
  colour: true,
  logo: true,
  side: true,
  greeting: true,
  openingHours: true,
  language: true,
  preChat: true,
  consent: true,
});
export type PublicWidgetSettings = z.infer<typeof PublicWidgetSettings>;

const HOST = /^(?<scheme>https?):\/\/(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}|\*))?$/;
/** Browsers leave these out. */
const OWN_PORT: Readonly<Record<string, string>> = { https: '443', http: '80' };

function isOrigin(text: string): boolean {
  const { scheme, port } = HOST.exec(text)?.groups ?? {};
  return scheme !== undefined && port !== OWN_PORT[scheme];
}
