import type { Logger } from 'pino';
import type { SendingQuota } from '#shared/contracts/channel';
import type { Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import type { Channels } from './registry.ts';

export interface AccountQuota extends SendingQuota {
  readonly accountId: AccountId;
}

/** What was last heard, at once; where that is old, the vendor is asked for the next time. */
export type QuotaWatch = () => readonly AccountQuota[];

/** Vendors count the asking too. */
const FRESH_FOR_MS = 5 * 60_000;

interface QuotaWatchDeps {
  readonly channels: Channels;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/** How much may still be sent this month, where a channel counts. Who looks at figures must not wait for a vendor that hangs. */
export function createQuotaWatch({ channels, clock, logger }: QuotaWatchDeps): QuotaWatch {
  const askedAt = new Map<AccountId, number>();
  const heard = new Map<AccountId, AccountQuota>();

  return () => {
    for (const { accountId, connector } of channels.all()) {
      const isFresh = clock.now() - (askedAt.get(accountId) ?? -Infinity) < FRESH_FOR_MS;
      if (connector.fetchQuota === undefined || isFresh) continue;
      askedAt.set(accountId, clock.now());
      connector.fetchQuota().then(
        (quota) => heard.set(accountId, { accountId, ...quota }),
        (error: unknown) => {
          // An old figure would look like a true one.
          heard.delete(accountId);
          logger.warn({ err: error, accountId }, 'the sending quota could not be asked after');
        },
      );
    }
    return [...heard.values()];
  };
}
