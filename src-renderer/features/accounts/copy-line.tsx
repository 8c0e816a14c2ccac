import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import styles from './accounts.module.css';

/** Something to be pasted elsewhere, whole and with one press. */
export function CopyLine({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation('accounts');
  const [said, setSaid] = useState('');

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t('copied'));
    } catch {
      // A page without the right to the clipboard: it is selected by a click and copied by hand.
      setSaid(t('copyFailed'));
    }
  }

  return (
    <div className={styles['copyLine']}>
      <code className={styles['code']} aria-label={label}>
        {text}
      </code>
      <Button onPress={() => void copy()} aria-label={`${t('copy')}: ${label}`}>
        {t('copy')}
      </Button>
      <output className={styles['quiet']}>{said}</output>
    </div>
  );
}
