import { useId } from 'react';
import { Locale, type LocalizedText } from '#shared/domain/text';
import inputs from '#ui/ui/controls.module.css';
import styles from './widget-settings.module.css';

export interface LongTextFieldProps {
  readonly label: string;
  readonly help: string;
  readonly value: LocalizedText;
  readonly onChange: (value: LocalizedText) => void;
  readonly error: string | null;
}

const OWN_NAME: Record<Locale, string> = { ja: '日本語', en: 'English' };
const LIMIT = 600;

/** A few sentences in both languages; empty leaves them out. */
export function LongTextField({ label, help, value, onChange, error }: LongTextFieldProps) {
  const id = useId();
  return (
    <fieldset className={styles['pair']}>
      <legend>{label}</legend>
      {Locale.options.map((language) => (
        <label key={language}>
          <span lang={language} className={styles['quiet']}>
            {OWN_NAME[language]}
          </span>
          <textarea
            className={inputs['input']}
            lang={language}
            rows={3}
            maxLength={LIMIT}
            value={value[language]}
            aria-describedby={`${id}-foot`}
            aria-invalid={error !== null}
            onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          />
        </label>
      ))}
      <p id={`${id}-foot`} className={error === null ? styles['quiet'] : styles['alarm']}>
        {error ?? help}
      </p>
    </fieldset>
  );
}
