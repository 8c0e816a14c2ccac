import type { Clock } from '#shared/domain/clock';
import type { AccountId, QueueId } from '#shared/domain/ids';
import type { LocalizedText } from '#shared/domain/text';
import type { Tokens } from '#hub/auth/tokens';
import type { HubConfig } from '#hub/config';
import { DEMO_ACCOUNTS, DEMO_LINE, DEMO_QUEUES, DEMO_TWILIO, SHOP_NAME } from '#hub/demo/demo-centre';
import { lineAccountOf } from './line-account.ts';
import type { ChannelAccount } from './registry.ts';
import { createSimulatorConnector } from './simulator-connector.ts';
import { twilioAccountOf } from './twilio-account.ts';
import type { WebChatAccount } from './web-chat-account.ts';
import { createWebChatConnector } from './web-chat-connector.ts';

export interface ConfiguredAccounts {
  readonly accounts: readonly ChannelAccount[];
  /** Those of them that shops carry in their pages. */
  readonly webChats: readonly WebChatAccount[];
}

interface Deps {
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
  /** What customers made of code sign with. */
  readonly simulatorSecret: Uint8Array;
}

interface Place {
  readonly accountId: AccountId;
  readonly queueId: QueueId;
}

const CHAT: Place = { accountId: DEMO_ACCOUNTS.chat, queueId: DEMO_QUEUES.chat.id };
const SMS: Place = { accountId: DEMO_ACCOUNTS.sms, queueId: DEMO_QUEUES.sms.id };
const LINE: Place = { accountId: DEMO_ACCOUNTS.line, queueId: DEMO_QUEUES.line.id };
/** A demo shop may be opened at whichever port, by name or by number. */
const LOOPBACK_ORIGINS = ['http://localhost:*', 'http://127.0.0.1:*'];
const SHOP: LocalizedText = { ja: 'お客様窓口', en: 'Customer support' };

/**
 * The channel accounts of this hub: `chat`, `sms` and `line`. A demo has all, and those of the customers made of code, who have a past in
 * it; elsewhere those that the environment configures.
 */
export function configuredAccounts(config: HubConfig, { tokens, clock, address, simulatorSecret: secret }: Deps): ConfiguredAccounts {
  const origins = [...config.widgetOrigins, ...(config.isDemo ? LOOPBACK_ORIGINS : [])];
  const webChats: readonly WebChatAccount[] =
    origins.length === 0 ? [] : [{ accountId: CHAT.accountId, allowedOrigins: origins, shopName: config.isDemo ? SHOP_NAME : SHOP }];
  const sms = twilioAccountOf(config, { account: SMS, fallback: config.isDemo ? DEMO_TWILIO : null, address });
  const line = lineAccountOf(config, { account: LINE, fallback: config.isDemo ? DEMO_LINE : null, clock });
  return {
    webChats,
    accounts: [
      ...webChats.map((account) => ({ ...CHAT, connector: createWebChatConnector({ account, tokens }) })),
      ...(sms === null ? [] : [sms]),
      ...(line === null ? [] : [line]),
      ...(config.isDemo || config.hasSimulator ? simulatedAccounts(secret) : []),
    ],
  };
}

function simulatedAccounts(secret: Uint8Array): readonly ChannelAccount[] {
  return [
    { ...CHAT, accountId: DEMO_ACCOUNTS.simulatedChat, connector: createSimulatorConnector({ channel: 'chat', secret }) },
    { ...SMS, accountId: DEMO_ACCOUNTS.simulatedSms, connector: createSimulatorConnector({ channel: 'sms', secret }) },
  ];
}
