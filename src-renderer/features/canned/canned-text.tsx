import { useTranslation } from 'react-i18next';
import { isCannedVariable } from '#shared/domain/canned-text';
import type { Locale } from '#shared/domain/text';
import styles from './canned.module.css';
import type { FilledPart } from './fill-canned.ts';

interface CannedTextProps {
  readonly parts: readonly FilledPart[];
  readonly locale: Locale;
}

/** A filled text as it will be read, with what was filled in, and what is still to be, in sight. */
export function CannedText({ parts, locale }: CannedTextProps) {
  const { t } = useTranslation('canned');
  return (
    <p className={styles['text']} lang={locale} dir="auto">
      {parts.map((part, index) => {
        // A text never changes its order while it is looked at.
        const key = `${index} ${part.is}`;
        switch (part.is) {
          case 'words':
            return <span key={key}>{part.text}</span>;
          case 'filled':
            return (
              <bdi
                key={key}
                className={part.isUnverified ? styles['unverified'] : styles['filled']}
                title={part.isUnverified ? t('unverified') : t(`variable.${part.name}`)}
              >
                {part.text}
              </bdi>
            );
          case 'blank':
            return (
              <mark key={key} className={styles['blank']} title={t('blank')}>
                {isCannedVariable(part.name) ? t(`variable.${part.name}`) : part.name}
              </mark>
            );
        }
      })}
    </p>
  );
}
