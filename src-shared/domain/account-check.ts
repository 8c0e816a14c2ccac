import * as z from 'zod';
import { SecretName } from './channel-account.ts';
import { Channel } from './conversation.ts';
import { Instant } from './clock.ts';
import { AccountId, QueueId } from './ids.ts';

/** What is tried when an account is tested, in the order in which one would look for the trouble. */
export const CheckName = z.enum([
  'secrets',
  'public_url',
  'credentials',
  'number',
  'webhook_address',
  'webhook_call',
  'signatures',
  'origins',
  'widget_file',
]);
export type CheckName = z.infer<typeof CheckName>;

/** What is wrong; the desk says in words what to do about it. */
export const CheckReason = z.enum([
  'secrets_missing',
  'public_url_missing',
  'public_url_not_https',
  'vendor_unreachable',
  'vendor_silent',
  'vendor_trouble',
  'credentials_refused',
  'account_suspended',
  'number_not_ours',
  'number_without_sms',
  'webhook_missing',
  'webhook_elsewhere',
  'webhook_not_post',
  'webhook_switched_off',
  'webhook_unreachable',
  'webhook_secret_wrong',
  'webhook_failed',
  'signature_refused',
  'origins_missing',
  'identity_secret_missing',
  'widget_not_built',
]);
export type CheckReason = z.infer<typeof CheckReason>;

export const AccountCheck = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ok'), name: CheckName }),
  z.object({
    is: z.literal('failed'),
    name: CheckName,
    /** A reason that only a newer hub knows is still trouble. */
    reason: CheckReason.catch('vendor_trouble'),
    /** What was found there: an address, a status. Never a secret. */
    found: z.string().max(2000).optional(),
  }),
  /** It hangs on one that failed. */
  z.object({ is: z.literal('skipped'), name: CheckName }),
]);
export type AccountCheck = z.infer<typeof AccountCheck>;

/**
 * A time in which no hub was there to be told. `open`: what was missed is being fetched; `fetched`: it is here; `untold`: the vendor gives
 * nothing to fetch, and may tell it again by itself or not.
 */
export const ChannelGap = z.object({
  from: Instant,
  until: Instant,
  state: z.enum(['open', 'fetched', 'untold']),
  /** Messages that had been missed. */
  found: z.number().int().nonnegative(),
});
export type ChannelGap = z.infer<typeof ChannelGap>;

/** How an account stands at the hub that was asked. */
export const AccountState = z.object({
  accountId: AccountId,
  channel: Channel,
  queueId: QueueId,
  /** `environment`: set where the hub is started, and not to be changed here. `simulator`: customers made of code. */
  source: z.enum(['centre', 'environment', 'simulator']),
  isRunning: z.boolean(),
  secretsMissing: z.array(SecretName),
  /** Where the vendor is to post to; null while nobody has said how the world reaches this hub. */
  webhookUrl: z.string().nullable(),
  /** When something proper last came in by webhook. */
  heardAt: Instant.nullable(),
  trouble: z.object({ reason: z.string(), at: Instant }).nullable(),
  /** The newest first. */
  gaps: z.array(ChannelGap).optional(),
});
export type AccountState = z.infer<typeof AccountState>;
