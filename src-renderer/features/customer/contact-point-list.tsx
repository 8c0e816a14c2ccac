import { useTranslation } from 'react-i18next';
import type { ContactPoint } from '#shared/domain/customer';
import { phoneText } from '#ui/i18n/phone-text';
import { Button } from '#ui/ui/controls.tsx';
import { Icon, type IconName } from '#ui/ui/icon.tsx';
import { useToasts } from '#ui/ui/toasts.tsx';
import styles from './customer.module.css';

const ICONS: Record<ContactPoint['kind'], IconName> = {
  phone: 'voice',
  email: 'email',
  visitor: 'chat',
  line: 'line',
  whatsapp: 'whatsapp',
  messenger: 'messenger',
  simulated: 'customer',
};

export function ContactPointList({ contactPoints }: { readonly contactPoints: readonly ContactPoint[] }) {
  const { t } = useTranslation('customer');
  return (
    <section className={styles['block']} aria-label={t('contact_points')}>
      <h3>{t('contact_points')}</h3>
      <ul className={styles['points']}>
        {contactPoints.map((point) => (
          <ContactPointRow key={`${point.kind} ${point.value}`} point={point} />
        ))}
      </ul>
    </section>
  );
}

function ContactPointRow({ point }: { readonly point: ContactPoint }) {
  const { t } = useTranslation('customer');
  const toasts = useToasts();
  const shown = shownValue(point);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(point.value);
      toasts.add(t('copied'));
    } catch {
      // A page without the right to the clipboard: the agent is told how to do it by hand.
      toasts.add(t('copy_failed'));
    }
  }

  return (
    <li className={styles['point']}>
      <Icon name={ICONS[point.kind]} size="0.875rem" />
      <span className={styles['value']}>
        {shown === null ? (
          t(`kind.${point.kind}`)
        ) : (
          <>
            <span className="visually-hidden">{t(`kind.${point.kind}`)} </span>
            <bdi className="figures">{shown}</bdi>
          </>
        )}
        {!point.isVerified && <span className={styles['unverified']}>{t('unverified')}</span>}
      </span>
      {shown !== null && (
        <Button look="icon" aria-label={t('copy', { value: shown })} onPress={() => void copy()}>
          <Icon name="copy" size="0.875rem" />
        </Button>
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
    case 'visitor':
    case 'line':
    case 'messenger':
    case 'simulated':
      return null;
  }
}
