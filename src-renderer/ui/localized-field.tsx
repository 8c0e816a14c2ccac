import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Locale, type LocalizedText } from '#shared/domain/text';
import styles from './form-frame.module.css';
import inputs from './controls.module.css';

const OWN_NAME: Record<Locale, string> = { ja: '日本語', en: 'English' };
const LIMIT = 200;

export interface LocalizedFieldProps {
  readonly label: string;
  readonly value: LocalizedText;
  readonly onChange: (value: LocalizedText) => void;
  readonly error?: string | null;
  readonly takesFocus?: boolean;
}

/** A word in both languages, side by side. */
export function LocalizedField({ label, value, onChange, error = null, takesFocus = false }: LocalizedFieldProps) {
  const { t } = useTranslation('admin');
  const id = useId();
  return (
    <fieldset className={styles['pair']}>
      <legend>{label}</legend>
      {Locale.options.map((language, index) => (
        <label key={language} className={styles['language']}>
          <span lang={language}>{OWN_NAME[language]}</span>
          <input
            className={inputs['input']}
            lang={language}
            value={value[language]}
            maxLength={LIMIT}
            aria-invalid={error !== null}
            aria-describedby={`${id}-foot`}
            {...(error === null ? {} : { 'data-invalid': true })}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form was opened to write this
            autoFocus={takesFocus && index === 0}
            onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          />
        </label>
      ))}
      <p id={`${id}-foot`} className={styles['pairFoot']} data-alarm={error !== null}>
        {error ?? t('form.oneLanguage')}
      </p>
    </fieldset>
  );
}

/** One language suffices: the other gets the same. */
export function inBoth({ ja, en }: LocalizedText): LocalizedText {
  const [japanese, english] = [ja.trim(), en.trim()];
  return { ja: japanese === '' ? english : japanese, en: english === '' ? japanese : english };
}
