import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field } from '#ui/ui/controls.tsx';
import { Select } from '#ui/ui/select.tsx';
import styles from './customer.module.css';
import { useEditKeys } from './use-edit-keys.ts';

export type TypedKind = 'phone' | 'email';

interface ContactPointFormProps {
  /** Of what is corrected; null where something is added and the kind is chosen. */
  readonly kind: TypedKind | null;
  readonly value: string;
  readonly onSave: (kind: TypedKind, value: string) => void;
  readonly onCancel: () => void;
}

/** A number or an address as it is dictated: the hub says how it is written in full, or that it is none. */
export function ContactPointForm({ kind, value: before, onSave, onCancel }: ContactPointFormProps) {
  const { t } = useTranslation(['customer-edit', 'common']);
  const [chosen, setChosen] = useState<TypedKind>(kind ?? 'phone');
  const [value, setValue] = useState(before);
  const onKeyDown = useEditKeys(save, onCancel);
  const isReady = value.trim() !== '';

  function save(): void {
    if (isReady) onSave(chosen, value.trim());
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter and Esc of the field inside
    <div className={styles['form']} onKeyDown={onKeyDown}>
      {kind === null && (
        <Select
          label={t('kind_label')}
          isLabelHidden
          value={chosen}
          options={(['phone', 'email'] as const).map((id) => ({ id, text: t(`kind.${id}`) }))}
          onChange={setChosen}
        />
      )}
      <Field
        label={t('value')}
        type={chosen === 'phone' ? 'tel' : 'email'}
        value={value}
        maxLength={320}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by the agent, to be typed into
        autoFocus
        onChange={setValue}
      />
      <footer className={styles['buttons']}>
        <Button onPress={onCancel}>{t('common:cancel')}</Button>
        <Button look="primary" isDisabled={!isReady} onPress={save}>
          {t('save')}
        </Button>
      </footer>
    </div>
  );
}
