import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import inputs from '#ui/ui/controls.module.css';
import { originFaults } from './widget-draft.ts';
import styles from './widget-settings.module.css';

export interface OriginsFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}

/** Whose pages may carry the chat, one a line; what a browser would never match is said at once. */
export function OriginsField({ value, onChange, error }: OriginsFieldProps) {
  const { t } = useTranslation('widget');
  const id = useId();
  const faults = originFaults(value);
  return (
    <div className={styles['origins']}>
      <label htmlFor={id} className={styles['label']}>
        {t('field.allowedOrigins')}
      </label>
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
      <div id={`${id}-foot`}>
        {error !== null && <p className={styles['alarm']}>{error}</p>}
        {faults.length === 0 ? (
          <p className={styles['quiet']}>{value.trim() === '' ? t('originsEmpty') : t('help.allowedOrigins')}</p>
        ) : (
          faults.map(({ line, fault }) => (
            <p key={line} className={fault === 'http' ? styles['warn'] : styles['alarm']}>
              {t(`originFault.${fault}`, { line })}
            </p>
          ))
        )}
      </div>
    </div>
  );
}
