import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import styles from './controls.module.css';
import { Icon } from './icon.tsx';

export interface TimeZoneFieldProps {
  readonly value: string;
  readonly onChange: (timeZone: string) => void;
  readonly error?: string | null;
}

/** Found by typing a part of its name. */
export function TimeZoneField({ value, onChange, error = null }: TimeZoneFieldProps) {
  const { t } = useTranslation('centre');
  const zones = useMemo(() => [...new Set(['Asia/Tokyo', 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((id) => ({ id })), []);
  return (
    <ComboBox
      className={styles['field'] ?? ''}
      defaultItems={zones}
      inputValue={value}
      onInputChange={onChange}
      allowsCustomValue
      menuTrigger="input"
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className={styles['label'] ?? ''}>{t('timeZone')}</Label>
      <div className={styles['combo']}>
        <Input className={styles['input'] ?? ''} autoComplete="off" spellCheck={false} />
        <Button className={`${styles['button']} ${styles['icon']}`}>
          <Icon name="down" size="0.75rem" />
        </Button>
      </div>
      <Text slot="description" className={styles['description'] ?? ''}>
        {t('timeZoneHelp')}
      </Text>
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
      <Popover className={styles['popover'] ?? ''} offset={4}>
        <ListBox className={styles['menu'] ?? ''} items={zones}>
          {({ id }) => (
            <ListBoxItem id={id} textValue={id} className={styles['item'] ?? ''}>
              {id}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
