import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelAccount } from '#shared/domain/channel-account';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useNow } from '#ui/wire/desk.tsx';
import { CopyText } from './copy-text.tsx';
import styles from './widget-settings.module.css';

const SECRET_BYTES = 32;

/** What the shop's server signs its customers' names with: made here, shown once, never to be read again. */
export function IdentityPart({ account }: { readonly account: ChannelAccount }) {
  const { t } = useTranslation(['widget', 'errors', 'common']);
  const format = useFormat();
  const now = useNow();
  const { desk } = useDesk();
  const [fresh, setFresh] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const setAt = account.secretsSetAt?.identity_secret;

  async function make(): Promise<void> {
    const secret = aSecret();
    setIsAsked(false);
    try {
      await desk.call('channel_account.put_secret', { accountId: account.id, name: 'identity_secret', value: secret });
      setFailure(null);
      setFresh(secret);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    }
  }

  return (
    <section className={styles['part']} aria-label={t('identity.title')}>
      <h3>{t('identity.title')}</h3>
      <p className={setAt === undefined ? styles['warn'] : styles['quiet']}>
        {setAt === undefined ? t('identity.none') : t('identity.setAt', { when: format.when(setAt, now) })}
      </p>
      {fresh !== null && (
        <>
          <p className={styles['warn']}>{t('identity.once')}</p>
          <CopyText label={t('identity.secret')} text={fresh} />
          <Button onPress={() => setFresh(null)}>{t('identity.stored')}</Button>
        </>
      )}
      {fresh === null && !isAsked && (
        <Button onPress={() => (setAt === undefined ? void make() : setIsAsked(true))}>
          {t(setAt === undefined ? 'identity.make' : 'identity.replace')}
        </Button>
      )}
      {isAsked && (
        <div className={styles['buttons']}>
          <p className={styles['warn']}>{t('identity.replaceWarning')}</p>
          <Button look="danger" onPress={() => void make()}>
            {t('identity.replaceNow')}
          </Button>
          <Button onPress={() => setIsAsked(false)}>{t('common:cancel')}</Button>
        </div>
      )}
      {failure !== null && (
        <p className={styles['alarm']} role="alert">
          {t(`errors:${failure.code}`)}
        </p>
      )}
      <p className={styles['quiet']}>{t('identity.help')}</p>
    </section>
  );
}

function aSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
