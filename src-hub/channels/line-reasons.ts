import * as z from 'zod';

/** What LINE says of a request that it did not take. */
export const LineRefusal = z.object({
  message: z.string(),
  details: z.array(z.object({ message: z.string().optional(), property: z.string().optional() })).optional(),
  sentMessages: z.array(z.object({ id: z.string().min(1).max(200) })).optional(),
});
export type LineRefusal = z.infer<typeof LineRefusal>;

/** LINE has statuses and sentences and no codes; a sentence counts only where the status leaves a doubt. */
export function lineReason(status: number, refusal: LineRefusal | null): string {
  switch (status) {
    case 401:
    case 403:
      return 'account_refused';
    case 404:
      return 'unknown_recipient';
    case 413:
      return 'too_long';
    case 429:
      return 'quota_reached';
    case 400:
      return reasonOfBadRequest(refusal);
    default:
      return `http_${status}`;
  }
}

/** The month's messages are used up: unlike a rate this is not over in a minute. */
export function isQuotaReached(refusal: LineRefusal | null): boolean {
  return refusal !== null && /monthly limit/i.test(refusal.message);
}

export function isReplyTokenRefused(status: number, refusal: LineRefusal | null): boolean {
  return status === 400 && refusal !== null && /invalid reply token/i.test(refusal.message);
}

function reasonOfBadRequest(refusal: LineRefusal | null): string {
  const properties = refusal?.details?.map(({ property = '' }) => property) ?? [];
  if (properties.includes('to') || /property, 'to'/i.test(refusal?.message ?? '')) return 'unknown_recipient';
  if (properties.some((property) => property.endsWith('.text'))) return 'too_long';
  if (/failed to send/i.test(refusal?.message ?? '')) return 'unreachable';
  return 'http_400';
}
