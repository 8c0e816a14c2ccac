import { SECRETS_OF, type AccountDetails, type SecretName } from '#shared/domain/channel-account';
import type { AccountId } from '#shared/domain/ids';
import type { HubConfig } from '#hub/config';
import { DEMO_ACCOUNTS, DEMO_TWILIO } from '#hub/demo/demo-centre';
import type { Secrets } from './account-secrets.ts';

/** What an account is made of, wherever that is said. */
export interface SetUp {
  readonly details: AccountDetails;
  readonly secrets: Secrets;
}

/** The environment's side of configured-accounts.ts, for who tests an account. */
export function setUpByEnvironment(config: HubConfig, accountId: AccountId): SetUp | undefined {
  switch (accountId) {
    case DEMO_ACCOUNTS.sms: {
      const { accountSid, authToken } = config.twilio ?? DEMO_TWILIO;
      return {
        details: { is: 'twilio_sms', accountSid, number: config.smsNumber ?? DEMO_TWILIO.number },
        secrets: { auth_token: authToken },
      };
    }
    case DEMO_ACCOUNTS.line: {
      if (config.line === null) return undefined;
      const { channelSecret, channelAccessToken } = config.line;
      return { details: { is: 'line' }, secrets: { channel_secret: channelSecret, channel_access_token: channelAccessToken } };
    }
    default:
      return undefined;
  }
}

/** What it cannot work without and does not have. A shop's identity is signed only where the shop wishes it. */
export function missingSecrets({ details, secrets }: SetUp): readonly SecretName[] {
  const needed: readonly SecretName[] = details.is === 'web_chat' && !details.widget.hasSignedIdentity ? [] : SECRETS_OF[details.is];
  return needed.filter((name) => secrets[name] === undefined);
}
