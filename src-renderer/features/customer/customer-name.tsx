import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '#shared/domain/customer';
import { TypedName } from '#shared/domain/typed-name';
import { useFormat } from '#ui/i18n/use-format';
import { Button, Field } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useSubmit } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';
import { useEditKeys } from './use-edit-keys.ts';

const PARTS = ['family', 'given', 'familyReading', 'givenReading'] as const;
const LABELS = { family: 'family', given: 'given', familyReading: 'family_reading', givenReading: 'given_reading' } as const;

/** Who this is; edited in place. What only a profile says is marked, and one press makes it the centre's own knowledge. */
export function CustomerName({ customer, mayEdit }: { readonly customer: Customer; readonly mayEdit: boolean }) {
  const { t } = useTranslation(['customer', 'customer-edit']);
  const format = useFormat();
  const submit = useSubmit();
  const [isEditing, setIsEditing] = useState(false);
  const { id: customerId, name } = customer;
  const reading = format.reading(name);
  if (isEditing) return <NameForm customer={customer} onDone={() => setIsEditing(false)} />;
  return (
    <>
      <div className={styles['nameLine']}>
        <h2 className={styles['name']}>
          <bdi>{format.addressed(customer)}</bdi>
        </h2>
        {mayEdit && (
          <Button look="icon" aria-label={t('customer-edit:edit_name')} onPress={() => setIsEditing(true)}>
            <Icon name="note" size="0.875rem" />
          </Button>
        )}
      </div>
      {name?.isUnverified === true && (
        <p className={styles['reading']}>
          {t('name_unverified')}{' '}
          {mayEdit && (
            <Button look="quiet" onPress={() => submit({ type: 'customer.name', customerId, name: TypedName.parse(name) }, 0)}>
              {t('customer-edit:confirm_name')}
            </Button>
          )}
        </p>
      )}
      {reading !== null && (
        <p className={styles['reading']} title={t('reading')}>
          <bdi>{reading}</bdi>
        </p>
      )}
    </>
  );
}

function NameForm({ customer, onDone }: { readonly customer: Customer; readonly onDone: () => void }) {
  const { t } = useTranslation(['customer-edit', 'common']);
  const submit = useSubmit();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(PARTS.map((part) => [part, customer.name?.[part] ?? ''])),
  );
  const parsed = TypedName.safeParse(typed);
  const onKeyDown = useEditKeys(save, onDone);

  function save(): void {
    if (!parsed.success) return;
    void submit({ type: 'customer.name', customerId: customer.id, name: parsed.data }, 0);
    onDone();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter and Esc of the fields inside
    <div className={styles['form']} onKeyDown={onKeyDown}>
      <div className={styles['pair']}>
        {PARTS.map((part) => (
          <Field
            key={part}
            label={t(LABELS[part])}
            value={typed[part] ?? ''}
            maxLength={100}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by the agent, to be typed into
            autoFocus={part === 'family'}
            onChange={(value) => setTyped((now) => ({ ...now, [part]: value }))}
          />
        ))}
      </div>
      <footer className={styles['buttons']}>
        <Button onPress={onDone}>{t('common:cancel')}</Button>
        <Button look="primary" isDisabled={!parsed.success} onPress={save}>
          {t('save')}
        </Button>
      </footer>
    </div>
  );
}
