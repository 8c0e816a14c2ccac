import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentProfile, OpenWork } from '#shared/domain/agent';
import type { WorkInHand } from '#shared/contracts/hub';
import { AgentId, DispositionId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { outcomesOf } from '#ui/state/outcomes';
import { ConfirmDialog } from '#ui/ui/confirm-dialog.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import styles from './people.module.css';

export interface LeaveDialogProps {
  /** How the person is to be: not active any more, or in a role that handles nothing. */
  readonly wished: AgentProfile;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Nobody goes and leaves a customer with nobody: the question is asked where there is work in hand, and only there. */
export function LeaveDialog({ wished, onDone, onClose }: LeaveDialogProps) {
  const { t } = useTranslation(['people', 'errors']);
  const format = useFormat();
  const desk = useDesk();
  const people = useRecords(({ records }) => records.agent);
  const dispositions = useRecords(({ records }) => records.disposition);
  const [work, setWork] = useState<WorkInHand | null>(null);
  const [to, setTo] = useState<OpenWork['to']>('queues');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [outcomeId, setOutcomeId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [look, setLook] = useState(0);
  const name = format.agent(wished);

  useEffect(() => {
    const question = { isOpen: true };
    desk.desk.call('person.work', { agentId: wished.id }).then(
      (found) => question.isOpen && setWork(found),
      (error: unknown) => question.isOpen && setProblem(t(`errors:${error instanceof Failure ? error.code : 'internal'}`)),
    );
    return () => {
      question.isOpen = false;
    };
  }, [desk, wished.id, look, t]);

  const colleagues = useMemo(() => colleaguesFor(work, people, wished.id), [work, people, wished.id]);
  const outcomes = useMemo(() => outcomesOf(dispositions, format), [dispositions, format]);
  const colleagueId = chosenId ?? colleagues[0]?.id ?? null;
  const dispositionId = outcomeId ?? outcomes[0]?.id ?? null;
  const inHand = work?.handling.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const hasNobody = to === 'colleague' && inHand > 0 && colleagueId === null;

  async function run(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      await settle(desk, { type: 'agent.configure', agent: wished, ...destination() });
      onDone();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setProblem(wordsOf(error));
      setLook(look + 1);
    } finally {
      setIsBusy(false);
    }
  }

  function destination(): { openWork?: OpenWork } {
    if (work === null || inHand + work.wrapUp === 0) return {};
    const outcome = work.wrapUp > 0 && dispositionId !== null ? { dispositionId: DispositionId.parse(dispositionId) } : {};
    if (to === 'colleague' && colleagueId !== null && inHand > 0) {
      return { openWork: { to, agentId: AgentId.parse(colleagueId), ...outcome } };
    }
    return { openWork: { to: 'queues', ...outcome } };
  }

  function wordsOf({ code, field = '' }: Failure): string {
    if (field === 'isActive' || field === 'role') return t('lastAdmin');
    return field.startsWith('openWork') ? t('leave.changed') : t(`errors:${code}`);
  }

  return (
    <ConfirmDialog
      title={t(wished.isActive ? 'leave.roleTitle' : 'leave.title', { name })}
      confirm={t(wished.isActive ? 'leave.confirmRole' : 'leave.confirm')}
      isDanger={!wished.isActive}
      isBusy={isBusy || work === null || hasNobody}
      error={problem}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <p>{t(wished.isActive ? 'leave.roleHelp' : 'leave.help')}</p>
      {inHand > 0 && (
        <fieldset className={styles['leave']}>
          <legend>{t('leave.work', { count: inHand })}</legend>
          {(['queues', 'colleague'] as const).map((way) => (
            <label key={way}>
              <input type="radio" name="leave-to" checked={to === way} onChange={() => setTo(way)} /> {t(`leave.${way}`)}
            </label>
          ))}
          {to === 'colleague' && colleagueId === null && <p className={styles['alarm']}>{t('leave.noColleague')}</p>}
          {to === 'colleague' && colleagueId !== null && (
            <Select
              label={t('leave.colleagueLabel')}
              value={colleagueId}
              options={colleagues.map((agent) => ({ id: agent.id as string, text: format.agent(agent) }))}
              onChange={setChosenId}
            />
          )}
        </fieldset>
      )}
      {work !== null && work.wrapUp > 0 && dispositionId !== null && (
        <div className={styles['leave']}>
          <p>{t('leave.wrapUp', { count: work.wrapUp })}</p>
          <Select
            label={t('leave.disposition')}
            value={dispositionId}
            options={outcomes.map(({ id, above, text }) => ({ id: id as string, text: `${above}${text}` }))}
            onChange={setOutcomeId}
          />
        </div>
      )}
    </ConfirmDialog>
  );
}

/** Who may take all of it, those at their desks first. */
function colleaguesFor(work: WorkInHand | null, people: ReadonlyMap<string, Agent>, leaverId: AgentId): readonly Agent[] {
  const due = work?.handling.map(({ queueId }) => queueId) ?? [];
  return [...people.values()]
    .filter(
      ({ id, isActive, role, queueIds }) =>
        id !== leaverId && isActive && can(role, 'interaction.handle') && due.every((queueId) => queueIds.includes(queueId)),
    )
    .toSorted((a, b) => Number(b.isConnected) - Number(a.isConnected));
}
