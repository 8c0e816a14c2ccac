import * as z from 'zod';
import type { AccountCheck } from '#shared/domain/account-check';
import { askVendor, type VendorAnswer } from './ask-vendor.ts';
import { failed, isSameAddress, ok, skipped } from './check-webhook.ts';

export interface LineToCheck {
  readonly channelAccessToken: string;
  readonly apiBaseUrl: string;
  /** Where LINE has to post to. */
  readonly webhookUrl: string;
}

const Endpoint = z.object({ endpoint: z.string(), active: z.boolean() });
const Tried = z.object({ success: z.boolean().optional(), statusCode: z.number(), reason: z.string().nullish() });

/** Whether our token works, LINE posts to us, and what it posts arrives and is believed: LINE itself makes the last trial. */
export async function checkLine({ channelAccessToken, apiBaseUrl, webhookUrl }: LineToCheck): Promise<readonly AccountCheck[]> {
  const ask = (path: string, init: RequestInit = {}): Promise<VendorAnswer> =>
    askVendor(new URL(path, apiBaseUrl), {
      ...init,
      headers: { authorization: `Bearer ${channelAccessToken}`, ...(init.method === 'POST' ? { 'content-type': 'application/json' } : {}) },
    });

  const credentials = checkToken(await ask('/v2/bot/info'));
  if (credentials.is !== 'ok') return [credentials, ...skipped('webhook_address', 'webhook_call')];
  const address = checkAddress(await ask('/v2/bot/channel/webhook/endpoint'), webhookUrl);
  if (address.is !== 'ok') return [credentials, address, ...skipped('webhook_call')];
  return [credentials, address, checkCall(await ask('/v2/bot/channel/webhook/test', { method: 'POST', body: '{}' }))];
}

function checkToken(answer: VendorAnswer): AccountCheck {
  if (answer.is === 'none') return failed('credentials', answer.reason);
  if (answer.status === 401 || answer.status === 403) return failed('credentials', 'credentials_refused');
  return answer.status === 200 ? ok('credentials') : failed('credentials', 'vendor_trouble', String(answer.status));
}

function checkAddress(answer: VendorAnswer, ours: string): AccountCheck {
  if (answer.is === 'none') return failed('webhook_address', answer.reason);
  // LINE answers 404 where none was ever set.
  if (answer.status === 404) return failed('webhook_address', 'webhook_missing');
  const set = Endpoint.safeParse(answer.body);
  if (answer.status !== 200 || !set.success) return failed('webhook_address', 'vendor_trouble', String(answer.status));
  const { endpoint, active } = set.data;
  if (endpoint === '') return failed('webhook_address', 'webhook_missing');
  if (!isSameAddress(endpoint, ours)) return failed('webhook_address', 'webhook_elsewhere', endpoint);
  return active ? ok('webhook_address') : failed('webhook_address', 'webhook_switched_off');
}

function checkCall(answer: VendorAnswer): AccountCheck {
  if (answer.is === 'none') return failed('webhook_call', answer.reason);
  const tried = Tried.safeParse(answer.body);
  if (answer.status !== 200 || !tried.success) return failed('webhook_call', 'vendor_trouble', String(answer.status));
  const { success, statusCode, reason } = tried.data;
  if (success === true) return ok('webhook_call');
  // We refuse what is signed with another secret than ours: LINE's is the right one.
  if (statusCode === 401 || statusCode === 403) return failed('webhook_call', 'webhook_secret_wrong', String(statusCode));
  // Zero or less: there was no answer of ours at all.
  if (statusCode <= 0) return failed('webhook_call', 'webhook_unreachable', reason ?? undefined);
  return failed('webhook_call', 'webhook_failed', [reason ?? '', statusCode].join(' ').trim());
}
