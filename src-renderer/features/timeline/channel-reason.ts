import type { TimelineContextValue } from './timeline-context.ts';

/** The hub's words for why a channel did not deliver, whichever vendor said it. */
const REASONS = [
  'account_refused',
  'account_missing',
  'no_public_address',
  'invalid_number',
  'invalid_sender',
  'country_not_enabled',
  'opted_out',
  'unreachable',
  'not_mobile',
  'too_long',
  'queue_full',
  'blocked',
  'unknown_number',
  'filtered',
  'unknown_error',
  'rate_limited',
  'vendor_unreachable',
  'no_answer',
  'blocked_by_customer',
  'unknown_recipient',
  'quota_reached',
] as const;

/** In the agent's language; a vendor's own number, which its pages explain, stays as it is. */
export function channelReason(t: TimelineContextValue['t'], reason: string): string {
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : t(`channel_reason.${known}`);
}
