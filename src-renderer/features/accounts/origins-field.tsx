import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import inputs from '#ui/ui/controls.module.css';
import styles from './accounts.module.css';

export interface OriginsFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}

/** Whose pages may carry the chat, one a line. */
export function OriginsField({ value, onChange, error }: OriginsFieldProps) {
  const { t } = useTranslation('accounts');
  const id = useId();
  return (
    <div className={styles['origins']}>
      <label htmlFor={id}>{t('field.origins')}</label>
      <textarea
        id={id}
        className={inputs['input']}
        rows={3}
        spellCheck={false}
        placeholder="https://shop.example"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={`${id}-foot`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-foot`} className={error === null ? styles['quiet'] : styles['alarm']}>
        {error ?? t('help.origins')}
      </p>
    </div>
  );
}
