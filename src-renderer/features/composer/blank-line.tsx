import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { blanksIn, isCannedVariable } from '#shared/domain/canned-text';
import { Button } from '#ui/ui/controls.tsx';
import styles from './composer.module.css';

interface BlankLineProps {
  readonly text: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** The braces are meant as they stand. */
  readonly onAsIs: () => void;
}

/** What is still to be filled in before this can be sent, and the way there. */
export function BlankLine({ text, field, onAsIs }: BlankLineProps) {
  const { t } = useTranslation(['composer', 'canned']);
  const blanks = blanksIn(text);
  if (blanks.length === 0) return null;
  const names = blanks.map(({ name }) => (isCannedVariable(name) ? t(`canned:variable.${name}`) : name));
  return (
    <div className={styles['blanks']}>
      <output>{t('blanks', { names: [...new Set(names)].join(t('and')) })}</output>
      <Button look="quiet" onPress={() => field.current !== null && goToBlank(field.current)}>
        {t('go_to_blank')}
      </Button>
      <Button look="quiet" onPress={onAsIs}>
        {t('as_is')}
      </Button>
    </div>
  );
}

/** The next blank behind the cursor, else the first one, ready to be written over. */
export function goToBlank(field: HTMLTextAreaElement): void {
  const blanks = blanksIn(field.value);
  const next = blanks.find(({ start }) => start >= field.selectionEnd) ?? blanks[0];
  if (next === undefined) return;
  field.focus();
  field.setSelectionRange(next.start, next.end);
}
