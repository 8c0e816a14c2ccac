import type { ChannelAccount as AccountRecord } from '#shared/domain/channel-account';
import type { Clock } from '#shared/domain/clock';
import type { Tokens } from '#hub/auth/tokens';
import type { HubConfig } from '#hub/config';
import { DEMO_ACCOUNTS } from '#hub/demo/demo-centre';
import type { Secrets } from './account-secrets.ts';
import { lineConnectorOf } from './line-account.ts';
import type { ChannelAccount, Standstill } from './registry.ts';
import { twilioConnectorOf } from './twilio-account.ts';
import { createWebChatConnector } from './web-chat-connector.ts';

export interface AccountDeps {
  readonly config: Pick<HubConfig, 'publicUrl' | 'lineApiBaseUrl' | 'twilioApiBaseUrl' | 'widgetOrigins'>;
  readonly tokens: Pick<Tokens, 'verifyVisitorToken'>;
  readonly clock: Pick<Clock, 'now'>;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
}

/** What an administrator set up, brought to life; or why it cannot live. */
export function recordedAccount(record: AccountRecord, secrets: Secrets, deps: AccountDeps): ChannelAccount | Standstill {
  const { id: accountId, queueId, details, isActive } = record;
  if (!isActive) return 'inactive';
  const { config, tokens, clock, address } = deps;
  switch (details.is) {
    case 'web_chat': {
      // The environment names origins of the account that it knows; how the widget looks there is set like every other's.
      const more = accountId === DEMO_ACCOUNTS.chat ? config.widgetOrigins : [];
      const widget = { ...details.widget, allowedOrigins: [...details.widget.allowedOrigins, ...more] };
      const webChat = { accountId, widget, identitySecret: secrets.identity_secret ?? null };
      return { accountId, queueId, connector: createWebChatConnector({ account: webChat, tokens }), webChat };
    }
    case 'twilio_sms': {
      if (secrets.auth_token === undefined) return 'secrets_missing';
      const { accountSid, number, apiBaseUrl = config.twilioApiBaseUrl } = details;
      const credentials = { accountSid, authToken: secrets.auth_token, number };
      return {
        accountId,
        queueId,
        connector: twilioConnectorOf({ accountId, credentials, apiBaseUrl, publicUrl: config.publicUrl, address }),
      };
    }
    case 'line': {
      const { channel_secret: channelSecret, channel_access_token: channelAccessToken } = secrets;
      if (channelSecret === undefined || channelAccessToken === undefined) return 'secrets_missing';
      const emulatorUrl = details.apiBaseUrl ?? config.lineApiBaseUrl;
      return {
        accountId,
        queueId,
        connector: lineConnectorOf({ channelSecret, channelAccessToken, emulatorUrl, publicUrl: config.publicUrl, address, clock }),
      };
    }
  }
}
