import type { HubConfig } from '#hub/config';
import { createTwilioConnector } from './twilio-connector.ts';
import type { ChannelAccount } from './registry.ts';
import { TWILIO_API } from './twilio-rest.ts';

interface TwilioCredentials {
  readonly accountSid: string;
  readonly authToken: string;
  readonly number: string;
}

interface Options {
  readonly account: Pick<ChannelAccount, 'accountId' | 'queueId'>;
  /** Where the configuration names none: a demo's. Null: then there is no SMS. */
  readonly fallback: TwilioCredentials | null;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
}

/** Twilio answers within seconds or not at all; the hub takes a sender for dead after 30. */
const TIMEOUT_MS = 10_000;

/** The SMS account that the environment configures. */
export function twilioAccountOf(
  { twilio, smsNumber, twilioApiBaseUrl, publicUrl }: HubConfig,
  { account, fallback, address }: Options,
): ChannelAccount | null {
  const number = smsNumber ?? fallback?.number;
  const credentials = twilio ?? fallback;
  if (credentials === null || number === undefined) return null;
  const { accountSid, authToken } = credentials;
  const connector = createTwilioConnector({
    accountSid,
    authToken,
    number,
    apiBaseUrl: twilioApiBaseUrl ?? TWILIO_API,
    country: 'JP',
    timeoutMs: TIMEOUT_MS,
    statusCallback() {
      // The real Twilio refuses to send a message that names an address it cannot reach; an emulator on this machine can.
      const base = publicUrl ?? (twilioApiBaseUrl === null ? '' : address());
      return base === '' ? null : `${base}/channels/${account.accountId}/webhook`;
    },
  });
  return { ...account, connector };
}
