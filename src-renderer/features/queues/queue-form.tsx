import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '#shared/domain/agent';
import type { QueueId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import type { Queue } from '#shared/domain/queue';
import { useFormat } from '#ui/i18n/use-format';
import { CheckList } from '#ui/ui/check-list.tsx';
import { Field } from '#ui/ui/controls.tsx';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import { draftOf, queueOf, type QueueDraft } from './queue-draft.ts';
import styles from './queues.module.css';
import { RetireQueue } from './retire-queue.tsx';

export interface QueueFormProps {
  readonly queueId: QueueId;
  /** Undefined for a new one. */
  readonly queue: Queue | undefined;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
}

export function QueueForm({ queueId, queue, onSaved, onCancel }: QueueFormProps) {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const desk = useDesk();
  const people = useRecords(({ records }) => records.agent);
  const team = useMemo(() => [...people.values()].filter(mayServe).toSorted((a, b) => compareReadings(a, b)), [people]);
  const holders = team.filter(({ queueIds }) => queueIds.includes(queueId));
  // Who serves it already stands first: that is what one comes to look at.
  const candidates = useMemo(
    () =>
      team
        .toSorted((a, b) => Number(b.queueIds.includes(queueId)) - Number(a.queueIds.includes(queueId)))
        .map((agent) => itemOf(agent, format.agent(agent))),
    [team, format, queueId],
  );

  const form = useForm<QueueDraft>({
    key: queue === undefined ? 'queue new' : `queue ${queueId}`,
    initial: draftOf(queue, holders),
    save: async (draft) => {
      await settle(desk, { type: 'queue.configure', queue: queueOf(queueId, draft, queue) });
      // Each person's queues are that person's: one wish for everyone who comes or goes.
      for (const { id, queueIds } of team) {
        const isDue = draft.holderIds.includes(id);
        if (queueIds.includes(queueId) === isDue) continue;
        const wished = isDue ? [...queueIds, queueId] : queueIds.filter((one) => one !== queueId);
        await settle(desk, { type: 'agent.set_queues', agentId: id, queueIds: wished });
      }
    },
  });
  const { name, target, ringTimeout, holderIds } = form.value;
  return (
    <FormFrame
      title={queue === undefined ? t('newTitle') : format.text(queue.name)}
      form={form}
      isNew={queue === undefined}
      actions={queue === undefined ? null : <RetireQueue queue={queue} />}
      {...(onSaved === undefined ? {} : { onSaved })}
      {...(onCancel === undefined ? {} : { onCancel })}
    >
      {queue?.isRetired === true && <p className={styles['retired']}>{t('retiredHelp')}</p>}
      <LocalizedField
        label={t('name')}
        value={name}
        takesFocus={queue === undefined}
        onChange={(text) => form.put({ name: text })}
        error={form.failureOf('name') === null ? null : t('nameMissing')}
      />
      <div className={styles['pair']}>
        <Field
          label={t('target')}
          description={t('targetHelp')}
          inputMode="decimal"
          value={target}
          onChange={(text) => form.put({ target: text })}
          error={form.failureOf('targetMs') === null ? null : t('secondsWrong')}
        />
        <Field
          label={t('ringTimeout')}
          description={t('ringTimeoutHelp')}
          inputMode="decimal"
          value={ringTimeout}
          onChange={(text) => form.put({ ringTimeout: text })}
          error={form.failureOf('ringTimeoutMs') === null ? null : t('secondsWrong')}
        />
      </div>
      <CheckList
        label={t('holders')}
        items={candidates}
        chosen={holderIds}
        onChange={(chosen) => form.put({ holderIds: candidates.map(({ id }) => id).filter((id) => chosen.includes(id)) })}
        empty={t('nobody')}
        counts="people"
      />
      <p className={styles['help']}>{t('holdersHelp')}</p>
    </FormFrame>
  );
}

function mayServe({ isActive, role }: Agent): boolean {
  return isActive && (can(role, 'interaction.handle') || can(role, 'conversation.read'));
}

function compareReadings(a: Agent, b: Agent): number {
  return readingOf(a).localeCompare(readingOf(b), 'ja');
}

function readingOf({ name, loginName }: Agent): string {
  return [name.familyReading ?? name.family, name.givenReading ?? name.given, loginName].join(' ');
}

function itemOf({ id, loginName, latinName, name }: Agent, text: string) {
  return { id, text, hint: loginName, foundBy: [text, loginName, latinName, ...Object.values(name)].join(' ') };
}
