import { useTranslation } from 'react-i18next';
import { PreChatField as Asked, type WidgetSettings } from '#shared/domain/widget-settings';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import styles from './widget-settings.module.css';

type PreChat = WidgetSettings['preChat'];

export interface PreChatFieldProps {
  readonly value: PreChat;
  readonly onChange: (value: PreChat) => void;
}

/** What is asked before the first line, in which order, and what must be answered. */
export function PreChatField({ value, onChange }: PreChatFieldProps) {
  const { t } = useTranslation('widget');
  const others = Asked.options.filter((field) => !value.some((asked) => asked.field === field));

  function move(index: number, by: 1 | -1): void {
    const next = [...value];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index + by, 0, moved);
    onChange(next);
  }

  return (
    <fieldset className={styles['preChat']}>
      <legend>{t('field.preChat')}</legend>
      <ul>
        {value.map(({ field, isRequired }, index) => (
          <li key={field}>
            <span className={styles['askedName']}>{t(`asked.${field}`)}</span>
            <label className={styles['required']}>
              <input
                type="checkbox"
                checked={isRequired}
                aria-label={t('requiredOf', { name: t(`asked.${field}`) })}
                onChange={({ currentTarget: { checked } }) =>
                  onChange(value.map((asked) => (asked.field === field ? { field, isRequired: checked } : asked)))
                }
              />
              {t('required')}
            </label>
            <Button
              look="icon"
              aria-label={t('moveUp', { name: t(`asked.${field}`) })}
              isDisabled={index === 0}
              onPress={() => move(index, -1)}
            >
              <Icon name="up" size="0.75rem" />
            </Button>
            <Button
              look="icon"
              aria-label={t('moveDown', { name: t(`asked.${field}`) })}
              isDisabled={index === value.length - 1}
              onPress={() => move(index, 1)}
            >
              <Icon name="down" size="0.75rem" />
            </Button>
            <Button
              look="quiet"
              aria-label={t('dropOf', { name: t(`asked.${field}`) })}
              onPress={() => onChange(value.filter((asked) => asked.field !== field))}
            >
              {t('drop')}
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div className={styles['buttons']}>
          {others.map((field) => (
            <Button key={field} onPress={() => onChange([...value, { field, isRequired: false }])}>
              {t('ask', { name: t(`asked.${field}`) })}
            </Button>
          ))}
        </div>
      )}
      <p className={styles['quiet']}>{t('help.preChat')}</p>
    </fieldset>
  );
}
