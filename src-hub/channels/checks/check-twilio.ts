import * as z from 'zod';
import type { AccountCheck } from '#shared/domain/account-check';
import { askVendor } from './ask-vendor.ts';
import { failed, isSameAddress, ok, skipped } from './check-webhook.ts';

export interface TwilioToCheck {
  readonly accountSid: string;
  readonly authToken: string;
  readonly number: string;
  readonly apiBaseUrl: string;
  /** Where Twilio has to post customers' messages to. */
  readonly webhookUrl: string;
}

// The account's answer holds its token too: only its status is read.
const Account = z.object({ status: z.string() });
const Numbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      phone_number: z.string().nullish(),
      capabilities: z.object({ sms: z.boolean().optional() }).nullish(),
      sms_url: z.string().nullish(),
      sms_method: z.string().nullish(),
      sms_application_sid: z.string().nullish(),
    }),
  ),
});
type OurNumber = z.infer<typeof Numbers>['incoming_phone_numbers'][number];

export async function checkTwilio(account: TwilioToCheck): Promise<readonly AccountCheck[]> {
  const { accountSid, authToken, number, apiBaseUrl, webhookUrl } = account;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const ask = (path: string) => askVendor(new URL(path, apiBaseUrl), { headers: { authorization, accept: 'application/json' } });

  const credentials = await checkCredentials();
  if (credentials.is !== 'ok') return [credentials, ...skipped('number', 'webhook_address')];
  const query = new URLSearchParams({ PhoneNumber: number });
  const answer = await ask(`/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?${query.toString()}`);
  if (answer.is === 'none') return [credentials, failed('number', answer.reason), ...skipped('webhook_address')];
  const listed = Numbers.safeParse(answer.body);
  if (answer.status !== 200 || !listed.success) {
    return [credentials, failed('number', 'vendor_trouble', String(answer.status)), ...skipped('webhook_address')];
  }
  const ours = listed.data.incoming_phone_numbers.find(({ phone_number: one }) => one === number);
  if (ours === undefined) return [credentials, failed('number', 'number_not_ours', number), ...skipped('webhook_address')];
  if (ours.capabilities?.sms !== true) return [credentials, failed('number', 'number_without_sms', number), checkAddress(ours, webhookUrl)];
  return [credentials, ok('number'), checkAddress(ours, webhookUrl)];

  async function checkCredentials(): Promise<AccountCheck> {
    const given = await ask(`/2010-04-01/Accounts/${accountSid}.json`);
    if (given.is === 'none') return failed('credentials', given.reason);
    // 404: a SID that nobody has, or another's.
    if (given.status === 401 || given.status === 403 || given.status === 404) return failed('credentials', 'credentials_refused');
    const parsed = Account.safeParse(given.body);
    if (given.status !== 200 || !parsed.success) return failed('credentials', 'vendor_trouble', String(given.status));
    return parsed.data.status === 'active' ? ok('credentials') : failed('credentials', 'account_suspended', parsed.data.status);
  }
}

function checkAddress({ sms_url: url, sms_method: method, sms_application_sid: application }: OurNumber, ours: string): AccountCheck {
  // A TwiML application set at the number comes before the number's own address.
  if ((application ?? '') !== '') return failed('webhook_address', 'webhook_elsewhere', application ?? '');
  if ((url ?? '') === '') return failed('webhook_address', 'webhook_missing');
  if (!isSameAddress(url ?? '', ours)) return failed('webhook_address', 'webhook_elsewhere', url ?? '');
  return (method ?? 'POST') === 'POST' ? ok('webhook_address') : failed('webhook_address', 'webhook_not_post', method ?? '');
}
