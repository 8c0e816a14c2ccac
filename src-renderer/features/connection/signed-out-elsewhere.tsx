import { useTranslation } from 'react-i18next';
import { useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';
import styles from './connection.module.css';

/** Over the way in: why it stands there again, and what has become of the work. */
export function SignedOutElsewhere() {
  const { t } = useTranslation('connection');
  const isElsewhere = useSession(({ connection }) => connection.is === 'signed_out_elsewhere');
  if (!isElsewhere) return null;
  return (
    <div className={styles['overAll']}>
      <Banner text={t('banner.signed_out_elsewhere')} />
    </div>
  );
}
