import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components';
import styles from './controls.module.css';
import { Icon } from './icon.tsx';

export interface SelectProps<T extends string> {
  readonly label: string;
  /** The label is read out but not drawn, where the place says it already. */
  readonly isLabelHidden?: boolean;
  readonly value: T;
  readonly options: readonly { readonly id: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

export function Select<T extends string>({ label, isLabelHidden = false, value, options, onChange }: SelectProps<T>) {
  return (
    <AriaSelect
      className={styles['field'] ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className={styles['label'] ?? ''}>{label}</Label>}
      <Button className={`${styles['button']} ${styles['select']}`}>
        <SelectValue />
        <Icon name="down" size="0.75rem" />
      </Button>
      <Popover className={styles['popover'] ?? ''} offset={4}>
        <ListBox className={styles['menu'] ?? ''} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.text} className={styles['item'] ?? ''}>
              {({ isSelected }) => (
                <>
                  <span className={styles['itemMark']} aria-hidden>
                    {isSelected ? '✓' : ''}
                  </span>
                  <span className={styles['itemText']}>{option.text}</span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
