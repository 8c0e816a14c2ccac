import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { CopyText } from './copy-text.tsx';
import styles from './widget-settings.module.css';

/** The one line that goes into the shop's pages. */
export function SnippetPart({ accountId }: { readonly accountId: AccountId }) {
  const { t } = useTranslation('widget');
  const publicUrl = usePublicUrl(accountId);
  const hubUrl = useSession(({ session }) => session?.hubUrl ?? '');
  const address = publicUrl ?? hubUrl;
  return (
    <section className={styles['part']} aria-label={t('snippet.title')}>
      <h3>{t('snippet.title')}</h3>
      <CopyText label={t('snippet.title')} text={`<script src="${address}/widget.js" data-account="${accountId}" async></script>`} />
      <p className={styles['quiet']}>{t('snippet.help')}</p>
      {publicUrl === null && <p className={styles['warn']}>{t('snippet.noPublicUrl')}</p>}
    </section>
  );
}

/** How the world reaches the hub; null: nobody has said (PUBLIC_URL), or the hub cannot be asked now. */
function usePublicUrl(accountId: AccountId): string | null {
  const { desk } = useDesk();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    async function ask(): Promise<void> {
      try {
        const state = (await desk.call('channel_account.states', {})).find((one) => one.accountId === accountId);
        if (!isGone) setUrl(state?.webhookUrl?.replace(/\/channels\/.*$/, '') ?? null);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (!isGone) setUrl(null);
      }
    }
    void ask();
    return () => {
      isGone = true;
    };
  }, [desk, accountId]);
  return url;
}
