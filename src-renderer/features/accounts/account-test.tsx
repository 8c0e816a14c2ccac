import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountCheck } from '#shared/domain/account-check';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import type { AccountKind } from './account-draft.ts';
import styles from './accounts.module.css';

type Run =
  | { readonly is: 'idle' | 'running' }
  | { readonly is: 'done'; readonly checks: readonly AccountCheck[] }
  | { readonly is: 'failed'; readonly failure: Failure };

/** Beside the words, for a glance. */
const MARK: Record<AccountCheck['is'], string> = { ok: '✓', failed: '!', skipped: '–' };

/** Tries the account at its vendor and says of each finding what is wrong and what to do. */
export function AccountTest({ accountId, kind }: { readonly accountId: AccountId; readonly kind: AccountKind }) {
  const { t } = useTranslation(['accounts', 'errors']);
  const { desk } = useDesk();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [run, setRun] = useState<Run>({ is: 'idle' });

  async function test(): Promise<void> {
    setRun({ is: 'running' });
    try {
      setRun({ is: 'done', checks: await desk.call('channel_account.test', { accountId }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setRun({ is: 'failed', failure: error });
    }
  }

  return (
    <section className={styles['part']} aria-label={t('test.title')}>
      <header className={styles['partHead']}>
        <h3>{t('test.title')}</h3>
        <Button onPress={() => void test()} isDisabled={!isConnected || run.is === 'running'}>
          {t(run.is === 'running' ? 'test.running' : 'test.run')}
        </Button>
      </header>
      <output className={styles['quiet']}>{summary()}</output>
      {run.is === 'done' && (
        <ul className={styles['checks']}>
          {run.checks.map((check) => (
            <li key={check.name} data-is={check.is}>
              <span className={styles['mark']} aria-hidden>
                {MARK[check.is]}
              </span>
              <div>
                <strong>{t(`check.${check.name}`)}</strong> <span className={styles['verdict']}>{t(`verdict.${check.is}`)}</span>
                {check.is === 'failed' && <p>{t(`reason.${check.reason}`, { vendor: t(`vendor.${kind}`) })}</p>}
                {check.is === 'failed' && check.found !== undefined && (
                  <p className={styles['quiet']}>
                    {t('test.found')} <code>{check.found}</code>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );

  function summary(): string {
    switch (run.is) {
      case 'idle':
        return t('test.help');
      case 'running':
        return t('test.asking');
      case 'failed':
        return t(`errors:${run.failure.code}`);
      case 'done': {
        const count = run.checks.filter(({ is }) => is === 'failed').length;
        return count === 0 ? t('test.allWell') : t('test.trouble', { count });
      }
    }
  }
}
