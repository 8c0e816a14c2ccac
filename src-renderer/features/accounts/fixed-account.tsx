import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/domain/account-check';
import { useFormat } from '#ui/i18n/use-format';
import { useRecords } from '#ui/wire/desk.tsx';
import { AccountGaps } from './account-gaps.tsx';
import { AccountGuide } from './account-guide.tsx';
import { AccountTest } from './account-test.tsx';
import type { AccountKind } from './account-draft.ts';
import styles from './accounts.module.css';

export interface FixedAccountProps {
  readonly state: AccountState;
  readonly title: string;
  /** Null for what has no vendor: customers made of code. */
  readonly kind: AccountKind | null;
}

/** An account that is set where the hub is started: seen and tested here, changed there. */
export function FixedAccount({ state, title, kind }: FixedAccountProps) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const queue = useRecords(({ records }) => records.queue.get(state.queueId));
  return (
    <div>
      <div className={styles['more']}>
        <h2>{title}</h2>
        <p className={styles['notice']}>{t(state.source === 'simulator' ? 'fixed.simulator' : 'fixed.environment')}</p>
        {queue !== undefined && <p>{t('fixed.queue', { queue: format.text(queue.name) })}</p>}
        <AccountGaps state={state} />
        {kind !== null && <AccountTest accountId={state.accountId} kind={kind} />}
        {kind !== null && <AccountGuide kind={kind} state={state} />}
      </div>
    </div>
  );
}
