import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { waitOf } from '#ui/state/selectors';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './inbox.module.css';

/** How long the customer has waited, against the target of the queue; when ours was the last word, when that was. */
export function WaitMark({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const now = useNow();
  const targetMs = useRecords(({ records }) => records.queue.get(interaction.queueId)?.targetMs);
  // Once the talk is over nobody waits for an answer, even where the customer had the last word.
  const wait = interaction.state.is === 'wrap_up' ? null : waitOf(interaction, targetMs, now);
  if (wait === null) {
    const at = interaction.lastLine?.at;
    return at === undefined ? null : (
      <time className={styles['answered']} dateTime={at} title={format.full(at)}>
        {format.when(at, Math.max(now, fromInstant(at)))}
      </time>
    );
  }
  const time = format.duration(wait.milliseconds);
  const target = format.duration(targetMs ?? 0);
  const share = targetMs === undefined ? 0 : Math.min(1, wait.milliseconds / targetMs);
  return (
    <span className={styles['wait']} data-urgency={wait.urgency} title={t(wait.urgency === 'late' ? 'late' : 'waiting', { time, target })}>
      <span className="visually-hidden">{t(wait.urgency === 'late' ? 'late' : 'waiting', { time, target })}</span>
      <span aria-hidden className={styles['meter']}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span aria-hidden className="figures">
        {wait.urgency === 'late' ? '! ' : ''}
        {time}
      </span>
    </span>
  );
}
