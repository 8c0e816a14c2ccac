import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useRecords, useSession } from '#ui/wire/desk.tsx';
import { ChoiceList } from './choice-list.tsx';
import { planOf, wayBack, wishFor, type Direction, type Planned } from './direct-plan.ts';
import styles from './direct.module.css';
import { directionOf, useChoices } from './use-choices.ts';
import { useDirecting, type Directing, type Job } from './use-directing.ts';

export interface DirectDialogProps {
  readonly is: Direction['is'];
  readonly work: readonly Interaction[];
  /** Nothing was done: what was chosen stays so. */
  readonly onCancel: () => void;
  readonly onClose: () => void;
}

/** What would happen, then how far it is, then what became of it and the way back. */
export function DirectDialog({ is, work: given, onCancel, onClose }: DirectDialogProps) {
  const { t } = useTranslation('direct');
  // As it was chosen: what changes meanwhile is refused by the hub, and said.
  const [work] = useState(given);
  const [direction, setDirection] = useState<Direction | null>(null);
  const forward = useDirecting();
  const back = useDirecting();
  const leave = direction === null ? onCancel : onClose;
  const isRunning = forward.progress?.isRunning === true || back.progress?.isRunning === true;
  return (
    <Dialog title={t(`${is}.title`, { count: work.length })} isOpen onClose={() => (isRunning ? undefined : leave())}>
      {direction === null || forward.progress === null ? (
        <Preview
          is={is}
          work={work}
          onCancel={onCancel}
          onConfirm={(chosen, planned) => {
            setDirection(chosen);
            void forward.run(planned.map(({ interaction }) => ({ interaction, steps: [wishFor(chosen, interaction)] })));
          }}
        />
      ) : (
        <Outcome direction={direction} forward={forward} back={back} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface PreviewProps {
  readonly is: Direction['is'];
  readonly work: readonly Interaction[];
  readonly onCancel: () => void;
  readonly onConfirm: (direction: Direction, planned: readonly Planned[]) => void;
}

function Preview({ is, work, onCancel, onConfirm }: PreviewProps) {
  const { t } = useTranslation(['direct', 'common']);
  const choices = useChoices(is);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const records = useRecords((state) => state.records);
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const direction = directionOf(is, chosenId);
  const plan = direction === null ? [] : planOf(direction, work, records);
  const due = plan.filter(({ leftOut }) => leftOut === null);
  const leftOut = plan.filter((one) => one.leftOut !== null);
  return (
    <div className={styles['dialog']}>
      {is !== 'reopen' && (
        <ChoiceList label={t(`${is}.choose`)} none={t('none')} choices={choices} chosenId={chosenId} onChoose={setChosenId} />
      )}
      <output className={styles['plan']}>
        {direction === null ? <span>{t('chooseFirst')}</span> : t(`${is}.plan`, { count: due.length })}
        {leftOut.length > 0 && <span>{t('leftOut', { count: leftOut.length })}</span>}
      </output>
      {leftOut.length > 0 && (
        <ul className={styles['list']}>
          {leftOut.map(({ interaction, leftOut: why }) => (
            <WorkLine key={interaction.id} interaction={interaction} why={why === null ? '' : t(`why.${why}`)} />
          ))}
        </ul>
      )}
      {!isConnected && <p className={styles['hint']}>{t('offline')}</p>}
      <footer className={styles['footer']}>
        <Button onPress={onCancel}>{t('common:cancel')}</Button>
        <Button
          look={is === 'close' ? 'danger' : 'primary'}
          isDisabled={direction === null || due.length === 0 || !isConnected}
          onPress={() => direction !== null && onConfirm(direction, due)}
        >
          {t(`${is}.confirm`, { count: direction === null ? work.length : due.length })}
        </Button>
      </footer>
    </div>
  );
}

interface OutcomeProps {
  readonly direction: Direction;
  readonly forward: Directing;
  readonly back: Directing;
  readonly onClose: () => void;
}

function Outcome({ direction, forward, back, onClose }: OutcomeProps) {
  const { t } = useTranslation(['direct', 'common', 'errors']);
  const running = back.progress === null ? forward : back;
  const { progress } = running;
  if (progress === null) return null;
  const jobs = (forward.progress?.done ?? [])
    .map((interaction): Job => ({ interaction, steps: wayBack(direction, interaction) }))
    .filter(({ steps }) => steps.length > 0);
  const told = progress.done.length + progress.refused.length;
  return (
    <div className={styles['dialog']}>
      <progress className={styles['progress']} max={progress.total} value={told} aria-label={t('progress')} />
      <output className={styles['plan']}>
        {progress.isRunning
          ? t('running', { told, total: progress.total })
          : t(back.progress === null ? `${direction.is}.done` : 'undone', { count: progress.done.length })}
        {progress.refused.length > 0 && <span>{t('refused', { count: progress.refused.length })}</span>}
      </output>
      {progress.refused.length > 0 && (
        <ul className={styles['list']}>
          {progress.refused.map(({ interaction, failure }) => (
            <WorkLine
              key={interaction.id}
              interaction={interaction}
              why={failure.code === 'conflict' ? t('why.changed') : t(`errors:${failure.code}`)}
            />
          ))}
        </ul>
      )}
      <footer className={styles['footer']}>
        {progress.isRunning && <Button onPress={() => running.stop()}>{t('stop')}</Button>}
        {!progress.isRunning && back.progress === null && jobs.length > 0 && (
          <Button onPress={() => void back.run(jobs)}>{t('undo', { count: jobs.length })}</Button>
        )}
        <Button look="primary" isDisabled={progress.isRunning} onPress={onClose}>
          {t('common:close')}
        </Button>
      </footer>
    </div>
  );
}

function WorkLine({ interaction, why }: { readonly interaction: Interaction; readonly why: string }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  return (
    <li>
      <span className={styles['name']}>{format.name(customer)}</span>
      <span className={styles['hint']}>{t(`channel.${interaction.channel}`)}</span>
      <span className={styles['why']}>{why}</span>
    </li>
  );
}
