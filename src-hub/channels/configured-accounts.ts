import type { Clock } from '#shared/domain/clock';
import type { AccountId, QueueId } from '#shared/domain/ids';
import type { WidgetSettings } from '#shared/domain/widget-settings';
import type { Tokens } from '#hub/auth/tokens';
import type { HubConfig } from '#hub/config';
import { DEMO_ACCOUNTS, DEMO_QUEUES, DEMO_TWILIO } from '#hub/demo/demo-centre';
import { lineConnectorOf } from './line-account.ts';
import type { ChannelAccount } from './registry.ts';
import { createSimulatorConnector } from './simulator-connector.ts';
import { twilioAccountOf } from './twilio-account.ts';
import { createWebChatConnector } from './web-chat-connector.ts';

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

/** How a widget looks that nobody has set up. */
const PLAIN: WidgetSettings = {
  shopName: { ja: 'お客様窓口', en: 'Customer support' },
  colour: '#0b6e4f',
  side: 'right',
  language: 'page',
  preChat: [],
  allowedOrigins: [],
  hasSignedIdentity: false,
};

/**
 * The channel accounts that the environment configures, `chat`, `sms` and `line`, and those of the customers made of code. All others
 * are records (live-channels.ts). Of a chat the environment says origins only, so a record of it comes before this.
 */
export function configuredAccounts(config: HubConfig, { tokens, clock, address, simulatorSecret }: Deps): readonly ChannelAccount[] {
  const webChat = { accountId: CHAT.accountId, widget: { ...PLAIN, allowedOrigins: [...config.widgetOrigins] }, identitySecret: null };
  const sms = twilioAccountOf(config, { account: SMS, fallback: config.isDemo ? DEMO_TWILIO : null, address });
  return [
    ...(config.widgetOrigins.length > 0 ? [{ ...CHAT, connector: createWebChatConnector({ account: webChat, tokens }), webChat }] : []),
    ...(sms === null ? [] : [sms]),
    ...(config.line === null
      ? []
      : [
          {
            ...LINE,
            connector: lineConnectorOf({ ...config.line, emulatorUrl: config.lineApiBaseUrl, publicUrl: config.publicUrl, address, clock }),
          },
        ]),
    ...(config.isDemo || config.hasSimulator ? simulatedAccounts(simulatorSecret) : []),
  ];
}

function simulatedAccounts(secret: Uint8Array): readonly ChannelAccount[] {
  return [
    { ...CHAT, accountId: DEMO_ACCOUNTS.simulatedChat, connector: createSimulatorConnector({ channel: 'chat', secret }) },
    { ...SMS, accountId: DEMO_ACCOUNTS.simulatedSms, connector: createSimulatorConnector({ channel: 'sms', secret }) },
  ];
}
