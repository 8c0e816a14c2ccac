import { useTranslation } from 'react-i18next';
import type { Connection } from '#shared/contracts/desk';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk } from '#ui/wire/desk.tsx';
import styles from './connection.module.css';
import { isPractice } from './connection-word.ts';
import { whatWorks } from './what-works.ts';

/** For the state that the line is in: since when, why as far as that is known, what works and what does not, and what can be done. */
export function ConnectionPanel({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const { works, stops } = whatWorks(connection.is);
  const { lastSyncedAt } = connection;
  return (
    <div className={styles['panel']}>
      <p className={styles['panelTimes']}>
        {lastSyncedAt === null ? t('never') : t('last_synced_full', { time: format.full(lastSyncedAt) })}
      </p>
      <Why connection={connection} />
      {connection.is === 'catching_up' && <Progress connection={connection} />}
      {works.length > 0 && <List title={t('works.title')} mark="✓" items={works.map((one) => t(`works.${one}`))} />}
      {stops.length > 0 && <List title={t('stops.title')} mark="–" items={stops.map((one) => t(`stops.${one}`))} />}
      <Actions connection={connection} />
    </div>
  );
}

function Why({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('connection');
  if (connection.is !== 'offline' || connection.reason === undefined) return null;
  return <p className={styles['why']}>{t(`why.${connection.reason}`)}</p>;
}

function Progress({ connection }: { readonly connection: Extract<Connection, { is: 'catching_up' }> }) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const { eventsLeft, eventsDone = 0 } = connection;
  if (eventsLeft === 0) return <p>{t('catching_up_unknown')}</p>;
  const total = eventsDone + eventsLeft;
  return (
    <div className={styles['progress']}>
      <progress aria-label={t('progress')} value={eventsDone} max={total} />
      <span className="figures">{t('done_of', { done: format.number(eventsDone), total: format.number(total) })}</span>
    </div>
  );
}

function List({ title, mark, items }: { readonly title: string; readonly mark: string; readonly items: readonly string[] }) {
  return (
    <section className={styles['list']}>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>
            <span aria-hidden>{mark}</span>
            {item}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Actions({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('connection');
  const { desk } = useDesk();
  const attempt = useAttempt();
  if (connection.is === 'signed_out_elsewhere') return null;
  const isCut = isPractice(connection);
  return (
    <>
      {connection.is === 'offline' && !isCut && (
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the panel was opened by the agent, most often to press this
        <Button autoFocus look="primary" onPress={() => attempt(() => desk.call('line.try', { by: 'agent' }))}>
          {t('try_now')}
        </Button>
      )}
      {connection.isDemo === true && (
        <section className={styles['practice']}>
          <p>{t(isCut ? 'practice.is_cut' : 'practice.hint')}</p>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- who cut the line looks for the way back */}
          <Button autoFocus={isCut} onPress={() => attempt(() => desk.call('line.cut', { isCut: !isCut }))}>
            {t(isCut ? 'practice.end' : 'practice.begin')}
          </Button>
        </section>
      )}
    </>
  );
}
