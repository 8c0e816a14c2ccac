import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '../ui/controls.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './app.module.css';
import { isMac } from './platform.ts';
import { keyText, SHORTCUTS } from './shortcuts.ts';

const SECTIONS = ['inbox', 'work', 'unsent', 'everywhere'] as const;

export function ShortcutMap({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('palette');
  return (
    <Dialog title={t('shortcuts.title')} isOpen onClose={onClose}>
      <p className={styles['hint']}>{t('shortcuts.help')}</p>
      {SECTIONS.map((section) => (
        <section key={section} className={styles['keySection']}>
          <h3>{t(`shortcuts.sections.${section}`)}</h3>
          <dl className={styles['keyMap']}>
            {SHORTCUTS.filter((shortcut) => shortcut.section === section).map(({ id, keys }) => (
              <Fragment key={id}>
                <dt>{t(`shortcuts.${id}`)}</dt>
                <dd>
                  {keys.map((key) => (
                    <Key key={key}>{keyText(key, isMac())}</Key>
                  ))}
                </dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
