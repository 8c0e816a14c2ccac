import type { HubContract } from '#shared/contracts/hub';
import type { Handlers } from '#shared/rpc/contract';
import type { AccountDesk } from '#hub/channels/account-desk';
import type { Db } from '#hub/db/db';
import { mustAdminister } from './administers.ts';
import type { DeskConnection } from './desk-connection.ts';

interface Deps {
  readonly db: Db;
  readonly accounts: AccountDesk;
}

type AccountCalls = 'channel_account.states' | 'channel_account.put_secret' | 'channel_account.test';

/** What about channel accounts is no command: secrets may stand in no outbox, event or log, and a test changes nothing. */
export function createAccountHandlers({ db, accounts }: Deps): Pick<Handlers<HubContract, DeskConnection>, AccountCalls> {
  return {
    async 'channel_account.states'(_input, desk) {
      await mustAdminister(db, desk);
      return accounts.states();
    },
    async 'channel_account.put_secret'(given, desk) {
      await accounts.putSecret(await mustAdminister(db, desk), given);
      return null;
    },
    async 'channel_account.test'({ accountId }, desk) {
      await mustAdminister(db, desk);
      return accounts.test(accountId);
    },
  };
}
