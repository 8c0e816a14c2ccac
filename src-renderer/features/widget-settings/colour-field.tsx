import { useTranslation } from 'react-i18next';
import { contrastOf } from '#widget/preview';
import { Field } from '#ui/ui/controls.tsx';
import styles from './widget-settings.module.css';

export interface ColourFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}

const COLOUR = /^#[0-9a-f]{6}$/;
/** What WCAG asks of the outline of a control. */
const VISIBLE = 3;

/** A colour by eye or by number; what is written on it is chosen by the widget, so that it can be read. */
export function ColourField({ value, onChange, error }: ColourFieldProps) {
  const { t } = useTranslation('widget');
  const isPale = COLOUR.test(value) && contrastOf(value, '#ffffff') < VISIBLE;
  return (
    <div className={styles['colour']}>
      <input
        type="color"
        aria-label={t('field.colourByEye')}
        value={COLOUR.test(value) ? value : '#000000'}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Field
        label={t('field.colour')}
        value={value}
        onChange={(text) => onChange(text.normalize('NFKC').trim().toLowerCase())}
        error={error}
        {...(isPale ? { description: t('pale') } : {})}
        autoComplete="off"
        spellCheck="false"
      />
    </div>
  );
}
