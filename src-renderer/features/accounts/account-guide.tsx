import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/domain/account-check';
import type { AccountKind } from './account-draft.ts';
import styles from './accounts.module.css';
import { CopyLine } from './copy-line.tsx';

const STEPS = {
  web_chat: ['origins', 'snippet', 'test'],
  twilio_sms: ['number', 'fields', 'secret', 'webhook', 'test'],
  line: ['channel', 'secrets', 'webhook', 'replies', 'test'],
} as const satisfies Record<AccountKind, readonly string[]>;

/** What is done at the vendor, in its order, with the address to copy. */
export function AccountGuide({ kind, state }: { readonly kind: AccountKind; readonly state: AccountState | undefined }) {
  const { t } = useTranslation('accounts');
  return (
    <section className={styles['part']} aria-label={t('guide.title')}>
      <h3>{t('guide.title')}</h3>
      <ol className={styles['steps']}>{stepsOf()}</ol>
      {kind === 'twilio_sms' && <p className={styles['quiet']}>{t('guide.twilio_sms.countries')}</p>}
      {kind !== 'web_chat' && address()}
    </section>
  );

  function stepsOf() {
    switch (kind) {
      case 'web_chat':
        return STEPS[kind].map((step) => <li key={step}>{t(`guide.web_chat.${step}`)}</li>);
      case 'twilio_sms':
        return STEPS[kind].map((step) => <li key={step}>{t(`guide.twilio_sms.${step}`)}</li>);
      case 'line':
        return STEPS[kind].map((step) => <li key={step}>{t(`guide.line.${step}`)}</li>);
    }
  }

  function address() {
    if (state === undefined) return <p className={styles['quiet']}>{t('webhook.later')}</p>;
    if (state.webhookUrl === null) return <p className={styles['warn']}>{t('webhook.noPublicUrl')}</p>;
    return <CopyLine label={t('webhook.label')} text={state.webhookUrl} />;
  }
}
