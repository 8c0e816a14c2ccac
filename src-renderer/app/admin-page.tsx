import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/controls.tsx';
import { useCentreView, useDesk, useMe, useUi } from '../wire/desk.tsx';
import { adminSectionsFor } from './admin-sections.ts';
import styles from './admin.module.css';

/** Where the centre is set up: the list of screens, and the one that is chosen. */
export function AdminPage() {
  const { t } = useTranslation(['admin', 'common']);
  const { ui } = useDesk();
  const sections = adminSectionsFor(useMe().role);
  const chosen = useUi((state) => state.adminSection);
  const { state, retry } = useCentreView();
  const section = sections.find(({ id }) => id === chosen) ?? sections[0];
  return (
    <div className={styles['page']}>
      <nav className={styles['sections']} aria-label={t('title')}>
        <h1>{t('title')}</h1>
        {sections.map(({ id }) => (
          <Button
            key={id}
            look="quiet"
            onPress={() => ui.setState({ adminSection: id })}
            {...(id === section?.id ? { 'aria-current': 'page' as const } : {})}
          >
            {t(`section.${id}`)}
          </Button>
        ))}
      </nav>
      <div className={styles['screen']}>
        {state.is === 'failed' && (
          <div className={styles['failed']} role="alert">
            <p>{t('failed')}</p>
            <Button onPress={() => void retry()}>{t('common:retry')}</Button>
          </div>
        )}
        {state.is === 'open' && section !== undefined && (
          <Suspense fallback={null}>
            <section.Screen key={section.id} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
