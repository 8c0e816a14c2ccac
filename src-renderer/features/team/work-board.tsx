import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InteractionId, QueueId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { QueueStrip } from './queue-strip.tsx';
import { Button } from '#ui/ui/controls.tsx';
import { Select } from '#ui/ui/select.tsx';
import { waitingBeyond } from '#ui/state/selectors';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { DirectDialog } from './direct-dialog.tsx';
import type { Direction } from './direct-plan.ts';
import styles from './direct.module.css';
import { WORK_FILTERS, workOf, type WorkFilter } from './work-of.ts';
import { WorkTable } from './work-table.tsx';

const OPEN_ACTIONS = ['assign', 'move', 'close'] as const satisfies readonly Direction['is'][];
const CLOSED_ACTIONS = ['reopen'] as const satisfies readonly Direction['is'][];

function isOfWaiting(filter: WorkFilter): boolean {
  return filter === 'open' || filter === 'waiting';
}

interface Asked {
  readonly is: Direction['is'];
  readonly work: readonly Interaction[];
}

/** All work of a lead's queues, live: opened, assigned, moved, closed, one by one or many at once. */
export function WorkBoard() {
  const { t } = useTranslation('direct');
  const { ui } = useDesk();
  const me = useMe();
  const [queueId, setQueueId] = useState<QueueId | null>(null);
  const [filter, setFilter] = useState<WorkFilter>('open');
  const [chosen, setChosen] = useState<ReadonlySet<InteractionId>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const work = useRecords(({ records }) => workOf(records, queueId === null ? me.queueIds : [queueId], filter));
  const beyond = useRecords((state) => (isOfWaiting(filter) ? waitingBeyond(state, queueId === null ? me.queueIds : [queueId]) : 0));
  const chosenWork = work.filter(({ id }) => chosen.has(id));

  function open({ customerId, id }: Interaction): void {
    ui.setState({ place: 'inbox', customerId, interactionId: id, itemId: null, sheet: null });
  }

  function done(): void {
    setAsked(null);
    setChosen(new Set());
  }

  return (
    <section className={styles['board']} aria-label={t('work')}>
      <QueueStrip chosenId={queueId} onChoose={setQueueId} />
      <header className={styles['bar']}>
        <Select<WorkFilter>
          label={t('show')}
          isLabelHidden
          value={filter}
          options={WORK_FILTERS.map((id) => ({ id, text: t(`filter.${id}`) }))}
          onChange={setFilter}
        />
        <output className={styles['hint']}>
          {chosenWork.length === 0 ? t('count', { count: work.length + beyond }) : t('chosen', { count: chosenWork.length })}
        </output>
        <span className={styles['gap']} />
        {(filter === 'closed' ? CLOSED_ACTIONS : OPEN_ACTIONS).map((is) => (
          <Button
            key={is}
            look={is === 'close' ? 'danger' : 'plain'}
            isDisabled={chosenWork.length === 0}
            onPress={() => setAsked({ is, work: chosenWork })}
          >
            {t(`${is}.button`)}
          </Button>
        ))}
      </header>
      <div className={styles['frame']}>
        <WorkTable work={work} chosen={chosen} onChoose={setChosen} onOpen={open} />
      </div>
      {asked !== null && <DirectDialog is={asked.is} work={asked.work} onCancel={() => setAsked(null)} onClose={done} />}
    </section>
  );
}
