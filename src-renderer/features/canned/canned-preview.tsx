import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '#shared/domain/canned-response';
import type { Locale } from '#shared/domain/text';
import { Button } from '#ui/ui/controls.tsx';
import { textIn } from './canned-language.ts';
import { CannedText } from './canned-text.tsx';
import styles from './canned.module.css';
import { fillCanned, type Filling } from './fill-canned.ts';

interface CannedPreviewProps {
  readonly response: CannedResponse;
  readonly filling: Omit<Filling, 'locale'>;
  readonly locale: Locale;
  readonly onLocale: (locale: Locale) => void;
}

/** The text as it will be inserted, in the wished language where it has it, and what the agent should know of it. */
export function CannedPreview({ response, filling, locale, onLocale }: CannedPreviewProps) {
  const { t } = useTranslation('canned');
  const shown = textIn(response, locale);
  const parts = fillCanned(shown.text, { ...filling, locale: shown.locale });
  const blanks = parts.filter(({ is }) => is === 'blank').length;
  const isUnverified = parts.some((part) => part.is === 'filled' && part.isUnverified);
  const other: Locale = shown.locale === 'ja' ? 'en' : 'ja';
  return (
    <section className={styles['preview']} aria-label={t('preview')}>
      <header className={styles['previewHead']}>
        <span>{t(`language.${shown.locale}`)}</span>
        {response.text[other] === undefined ? (
          <span>{t(`only.${shown.locale}`)}</span>
        ) : (
          <Button look="quiet" onPress={() => onLocale(other)}>
            {t(`switch.${other}`)} <kbd>Ctrl+;</kbd>
          </Button>
        )}
      </header>
      <CannedText parts={parts} locale={shown.locale} />
      {blanks > 0 && <p className={styles['warning']}>{t('blanks', { count: blanks })}</p>}
      {isUnverified && <p className={styles['hint']}>{t('unverified')}</p>}
    </section>
  );
}
