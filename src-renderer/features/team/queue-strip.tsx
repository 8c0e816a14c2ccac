import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { Queue } from '#shared/domain/queue';
import { useFormat } from '#ui/i18n/use-format';
import { waitingIn } from '#ui/state/selectors';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './team.module.css';

/** How many wait in each queue, and how long the first of them has. */
export function QueueStrip() {
  const queues = useRecords(({ records }) => [...records.queue.values()]);
  return (
    <ul className={styles['strip']}>
      {queues.map((queue) => (
        <QueueCard key={queue.id} queue={queue} />
      ))}
    </ul>
  );
}

function QueueCard({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation('team');
  const format = useFormat();
  const now = useNow();
  const waiting = useRecords(({ records }) => waitingIn(records, queue.id));
  const oldest = waiting[0];
  const longestMs = oldest === undefined ? 0 : Math.max(0, now - fromInstant(oldest.arrivedAt));
  return (
    <li className={styles['queue']} data-late={longestMs > queue.targetMs}>
      <span className={styles['queueName']}>{format.text(queue.name)}</span>
      <span className="figures">{waiting.length === 0 ? t('nobodyWaits') : t('waiting', { count: waiting.length })}</span>
      {oldest !== undefined && <span className="figures">{t('longest', { time: format.duration(longestMs) })}</span>}
    </li>
  );
}
