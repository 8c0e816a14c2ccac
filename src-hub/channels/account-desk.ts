import type { AccountCheck, AccountState } from '#shared/domain/account-check';
import type { Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { HubConfig } from '#hub/config';
import type { Db } from '#hub/db/db';
import { allOf, recordById } from '#hub/log/records';
import type { ChannelGaps } from './channel-gaps.ts';
import type { AccountHealth } from './account-health.ts';
import type { AccountSecrets } from './account-secrets.ts';
import { missingSecrets, setUpByEnvironment, type SetUp } from './account-set-ups.ts';
import { checkAccount } from './checks/check-account.ts';
import type { LiveChannels } from './live-channels.ts';
import type { PutSecret } from './put-secret.ts';

interface Deps {
  readonly db: Db;
  readonly clock: Pick<Clock, 'now'>;
  readonly config: HubConfig;
  readonly channels: LiveChannels;
  readonly secrets: AccountSecrets;
  readonly health: Pick<AccountHealth, 'all'>;
  readonly gaps: Pick<ChannelGaps, 'told'>;
  readonly putSecret: PutSecret;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
  readonly hasWidgetFile: () => Promise<boolean>;
}

/** What an administrator asks of channel accounts, beside changing them. */
export interface AccountDesk {
  states(): Promise<AccountState[]>;
  test(accountId: AccountId): Promise<AccountCheck[]>;
  putSecret: PutSecret;
}

export function createAccountDesk({
  db,
  clock,
  config,
  channels,
  secrets,
  health,
  gaps,
  putSecret,
  address,
  hasWidgetFile,
}: Deps): AccountDesk {
  return {
    putSecret,
    async states() {
      const [records, secretsOf, healthOf, gapsOf] = await Promise.all([
        allOf(db, 'channel_account'),
        secrets.all(db),
        health.all(),
        gaps.told(),
      ]);
      const ofRecords = new Map(records.map(({ id, channel, queueId }) => [id, { accountId: id, channel, queueId }]));
      const running = channels.all().map(({ accountId, queueId, connector: { channel } }) => ({ accountId, channel, queueId }));
      // What runs says how it runs; a record that the environment overrules is not what counts.
      const all = new Map([...ofRecords, ...running.map((one) => [one.accountId, one] as const)]);
      return Array.from(all.values(), (account): AccountState => {
        const { accountId } = account;
        const record = records.find(({ id }) => id === accountId);
        const isOverruled = channels.isFixed(accountId);
        const missing = record === undefined || isOverruled ? [] : missingSecrets({ ...record, secrets: secretsOf.get(accountId) ?? {} });
        const { heardAt = null, trouble = null } = healthOf.get(accountId) ?? {};
        return {
          ...account,
          source: sourceOf(accountId, record !== undefined),
          isRunning: channels.account(accountId) !== undefined,
          secretsMissing: [...missing],
          webhookUrl: config.publicUrl === null ? null : webhookUrlOf(accountId),
          heardAt,
          trouble,
          gaps: [...(gapsOf.get(accountId) ?? [])],
        };
      });
    },
    async test(accountId) {
      const setUp = await setUpOf(accountId);
      if (setUp === undefined) throw new Failure('not_found', 'there is no such channel account to test');
      const of = (await health.all()).get(accountId);
      return [...(await checkAccount(setUp, { config, webhookUrl: webhookUrlOf(accountId), health: of, hasWidgetFile, now: clock.now() }))];
    },
  };

  function sourceOf(accountId: AccountId, hasRecord: boolean): AccountState['source'] {
    if (channels.isSimulated(accountId)) return 'simulator';
    return channels.isFixed(accountId) || !hasRecord ? 'environment' : 'centre';
  }

  async function setUpOf(accountId: AccountId): Promise<SetUp | undefined> {
    if (channels.isFixed(accountId)) return setUpByEnvironment(config, accountId);
    const record = await recordById(db, 'channel_account', accountId);
    if (record !== undefined) return { details: record.details, secrets: (await secrets.all(db)).get(accountId) ?? {} };
    const webChat = channels.account(accountId)?.webChat;
    return webChat === undefined ? undefined : { details: { is: 'web_chat', widget: webChat.widget }, secrets: {} };
  }

  function webhookUrlOf(accountId: AccountId): string {
    return `${config.publicUrl ?? address()}/channels/${accountId}/webhook`;
  }
}
