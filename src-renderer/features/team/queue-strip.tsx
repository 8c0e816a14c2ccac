import { useTranslation } from 'react-i18next';
import { ToggleButton } from 'react-aria-components';
import { fromInstant } from '#shared/domain/clock';
import type { QueueId } from '#shared/domain/ids';
import type { Queue } from '#shared/domain/queue';
import { useFormat } from '#ui/i18n/use-format';
import { waitingBeyond, waitingIn } from '#ui/state/selectors';
import { useMe, useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './team.module.css';

export interface QueueStripProps {
  /** Null: all of them. */
  readonly chosenId: QueueId | null;
  readonly onChoose: (queueId: QueueId | null) => void;
}

/** How many wait in each of one's queues, and how long the first of them has; a press shows that queue alone, another all again. */
export function QueueStrip({ chosenId, onChoose }: QueueStripProps) {
  const me = useMe();
  const queues = useRecords(({ records }) => me.queueIds.flatMap((id) => records.queue.get(id) ?? []));
  return (
    <ul className={styles['strip']}>
      {queues.map((queue) => (
        <li key={queue.id}>
          <ToggleButton
            className={styles['queueToggle'] ?? ''}
            isSelected={queue.id === chosenId}
            onChange={(isSelected) => onChoose(isSelected ? queue.id : null)}
          >
            <QueueCard queue={queue} />
          </ToggleButton>
        </li>
      ))}
    </ul>
  );
}

function QueueCard({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation('team');
  const format = useFormat();
  const now = useNow();
  const waiting = useRecords(({ records }) => waitingIn(records, queue.id));
  const beyond = useRecords((state) => waitingBeyond(state, [queue.id]));
  const counted = useRecords(({ backlog }) => backlog.find(({ queueId, count }) => queueId === queue.id && count > 0));
  const count = waiting.length + beyond;
  const since = waiting[0]?.arrivedAt ?? counted?.since;
  const longestMs = since === undefined ? 0 : Math.max(0, now - fromInstant(since));
  return (
    <span className={styles['queue']} data-late={longestMs > queue.targetMs}>
      <span className={styles['queueName']}>{format.text(queue.name)}</span>
      <span className="figures">{count === 0 ? t('nobodyWaits') : t('waiting', { count })}</span>
      {since !== undefined && <span className="figures">{t('longest', { time: format.duration(longestMs) })}</span>}
    </span>
  );
}
