import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecretName } from '#shared/domain/channel-account';
import type { Instant } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { Button, Field } from '#ui/ui/controls.tsx';
import { useDesk, useNow } from '#ui/wire/desk.tsx';
import styles from './accounts.module.css';

export interface SecretFieldProps {
  readonly accountId: AccountId;
  readonly name: SecretName;
  readonly setAt: Instant | undefined;
  readonly onSet: () => void;
}

/** A secret is set or replaced here and shown nowhere: not even to who set it. What is half typed is gone with the page. */
export function SecretField({ accountId, name, setAt, onSet }: SecretFieldProps) {
  const { t } = useTranslation(['accounts', 'errors', 'common']);
  const format = useFormat();
  const now = useNow();
  const { desk } = useDesk();
  const [value, setValue] = useState<string | null>(setAt === undefined ? '' : null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const label = t(`secret.${name}`);

  async function put(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (value === null || value.trim() === '') return;
    setIsBusy(true);
    setFailure(null);
    try {
      await desk.call('channel_account.put_secret', { accountId, name, value: value.trim() });
      setValue(null);
      onSet();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  if (value === null) {
    return (
      <div className={styles['secret']}>
        <span className={styles['secretName']}>{label}</span>
        <span aria-hidden>••••••••</span>
        <span className={styles['quiet']}>
          {setAt === undefined ? t('secret.set') : t('secret.setAt', { when: format.when(setAt, now) })}
        </span>
        <Button onPress={() => setValue('')} aria-label={t('secret.replaceOne', { label })}>
          {t('secret.replace')}
        </Button>
      </div>
    );
  }
  return (
    <form className={styles['secretForm']} onSubmit={(event) => void put(event)}>
      <Field
        label={label}
        type="password"
        autoComplete="off"
        value={value}
        onChange={setValue}
        description={t(`secretHelp.${name}`)}
        error={failure === null ? null : failure.field === 'value' ? t('secret.wrong') : t(`errors:${failure.code}`)}
      />
      <Button type="submit" isDisabled={isBusy || value.trim() === ''}>
        {t('secret.save')}
      </Button>
      {setAt !== undefined && <Button onPress={() => setValue(null)}>{t('common:cancel')}</Button>}
    </form>
  );
}
