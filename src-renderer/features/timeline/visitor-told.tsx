import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { Message } from '#shared/domain/message';
import type { VisitorDetails } from '#shared/domain/visitor-details';
import { phoneText } from '#ui/i18n/phone-text';
import { useNow } from '#ui/wire/desk.tsx';
import styles from './visitor-told.module.css';

/** What a visitor of the shop's page filled in with the words: nobody proved it, and it says so. */
export function VisitorTold({ details }: { readonly details: VisitorDetails }) {
  const { t } = useTranslation('widget');
  const { consent, answerBy } = details;
  const facts = [
    ['name', details.name],
    ['email', details.email],
    ['phone', details.phone === undefined ? undefined : phoneText(details.phone)],
    ['order_number', details.orderNumber],
  ] as const;
  const isFilled = facts.some(([, value]) => value !== undefined);
  return (
    <div className={styles['told']}>
      {answerBy !== undefined && <p className={styles['left']}>{t('told.left', { way: t(`told.way.${answerBy}`) })}</p>}
      {isFilled && (
        <>
          <p className={styles['head']}>{t('told.title')}</p>
          <dl>
            {facts.map(
              ([field, value]) =>
                value !== undefined && (
                  <div key={field}>
                    <dt>{t(`asked.${field}`)}</dt>
                    <dd>
                      <bdi>{value}</bdi>
                    </dd>
                  </div>
                ),
            )}
          </dl>
        </>
      )}
      {consent !== undefined && (
        <p>
          {t(consent.isOther === true ? 'told.consentOther' : 'told.consent')} <q>{consent.text}</q>
        </p>
      )}
    </div>
  );
}

/** Long enough for a page that is open to have shown it. */
const GRACE_MS = 30_000;

/** Our words wait in the thread of a page that nobody has open: the agent is not left to think they were read. */
export function NotSeenYet({ message: { author, channel, delivery } }: { readonly message: Message }) {
  if (author.by !== 'agent' || channel !== 'chat' || delivery?.state !== 'sent') return null;
  return <Unseen since={fromInstant(delivery.at)} />;
}

function Unseen({ since }: { readonly since: number }) {
  const { t } = useTranslation('widget');
  const isOut = useNow() - since > GRACE_MS;
  return isOut ? <p className={styles['unseen']}>{t('told.unseen')}</p> : null;
}
