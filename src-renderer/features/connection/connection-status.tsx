import { useTranslation } from 'react-i18next';
import type { Connection } from '#shared/contracts/desk';
import { useFormat } from '#ui/i18n/use-format';
import { unsentOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { PopoverPanel } from '#ui/ui/popover-panel.tsx';
import { useDesk, useRecords, useSession } from '#ui/wire/desk.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import { connectionWord } from './connection-word.ts';
import styles from './connection.module.css';

/** The line to the hub, honestly, always in sight, with what it means one press away; and beside it what has not gone out yet. */
export function ConnectionStatus() {
  const { t } = useTranslation('connection');
  const { ui } = useDesk();
  const unsent = useRecords(({ outbox }) => unsentOf(outbox).length);
  const core = useSession((state) => state.core);
  const connection = useSession((state) => state.connection);
  const word = core === 'open' ? t(connectionWord(connection)) : t('core_lost');
  return (
    <div className={styles['bar']}>
      {/* Only the state is announced: its times and figures go on and on. */}
      <output aria-label={t('title')} className={styles['said']}>
        {word}
      </output>
      {core === 'open' ? (
        <PopoverPanel
          label={t('title')}
          trigger={
            <Button look="quiet" aria-label={t('details', { state: word })} data-shortcut="connection">
              <Seen connection={connection} word={word} />
            </Button>
          }
        >
          <ConnectionPanel connection={connection} />
        </PopoverPanel>
      ) : (
        <span className={styles['status']}>
          <span className={styles['mark']} data-mark="offline" aria-hidden />
          {word}
        </span>
      )}
      {unsent > 0 && (
        <Button look="quiet" onPress={() => ui.setState({ place: 'unsent' })}>
          <span className={styles['unsent']}>{t('unsent', { count: unsent })}</span>
        </Button>
      )}
    </div>
  );
}

function Seen({ connection, word }: { readonly connection: Connection; readonly word: string }) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const { lastSyncedAt } = connection;
  const mark = connection.is === 'connected' || connection.is === 'catching_up' ? connection.is : 'offline';
  const { eventsLeft = 0, eventsDone = 0 } = connection.is === 'catching_up' ? connection : {};
  return (
    <span className={styles['status']} aria-hidden>
      <span className={styles['mark']} data-mark={mark} />
      <span className={styles['words']}>
        <span>
          {eventsLeft === 0
            ? word
            : t('catching_up_of', { done: format.number(eventsDone), total: format.number(eventsDone + eventsLeft) })}
        </span>
        <span className={`figures ${styles['more']}`}>
          {lastSyncedAt === null ? t('never') : t('last_synced', { time: format.clockWithSeconds(lastSyncedAt) })}
        </span>
      </span>
      <Icon name="up" size="0.75rem" />
      {eventsLeft > 0 && <span className={styles['track']} style={{ width: `${(100 * eventsDone) / (eventsDone + eventsLeft)}%` }} />}
    </span>
  );
}
