import { useTranslation } from 'react-i18next';
import { useFormat } from '#ui/i18n/use-format';
import { unsentOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useRecords, useSession } from '#ui/wire/desk.tsx';
import styles from './connection.module.css';

/** The line to the hub, honestly, always in sight; and beside it what has not gone out yet. */
export function ConnectionStatus() {
  const { t } = useTranslation('connection');
  const { ui } = useDesk();
  const unsent = useRecords(({ outbox }) => unsentOf(outbox).length);
  return (
    <div className={styles['bar']}>
      <output aria-label={t('title')} className={styles['status']}>
        <ConnectionWords />
      </output>
      {unsent > 0 && (
        <Button look="quiet" onPress={() => ui.setState({ sheet: 'unsent' })}>
          <span className={styles['unsent']}>{t('unsent', { count: unsent })}</span>
        </Button>
      )}
    </div>
  );
}

function ConnectionWords() {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const core = useSession((state) => state.core);
  const connection = useSession((state) => state.connection);
  if (core !== 'open') return <Words mark="offline" text={t('core_lost')} />;
  switch (connection.is) {
    case 'connected':
      return <Words mark="connected" text={t('connected')} />;
    case 'catching_up':
      return (
        <Words
          mark="catching_up"
          text={connection.eventsLeft === 0 ? t('catching_up_unknown') : t('catching_up', { count: connection.eventsLeft })}
        />
      );
    case 'offline':
    case 'signed_out_elsewhere': {
      const { lastSyncedAt } = connection;
      const asOf = lastSyncedAt === null ? t('never') : t('as_of', { time: format.clock(lastSyncedAt) });
      const word = connection.is === 'offline' ? (connection.reason ?? 'offline') : connection.is;
      return <Words mark="offline" text={t(word)} more={asOf} />;
    }
  }
}

function Words({ mark, text, more }: { readonly mark: string; readonly text: string; readonly more?: string }) {
  return (
    <>
      <span className={styles['mark']} data-mark={mark} aria-hidden />
      <span>{text}</span>
      {more !== undefined && <span className={`figures ${styles['more']}`}>{more}</span>}
    </>
  );
}
