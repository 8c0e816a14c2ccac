import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import styles from './people.module.css';

export interface Issued {
  readonly name: string;
  readonly loginName: string;
  readonly password: string;
  readonly isNew: boolean;
}

/** A temporary password, on the screen once: it is in no record, and closing this forgets it. */
export function IssuedDialog({ issued, onClose }: { readonly issued: Issued; readonly onClose: () => void }) {
  const { t } = useTranslation('people');
  const [isCopied, setIsCopied] = useState(false);
  const { name, loginName, password, isNew } = issued;

  async function copy(): Promise<void> {
    // Where the page may not write to the clipboard, the words are there to be marked.
    await navigator.clipboard.writeText(password).then(
      () => setIsCopied(true),
      () => undefined,
    );
  }

  return (
    <Dialog title={isNew ? t('password.added', { name }) : t('password.title')} isOpen onClose={onClose}>
      <div className={styles['dialog']}>
        <dl className={styles['slip']}>
          <dt>{t('loginName')}</dt>
          <dd>{loginName}</dd>
          <dt>{t('password.title')}</dt>
          <dd className={styles['secret']}>{password}</dd>
        </dl>
        <p className={styles['help']}>{t('password.once')}</p>
        <footer className={styles['foot']}>
          <output className={styles['help']}>{isCopied ? t('password.copied') : ''}</output>
          <Button onPress={() => void copy()}>{t('password.copy')}</Button>
          <Button look="primary" onPress={onClose}>
            {t('csv.close')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
