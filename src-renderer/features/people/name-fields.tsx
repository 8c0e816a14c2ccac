import { useTranslation } from 'react-i18next';
import { Field } from '#ui/ui/controls.tsx';
import styles from './people.module.css';
import type { PersonDraft } from './person-draft.ts';

interface NameFieldsProps {
  readonly draft: PersonDraft;
  readonly put: (change: Partial<PersonDraft>) => void;
  readonly wrong: (field: string, words: string) => string | null;
  readonly takesFocus: boolean;
}

/** 姓 名 with their readings, and the name for English screens. */
export function NameFields({ draft, put, wrong, takesFocus }: NameFieldsProps) {
  const { t } = useTranslation('people');
  return (
    <div className={styles['pair']}>
      <Field
        label={t('family')}
        value={draft.family}
        onChange={(family) => put({ family })}
        error={wrong('family', t('familyMissing'))}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form was opened to write this
        autoFocus={takesFocus}
      />
      <Field label={t('given')} value={draft.given} onChange={(given) => put({ given })} />
      <Field label={t('familyReading')} value={draft.familyReading} onChange={(familyReading) => put({ familyReading })} />
      <Field label={t('givenReading')} value={draft.givenReading} onChange={(givenReading) => put({ givenReading })} />
      <Field
        label={t('latinName')}
        description={t('latinNameHelp')}
        value={draft.latinName}
        onChange={(latinName) => put({ latinName })}
        error={wrong('latinName', t('latinNameMissing'))}
      />
    </div>
  );
}
