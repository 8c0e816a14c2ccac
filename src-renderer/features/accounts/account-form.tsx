import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SECRETS_OF, type ChannelAccount } from '#shared/domain/channel-account';
import type { AccountId } from '#shared/domain/ids';
import type { AccountState } from '#shared/domain/account-check';
import { useFormat } from '#ui/i18n/use-format';
import { Field } from '#ui/ui/controls.tsx';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import { AccountGaps } from './account-gaps.tsx';
import { AccountGuide } from './account-guide.tsx';
import { AccountTest } from './account-test.tsx';
import { accountOf, draftOf, type AccountDraft, type AccountKind } from './account-draft.ts';
import { OriginsField } from './origins-field.tsx';
import { SecretField } from './secret-field.tsx';
import styles from './accounts.module.css';

export interface AccountFormProps {
  readonly accountId: AccountId;
  readonly kind: AccountKind;
  /** Undefined for a new one. */
  readonly account: ChannelAccount | undefined;
  readonly state: AccountState | undefined;
  readonly onChanged: () => void;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
}

/** One account: what everybody may know of it, its secrets, what to do at the vendor, and a test. */
export function AccountForm({ accountId, kind, account, state, onChanged, onSaved, onCancel }: AccountFormProps) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const desk = useDesk();
  const queues = useRecords(({ records }) => records.queue);
  const options = useMemo(
    () =>
      [...queues.values()]
        .filter(({ id, isRetired }) => isRetired !== true || id === account?.queueId)
        .map(({ id, name }) => ({ id: id as string, text: format.text(name) })),
    [queues, account?.queueId, format],
  );
  const [firstQueue] = queues.values();
  const form = useForm<AccountDraft>({
    key: account === undefined ? `account new ${kind}` : `account ${accountId}`,
    initial: draftOf(kind, account, firstQueue?.id),
    save: async (draft) => {
      await settle(desk, { type: 'channel_account.configure', account: accountOf(accountId, kind, draft, account) });
      onChanged();
    },
  });
  const { name, queueId, isActive, accountSid, number, shopName, origins } = form.value;
  const wrong = (field: string, words: string): string | null => (form.failureOf(field) === null ? null : words);
  return (
    <div>
      <FormFrame
        title={account === undefined ? t(`newOf.${kind}`) : format.text(account.name)}
        form={form}
        isNew={account === undefined}
        {...(onSaved === undefined ? {} : { onSaved })}
        {...(onCancel === undefined ? {} : { onCancel })}
      >
        <LocalizedField
          label={t('field.name')}
          value={name}
          takesFocus={account === undefined}
          onChange={(text) => form.put({ name: text })}
          error={wrong('name', t('wrong.name'))}
        />
        <Select label={t('field.queue')} value={queueId} options={options} onChange={(id) => form.put({ queueId: id })} />
        {form.failureOf('queueId') !== null && <p className={styles['alarm']}>{t('wrong.queue')}</p>}
        {kind === 'twilio_sms' && (
          <>
            <Field
              label="Account SID"
              description={t('help.accountSid')}
              value={accountSid}
              onChange={(text) => form.put({ accountSid: text })}
              error={wrong('details.accountSid', t('wrong.accountSid'))}
              autoComplete="off"
              spellCheck="false"
            />
            <Field
              label={t('field.number')}
              description={t('help.number')}
              inputMode="tel"
              value={number}
              onChange={(text) => form.put({ number: text })}
              error={wrong('details.number', t('wrong.number'))}
              autoComplete="off"
            />
          </>
        )}
        {kind === 'web_chat' && (
          <>
            <LocalizedField
              label={t('field.shopName')}
              value={shopName}
              onChange={(text) => form.put({ shopName: text })}
              error={wrong('shopName', t('wrong.name'))}
            />
            <OriginsField
              value={origins}
              onChange={(text) => form.put({ origins: text })}
              error={wrong('allowedOrigins', t('wrong.origins'))}
            />
          </>
        )}
        <label className={styles['active']}>
          <input type="checkbox" checked={isActive} onChange={(event) => form.put({ isActive: event.currentTarget.checked })} />
          <span>{t('field.active')}</span>
          <span className={styles['quiet']}>{t('help.active')}</span>
        </label>
      </FormFrame>
      {account !== undefined && (
        <div className={styles['more']}>
          <AccountGaps state={state} />
          {SECRETS_OF[kind].length > 0 && (
            <section className={styles['part']} aria-label={t('secret.title')}>
              <h3>{t('secret.title')}</h3>
              <p className={styles['quiet']}>{t('secret.help')}</p>
              {SECRETS_OF[kind].map((secret) => (
                <SecretField key={secret} accountId={accountId} name={secret} setAt={account.secretsSetAt?.[secret]} onSet={onChanged} />
              ))}
            </section>
          )}
          <AccountTest accountId={accountId} kind={kind} />
        </div>
      )}
      <div className={styles['more']}>
        <AccountGuide kind={kind} state={state} />
      </div>
    </div>
  );
}
