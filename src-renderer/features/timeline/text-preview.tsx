import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './preview.module.css';

const MOST_LETTERS = 100_000;

/** Plain text, as letters and nothing else. */
export function TextPreview({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }) {
  const { t } = useTranslation('files');
  const text = useMemo(() => lettersOf(bytes), [bytes]);
  if (text === null) return <p className={styles['remark']}>{t('preview.broken')}</p>;
  return (
    <pre className={styles['text']} aria-label={name}>
      {text.slice(0, MOST_LETTERS)}
      {text.length > MOST_LETTERS && `\n…\n${t('preview.cut')}`}
    </pre>
  );
}

/** What Japanese Windows still writes is read too. */
function lettersOf(bytes: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? null : text;
    } catch {
      // Not in this one.
    }
  }
  return null;
}
