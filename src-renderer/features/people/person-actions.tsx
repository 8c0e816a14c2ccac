import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentProfile, type Agent } from '#shared/domain/agent';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { ConfirmDialog } from '#ui/ui/confirm-dialog.tsx';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useMe, useSession } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import type { Issued } from './issued-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import styles from './people.module.css';

interface PersonActionsProps {
  readonly agent: Agent;
  readonly onIssued: (issued: Issued) => void;
}

/** What is done to a person at once, beside the form: another password, leaving, coming back. */
export function PersonActions({ agent, onIssued }: PersonActionsProps) {
  const { t } = useTranslation(['people', 'errors']);
  const format = useFormat();
  const desk = useDesk();
  const me = useMe();
  const attempt = useAttempt();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [asked, setAsked] = useState<'password' | 'leave' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const name = format.agent(agent);
  const close = (): void => setAsked(null);

  async function issue(): Promise<void> {
    setProblem(null);
    try {
      const { issued } = await desk.desk.call('password.issue', { agentIds: [agent.id] });
      close();
      for (const { password } of issued) onIssued({ name, loginName: agent.loginName, password, isNew: false });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setProblem(t(`errors:${error.code}`));
    }
  }

  if (!agent.isActive) {
    const wished = { ...AgentProfile.parse(agent), isActive: true };
    return (
      <div className={styles['actions']}>
        <Button onPress={() => desk.ui.setState({ sheet: 'desks', desksOf: agent.id })}>{t('desks')}</Button>
        <Button isDisabled={!isConnected} onPress={() => attempt(() => settle(desk, { type: 'agent.configure', agent: wished }))}>
          {t('leave.again')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['actions']}>
      <Button onPress={() => desk.ui.setState({ sheet: 'desks', desksOf: agent.id })}>{t('desks')}</Button>
      {agent.id === me.id ? (
        <span className={styles['help']}>{t('password.own')}</span>
      ) : (
        <Button isDisabled={!isConnected} onPress={() => setAsked('password')}>
          {t('password.issue')}
        </Button>
      )}
      <Button look="danger" isDisabled={!isConnected} onPress={() => setAsked('leave')}>
        {t('leave.do')}
      </Button>
      {asked === 'password' && (
        <ConfirmDialog
          title={t('password.confirmTitle', { name })}
          confirm={t('password.issue')}
          error={problem}
          onConfirm={() => void issue()}
          onClose={close}
        >
          <p>{t('password.confirmHelp', { name })}</p>
        </ConfirmDialog>
      )}
      {asked === 'leave' && <LeaveDialog wished={{ ...AgentProfile.parse(agent), isActive: false }} onDone={close} onClose={close} />}
    </div>
  );
}
