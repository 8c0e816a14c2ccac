import type { Logger } from 'pino';
import type { SendingQuota } from '#shared/contracts/channel';
import type { Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import type { Channels } from './registry.ts';

export interface AccountQuota extends SendingQuota {
  readonly accountId: AccountId;
}

/** Answers what was last heard, and asks again when that is old; an account whose vendor says nothing is left out. */
export type QuotaWatch = () => Promise<readonly AccountQuota[]>;

/** Vendors count the asking too. */
const FRESH_FOR_MS = 5 * 60_000;

interface Heard {
  readonly at: number;
  readonly quota: Promise<AccountQuota | null>;
}

/** How much may still be sent this month, where a channel counts. */
export function createQuotaWatch({
  channels,
  clock,
  logger,
}: {
  readonly channels: Channels;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}): QuotaWatch {
  const heard = new Map<AccountId, Heard>();

  async function ask(accountId: AccountId, fetchQuota: () => Promise<SendingQuota>): Promise<AccountQuota | null> {
    try {
      return { accountId, ...(await fetchQuota()) };
    } catch (error) {
      logger.warn({ err: error, accountId }, 'the sending quota could not be asked after');
      return null;
    }
  }

  return async () => {
    const asked = channels.all().flatMap(({ accountId, connector: { fetchQuota } }) => {
      if (fetchQuota === undefined) return [];
      const known = heard.get(accountId);
      if (known !== undefined && clock.now() - known.at < FRESH_FOR_MS) return [known.quota];
      const quota = ask(accountId, fetchQuota);
      heard.set(accountId, { at: clock.now(), quota });
      return [quota];
    });
    return (await Promise.all(asked)).filter((quota) => quota !== null);
  };
}
