import type { ChannelConnector } from '#shared/contracts/channel';
import type { AccountId, QueueId } from '#shared/domain/ids';
import type { WebChatAccount } from './web-chat-account.ts';

/** A configured number or address, and the connector that speaks for it. */
export interface ChannelAccount {
  readonly accountId: AccountId;
  readonly connector: ChannelConnector;
  /** Where its work waits. */
  readonly queueId: QueueId;
  /** Of a shop's chat: how its widget looks, and where it may stand. */
  readonly webChat?: WebChatAccount;
}

/** Why an account that was set up does not run. */
export type Standstill = 'inactive' | 'secrets_missing';

/**
 * The accounts that run now. They come, change and go while the hub runs (live-channels.ts): ask each time, keep none.
 * A shop's widget settings are at `channels.account(id)?.webChat?.widget`.
 */
export interface Channels {
  account(accountId: AccountId): ChannelAccount | undefined;
  all(): readonly ChannelAccount[];
  /** Undefined: it runs, or was never set up. */
  standstill(accountId: AccountId): Standstill | undefined;
}

/** Accounts that stay as they are. */
export function createChannels(accounts: readonly ChannelAccount[]): Channels {
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  if (byId.size !== accounts.length) throw new Error('two channel accounts have the same name');
  return {
    account: (accountId) => byId.get(accountId),
    all: () => accounts,
    standstill: () => undefined,
  };
}
