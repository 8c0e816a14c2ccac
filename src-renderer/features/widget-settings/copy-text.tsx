import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import styles from './widget-settings.module.css';

/** Something to be pasted elsewhere, whole and with one press. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation('widget');
  const [said, setSaid] = useState('');

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t('copied'));
    } catch {
      // A page without the right to the clipboard: a click selects it all, to be copied by hand.
      setSaid(t('copyFailed'));
    }
  }

  return (
    <div className={styles['copy']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, by keyboard too */}
      <pre className={styles['code']} aria-label={label} tabIndex={0}>
        {text}
      </pre>
      <div className={styles['buttons']}>
        <Button onPress={() => void copy()} aria-label={`${t('copy')}: ${label}`}>
          {t('copy')}
        </Button>
        <output className={styles['quiet']}>{said}</output>
      </div>
    </div>
  );
}
