import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelQuota } from '#shared/contracts/hub';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useDesk } from '#ui/wire/desk.tsx';
import styles from './line-parts.module.css';

/** The hub asks LINE every five minutes at most; the first answer may not be there yet. */
const AGAIN_MS = 60_000;
const SOON_MS = 3_000;
/** Below this it is said in colour too. */
const FEW = 50;

/** How many messages may still be sent this month, where that is counted. */
export function QuotaLeft({ accountId }: { readonly accountId: AccountId }) {
  const { t } = useTranslation('line');
  const { desk } = useDesk();
  const [quota, setQuota] = useState<ChannelQuota | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    async function ask(): Promise<void> {
      try {
        const told = await desk.call('channel.quota', { accountId });
        if (isGone) return;
        setQuota(told);
        timer = setTimeout(() => void ask(), told === null ? SOON_MS : AGAIN_MS);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        // An old figure would look like a true one.
        if (isGone) return;
        setQuota(null);
        timer = setTimeout(() => void ask(), AGAIN_MS);
      }
    }
    void ask();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [desk, accountId]);

  if (quota === null || quota.limit === null) return null;
  const left = Math.max(0, quota.limit - quota.used);
  return (
    <span className={styles['quota']} data-few={left < FEW} title={t('quota.why')}>
      {left === 0 ? t('quota.none') : t('quota.left', { count: left })}
    </span>
  );
}
