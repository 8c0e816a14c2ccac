import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WipeState } from '#shared/contracts/wipe';
import type { DeskState } from '#shared/domain/desk-state';
import type { AgentId, DeskId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { ConfirmDialog } from '#ui/ui/confirm-dialog.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useDesk, useRecords, useUi } from '#ui/wire/desk.tsx';
import { DeskRow } from './desk-row.tsx';
import styles from './desks.module.css';

interface Shown {
  readonly desks: readonly DeskState[];
  readonly wipes: readonly WipeState[];
  readonly thisDeskId: DeskId;
}

/** The computers somebody signed in at, for who leads: when each was here, and how a lost one is made to forget. */
export function DesksDialog({ onClose }: { readonly onClose: () => void }) {
  const agentId = useUi(({ desksOf }) => desksOf);
  return agentId === null ? null : <DesksOf agentId={agentId} onClose={onClose} />;
}

function DesksOf({ agentId, onClose }: { readonly agentId: AgentId; readonly onClose: () => void }) {
  const { t } = useTranslation(['desks', 'errors']);
  const format = useFormat();
  const { desk } = useDesk();
  const agent = useRecords(({ records }) => records.agent.get(agentId));
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [lost, setLost] = useState<DeskId | null>(null);
  const [look, setLook] = useState(0);
  const name = agent === undefined ? '' : format.agent(agent);

  useEffect(() => {
    const question = { isOpen: true };
    Promise.all([desk.call('desk.list', {}), desk.call('desk.wipes', { agentId })]).then(
      ([all, { wipes, thisDeskId }]) =>
        question.isOpen && setShown({ desks: all.filter((one) => one.agentId === agentId), wipes, thisDeskId }),
      (error: unknown) => question.isOpen && setProblem(t(`errors:${error instanceof Failure ? error.code : 'internal'}`)),
    );
    return () => {
      question.isOpen = false;
    };
  }, [desk, agentId, look, t]);

  async function decide(run: () => Promise<unknown>): Promise<void> {
    setProblem(null);
    try {
      await run();
      setLost(null);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setProblem(error.code === 'conflict' ? t('tooLate') : t(`errors:${error.code}`));
    }
    setLook((count) => count + 1);
  }

  if (lost !== null) {
    return (
      <ConfirmDialog
        title={t('confirmTitle', { name })}
        confirm={t('wipe')}
        isDanger
        error={problem}
        onConfirm={() => void decide(() => desk.call('desk.order_wipe', { agentId, deskId: lost }))}
        onClose={() => setLost(null)}
      >
        <p>{t('confirmHelp')}</p>
        <p>{t('confirmLost')}</p>
        {lost === shown?.thisDeskId && <p className={styles['alarm']}>{t('confirmThis')}</p>}
      </ConfirmDialog>
    );
  }
  return (
    <Dialog title={t('title', { name })} isOpen onClose={onClose}>
      <div className={styles['body']}>
        <p className={styles['help']}>{t('help')}</p>
        {problem !== null && (
          <p role="alert" className={styles['alarm']}>
            {problem}
          </p>
        )}
        {shown !== null && shown.desks.length === 0 && <p>{t('none')}</p>}
        <ul className={styles['list']}>
          {shown?.desks.map((one) => (
            <DeskRow
              key={one.deskId}
              desk={one}
              isThis={one.deskId === shown.thisDeskId}
              wipe={shown.wipes.find(({ deskId }) => deskId === one.deskId)}
              onWipe={() => setLost(one.deskId)}
              onWithdraw={() => void decide(() => desk.call('desk.withdraw_wipe', { agentId, deskId: one.deskId }))}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
