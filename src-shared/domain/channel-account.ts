import * as z from 'zod';
import { Instant } from './clock.ts';
import { Channel } from './conversation.ts';
import { AccountId, QueueId } from './ids.ts';
import { LocalizedText } from './text.ts';
import { WidgetSettings } from './widget-settings.ts';

const ApiBaseUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .optional();

/** What the connector needs to know and everybody may; secrets are apart, and never leave the hub. */
export const AccountDetails = z.discriminatedUnion('is', [
  z.object({ is: z.literal('web_chat'), widget: WidgetSettings }),
  z.object({
    is: z.literal('twilio_sms'),
    // 32 of them at Twilio itself; a demo's is shorter and works nowhere.
    accountSid: z.string().regex(/^AC[0-9A-Za-z]{30,32}$/, 'must be AC and 32 letters or digits'),
    number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +815012345678'),
    /** Only where something stands in for the vendor: an emulator, a proxy. */
    apiBaseUrl: ApiBaseUrl,
  }),
  z.object({ is: z.literal('line'), apiBaseUrl: ApiBaseUrl }),
]);
export type AccountDetails = z.infer<typeof AccountDetails>;

/** The secrets that an account of a kind needs, by name; their values are in no record and no event. */
export const SECRETS_OF = {
  web_chat: ['identity_secret'],
  twilio_sms: ['auth_token'],
  line: ['channel_secret', 'channel_access_token'],
} as const satisfies Record<AccountDetails['is'], readonly string[]>;
export const SecretName = z.enum(['identity_secret', 'auth_token', 'channel_secret', 'channel_access_token']);
export type SecretName = z.infer<typeof SecretName>;

/** A configured number or address through which customers reach us. */
export const ChannelAccount = z.object({
  id: AccountId,
  channel: Channel,
  name: LocalizedText,
  /** Where its work waits. */
  queueId: QueueId,
  isActive: z.boolean(),
  details: AccountDetails,
  /** Which secrets are set, and since when. The hub says so: what a desk says here is not heard. */
  secretsSetAt: z.partialRecord(SecretName, Instant).optional(),
});
export type ChannelAccount = z.infer<typeof ChannelAccount>;
