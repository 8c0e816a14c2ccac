import type { ChannelConnector } from '#shared/contracts/channel';
import type { AccountId } from '#shared/domain/ids';
import type { HubConfig } from '#hub/config';
import { createTwilioConnector } from './twilio-connector.ts';
import { publicBaseOf } from './public-base.ts';
import type { ChannelAccount } from './registry.ts';
import { TWILIO_API } from './twilio-rest.ts';

interface TwilioCredentials {
  readonly accountSid: string;
  readonly authToken: string;
  readonly number: string;
}

interface EnvironmentOptions {
  readonly account: Pick<ChannelAccount, 'accountId' | 'queueId'>;
  /** What the configuration leaves out: a demo's. Null: then there is no SMS. */
  readonly fallback: TwilioCredentials | null;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
}

interface ConnectorOptions {
  readonly accountId: AccountId;
  readonly credentials: TwilioCredentials;
  /** Null: Twilio itself. */
  readonly apiBaseUrl: string | null;
  readonly publicUrl: string | null;
  readonly address: () => string;
}

/** Twilio answers within seconds or not at all; the hub takes a sender for dead after 30. */
const TIMEOUT_MS = 10_000;

/** The SMS account that the environment configures, if it does. */
export function twilioAccountOf(
  { twilio, smsNumber, twilioApiBaseUrl: apiBaseUrl, publicUrl }: HubConfig,
  { account, fallback, address }: EnvironmentOptions,
): ChannelAccount | null {
  if (twilio === null && smsNumber === null) return null;
  const number = smsNumber ?? fallback?.number;
  const credentials = twilio ?? fallback;
  if (credentials === null || number === undefined) return null;
  const { accountId } = account;
  const { accountSid, authToken } = credentials;
  const connector = twilioConnectorOf({ accountId, credentials: { accountSid, authToken, number }, apiBaseUrl, publicUrl, address });
  return { ...account, connector };
}

export function twilioConnectorOf({ accountId, credentials, apiBaseUrl, publicUrl, address }: ConnectorOptions): ChannelConnector {
  return createTwilioConnector({
    ...credentials,
    apiBaseUrl: apiBaseUrl ?? TWILIO_API,
    country: 'JP',
    timeoutMs: TIMEOUT_MS,
    publicBase: publicBaseOf({ publicUrl, emulatorUrl: apiBaseUrl, address }),
    statusCallback() {
      // The real Twilio refuses to send a message that names an address it cannot reach; an emulator on this machine can.
      const base = publicUrl ?? (apiBaseUrl === null ? '' : address());
      return base === '' ? null : `${base}/channels/${accountId}/webhook`;
    },
  });
}
