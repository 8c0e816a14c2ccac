import { SECRETS_OF, type AccountDetails, type ChannelAccount, type SecretName } from '#shared/domain/channel-account';
import type { Channel } from '#shared/domain/conversation';
import { toInstant } from '#shared/domain/clock';
import type { AccountId, QueueId } from '#shared/domain/ids';
import type { LocalizedText } from '#shared/domain/text';
import type { DomainEvent } from '#shared/events/index';
import type { AccountSecrets, Secrets } from '#hub/channels/account-secrets';
import { DEMO_ACCOUNTS, DEMO_LINE, DEMO_QUEUES, DEMO_TWILIO, SHOP_NAME } from '#hub/demo/demo-centre';
import type { EventLog } from '#hub/log/event-log';
import { CONFIG_LANE } from '#hub/log/lanes';

interface Dependencies {
  readonly log: EventLog;
  readonly secrets: AccountSecrets;
}

interface DemoAccount {
  readonly id: AccountId;
  readonly channel: Channel;
  readonly name: LocalizedText;
  readonly queueId: QueueId;
  readonly details: AccountDetails;
  readonly secrets: Secrets;
}

const { accountSid, number, authToken } = DEMO_TWILIO;

const ACCOUNTS: readonly DemoAccount[] = [
  {
    id: DEMO_ACCOUNTS.chat,
    channel: 'chat',
    name: { ja: 'ウェブチャット', en: 'Web chat' },
    queueId: DEMO_QUEUES.chat.id,
    details: {
      is: 'web_chat',
      widget: {
        shopName: SHOP_NAME,
        colour: '#0b6e4f',
        side: 'right',
        language: 'page',
        preChat: [],
        // A demo shop may be opened at whichever port, by name or by number.
        allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
        hasSignedIdentity: false,
      },
    },
    secrets: {},
  },
  {
    id: DEMO_ACCOUNTS.sms,
    channel: 'sms',
    name: { ja: 'SMS（Twilio）', en: 'SMS (Twilio)' },
    queueId: DEMO_QUEUES.sms.id,
    details: { is: 'twilio_sms', accountSid, number },
    secrets: { auth_token: authToken },
  },
  {
    id: DEMO_ACCOUNTS.line,
    channel: 'line',
    name: { ja: 'LINE公式アカウント', en: 'LINE official account' },
    queueId: DEMO_QUEUES.line.id,
    details: { is: 'line' },
    secrets: { channel_secret: DEMO_LINE.channelSecret, channel_access_token: DEMO_LINE.channelAccessToken },
  },
];

/** What people write to in a demo, as an administrator would have set it up; older demos get what they lack. */
export async function seedDemoAccounts({ log, secrets }: Dependencies): Promise<void> {
  await log.append([CONFIG_LANE], async (writer) => {
    const at = toInstant(writer.now);
    const events: DomainEvent[] = [];
    for (const { secrets: given, ...demo } of ACCOUNTS) {
      if ((await writer.record('channel_account', demo.id)) !== undefined) continue;
      const names: readonly SecretName[] = SECRETS_OF[demo.details.is];
      const secretsSetAt: ChannelAccount['secretsSetAt'] = {};
      for (const name of names) {
        const value = given[name];
        if (value === undefined) continue;
        await secrets.put(writer.tx, demo.id, name, value);
        secretsSetAt[name] = at;
      }
      events.push({ type: 'channel_account.configured', body: { account: { ...demo, isActive: true, secretsSetAt } } });
    }
    return { events, result: null };
  });
}
