import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '#shared/domain/customer';
import { Button } from '#ui/ui/controls.tsx';
import { useSubmit } from '#ui/wire/desk.tsx';
import { ContactPointForm, type TypedKind } from './contact-point-form.tsx';
import { ContactPointRow } from './contact-point-row.tsx';
import styles from './customer.module.css';

/** How this person is reached: what was proved, and, marked, what somebody merely typed. */
export function ContactPointList({ customer, mayEdit }: { readonly customer: Customer; readonly mayEdit: boolean }) {
  const { t } = useTranslation(['customer', 'customer-edit']);
  const submit = useSubmit();
  const [isAdding, setIsAdding] = useState(false);

  function add(kind: TypedKind, value: string): void {
    void submit({ type: 'customer.add_contact_point', customerId: customer.id, kind, value }, 0);
    setIsAdding(false);
  }

  return (
    <section className={styles['block']} aria-label={t('contact_points')}>
      <h3>{t('contact_points')}</h3>
      <ul className={styles['points']}>
        {customer.contactPoints.map((point) => (
          <ContactPointRow key={`${point.kind} ${point.value}`} customer={customer} point={point} mayEdit={mayEdit} />
        ))}
      </ul>
      {isAdding && <ContactPointForm kind={null} value="" onSave={add} onCancel={() => setIsAdding(false)} />}
      {mayEdit && !isAdding && (
        <div className={styles['add']}>
          <Button look="quiet" onPress={() => setIsAdding(true)}>
            {t('customer-edit:add')}
          </Button>
        </div>
      )}
    </section>
  );
}
