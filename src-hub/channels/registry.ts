import type { ChannelConnector } from '#shared/contracts/channel';
import type { AccountId, QueueId } from '#shared/domain/ids';

/** A configured number or address, and the connector that speaks for it. */
export interface ChannelAccount {
  readonly accountId: AccountId;
  readonly connector: ChannelConnector;
  /** Where its work waits. */
  readonly queueId: QueueId;
}

export interface Channels {
  account(accountId: AccountId): ChannelAccount | undefined;
  all(): readonly ChannelAccount[];
}

export function createChannels(accounts: readonly ChannelAccount[]): Channels {
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  if (byId.size !== accounts.length) throw new Error('two channel accounts have the same name');
  return {
    account: (accountId) => byId.get(accountId),
    all: () => accounts,
  };
}
