import { useTranslation } from 'react-i18next';
import styles from './connection.module.css';
import { LONG_MS, useAfter } from './use-after.ts';

/** Before the core has answered for the first time: a moment's wait, or the way in. */
export function FirstWait() {
  const { t } = useTranslation(['connection', 'common']);
  const isLong = useAfter(LONG_MS);
  return (
    <main className={styles['firstWait']}>
      <output>{isLong ? t('no_core') : t('common:loading')}</output>
    </main>
  );
}
