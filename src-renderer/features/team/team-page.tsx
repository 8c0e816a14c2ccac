import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '#shared/domain/agent';
import { fromInstant } from '#shared/domain/clock';
import { can } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { loadOf, presenceOf, teamOf } from '#ui/state/selectors';
import { Badge, Button } from '#ui/ui/controls.tsx';
import { StateDot } from '#ui/ui/state-dot.tsx';
import { useDesk, useMe, useNow, useRecords } from '#ui/wire/desk.tsx';
import { WorkBoard } from './work-board.tsx';
import { QueueDialog } from './queue-dialog.tsx';
import styles from './team.module.css';

/** Who is here, what they do, which queues they serve; leads change the queues. */
export function TeamPage() {
  const { t } = useTranslation('team');
  const me = useMe();
  const team = useRecords(({ records }) => teamOf(records));
  const [edited, setEdited] = useState<Agent | null>(null);
  const mayEdit = can(me.role, 'agent.set_queues');
  const maySeeDesks = (agent: Agent): boolean =>
    can(me.role, 'desk.oversee') && (me.role === 'admin' || agent.queueIds.some((id) => me.queueIds.includes(id)));
  return (
    <div className={styles['page']}>
      <div className={styles['column']}>
        <header className={styles['header']}>
          <h1>{t('title')}</h1>
          <span className={styles['count']}>{t('here', { count: team.filter(({ isConnected }) => isConnected).length })}</span>
        </header>
        {can(me.role, 'interaction.direct') && <WorkBoard />}
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t('person')}</th>
              <th scope="col">{t('state')}</th>
              <th scope="col" className={styles['number']}>
                {t('since')}
              </th>
              <th scope="col" className={styles['number']}>
                {t('load')}
              </th>
              <th scope="col">{t('queues')}</th>
              {mayEdit && (
                <th scope="col">
                  <span className="visually-hidden">{t('edit')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {team.map((agent) => (
              <TeamRow key={agent.id} agent={agent} mayEdit={mayEdit} maySeeDesks={maySeeDesks(agent)} onEdit={setEdited} />
            ))}
          </tbody>
        </table>
      </div>
      {edited !== null && <QueueDialog agent={edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

interface TeamRowProps {
  readonly agent: Agent;
  readonly mayEdit: boolean;
  readonly maySeeDesks: boolean;
  readonly onEdit: (agent: Agent) => void;
}

function TeamRow({ agent, mayEdit, maySeeDesks, onEdit }: TeamRowProps) {
  const { t } = useTranslation(['team', 'presence', 'common']);
  const format = useFormat();
  const { ui } = useDesk();
  const now = useNow();
  const load = useRecords(({ records }) => loadOf(records, agent.id));
  const { shown, since } = useRecords(({ records }) => presenceOf(records, agent));
  const queues = useRecords(({ records }) => agent.queueIds.flatMap((id) => records.queue.get(id) ?? []));
  return (
    <tr>
      <th scope="row">
        <span className={styles['person']}>{format.agent(agent)}</span>
        <span className={styles['role']}>{t(`common:role.${agent.role}`)}</span>
      </th>
      <td>
        <span className={styles['state']}>
          <StateDot state={shown} />
          {shown === 'not_ready' && agent.intent.is === 'not_ready'
            ? t(`presence:reason.${agent.intent.reason}`)
            : t(`presence:state.${shown}`)}
        </span>
      </td>
      <td className={`figures ${styles['number']}`}>{format.duration(now - fromInstant(since))}</td>
      <td className={`figures ${styles['number']}`}>{load.handling + load.wrapUp}</td>
      <td>
        <span className={styles['queues']}>
          {queues.length === 0 && <span className={styles['none']}>{t('noQueues')}</span>}
          {queues.map((queue) => (
            <Badge key={queue.id}>{format.text(queue.name)}</Badge>
          ))}
        </span>
      </td>
      {mayEdit && (
        <td>
          <Button look="quiet" onPress={() => onEdit(agent)} aria-label={t('editNamed', { name: format.agent(agent) })}>
            {t('edit')}
          </Button>
          {maySeeDesks && (
            <Button
              look="quiet"
              onPress={() => ui.setState({ sheet: 'desks', desksOf: agent.id })}
              aria-label={t('desksNamed', { name: format.agent(agent) })}
            >
              {t('desks')}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}
