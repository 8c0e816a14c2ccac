import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import { phoneText } from '#ui/i18n/phone-text';
import { Button } from '#ui/ui/controls.tsx';
import { Icon, type IconName } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useToasts } from '#ui/ui/toasts.tsx';
import { useRecords, useSubmit } from '#ui/wire/desk.tsx';
import { ContactPointForm } from './contact-point-form.tsx';
import styles from './customer.module.css';

const ICONS: Record<ContactPoint['kind'], IconName> = {
  phone: 'voice',
  email: 'email',
  visitor: 'chat',
  line: 'line',
  whatsapp: 'whatsapp',
  messenger: 'messenger',
  shop: 'customer',
  simulated: 'customer',
};

interface ContactPointRowProps {
  readonly customer: Customer;
  readonly point: ContactPoint;
  readonly mayEdit: boolean;
}

export function ContactPointRow({ customer, point, mayEdit }: ContactPointRowProps) {
  const { t } = useTranslation(['customer', 'customer-edit']);
  const toasts = useToasts();
  const submit = useSubmit();
  const [isEditing, setIsEditing] = useState(false);
  // What messages hang on stays with them: nothing is offered that the hub would refuse.
  const isUsed = useRecords(({ records }) =>
    [...records.conversation.values()].some(
      ({ customerId, contactPoint }) =>
        customerId === customer.id && contactPoint.kind === point.kind && contactPoint.value === point.value,
    ),
  );
  const shown = shownValue(point);
  const { kind, value } = point;
  const customerId = customer.id;
  const typed = kind === 'phone' || kind === 'email' ? kind : null;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      toasts.add(t('copied'));
    } catch {
      // A page without the right to the clipboard: the agent is told how to do it by hand.
      toasts.add(t('copy_failed'));
    }
  }

  function correct(to: string): void {
    if (typed !== null) void submit({ type: 'customer.correct_contact_point', customerId, kind: typed, value, to }, 0);
    setIsEditing(false);
  }

  if (isEditing && typed !== null) {
    return (
      <li>
        <ContactPointForm kind={typed} value={shown ?? value} onSave={(_kind, to) => correct(to)} onCancel={() => setIsEditing(false)} />
      </li>
    );
  }
  return (
    <li className={styles['point']}>
      <Icon name={ICONS[kind]} size="0.875rem" />
      <span className={styles['value']}>
        {shown === null ? (
          t(`kind.${kind}`)
        ) : (
          <>
            <span className="visually-hidden">{t(`kind.${kind}`)} </span>
            <bdi className="figures">{shown}</bdi>
          </>
        )}
        {!point.isVerified && (
          <span className={styles['proof']}>
            <span className={styles['unverified']}>{t('unverified')}</span>
            {mayEdit && typed !== null && (
              <Button look="quiet" aria-label={t('customer-edit:confirm_named', { value: shown })} onPress={() => correct(value)}>
                {t('customer-edit:confirm')}
              </Button>
            )}
          </span>
        )}
      </span>
      {shown !== null && (
        <Button look="icon" aria-label={t('copy', { value: shown })} onPress={() => void copy()}>
          <Icon name="copy" size="0.875rem" />
        </Button>
      )}
      {mayEdit && typed !== null && !isUsed && (
        <Menu
          label={t('customer-edit:more', { value: shown })}
          trigger={
            <Button look="icon" aria-label={t('customer-edit:more', { value: shown })}>
              <span aria-hidden>⋯</span>
            </Button>
          }
          sections={[
            {
              title: shown ?? '',
              items: [
                { id: 'correct', text: t('customer-edit:correct') },
                { id: 'remove', text: t('customer-edit:remove') },
              ],
            },
          ]}
          onChoose={(id) => {
            if (id === 'correct') setIsEditing(true);
            else void submit({ type: 'customer.remove_contact_point', customerId, kind, value }, 0);
          }}
        />
      )}
    </li>
  );
}

/** Numbers as people write them here; null for ids that say nothing to a person. */
function shownValue({ kind, value }: ContactPoint): string | null {
  switch (kind) {
    case 'phone':
    case 'whatsapp':
      return phoneText(value);
    case 'email':
      return value;
    case 'shop':
      // After the account it is a member of.
      return value.slice(value.indexOf(':') + 1);
    case 'visitor':
    case 'line':
    case 'messenger':
    case 'simulated':
      return null;
  }
}
