import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentProfile } from '#shared/domain/agent';
import type { AgentId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { CheckList } from '#ui/ui/check-list.tsx';
import { Field } from '#ui/ui/controls.tsx';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import type { Issued } from './issued-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { NameFields } from './name-fields.tsx';
import styles from './people.module.css';
import { PersonActions } from './person-actions.tsx';
import { CHANNELS, draftOf, profileOf, type PersonDraft } from './person-draft.ts';
import { RoleField } from './role-field.tsx';

export interface PersonFormProps {
  readonly agentId: AgentId;
  /** Undefined for somebody new. */
  readonly agent: Agent | undefined;
  readonly onIssued: (issued: Issued) => void;
  readonly onSaved?: (profile: AgentProfile) => void;
  readonly onCancel?: () => void;
}

export function PersonForm({ agentId, agent, onIssued, onSaved, onCancel }: PersonFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const format = useFormat();
  const desk = useDesk();
  const queues = useRecords(({ records }) => records.queue);
  const [leaving, setLeaving] = useState<AgentProfile | null>(null);
  const items = useMemo(
    () =>
      [...queues.values()]
        .filter(({ id, isRetired }) => isRetired !== true || agent?.queueIds.includes(id) === true)
        .map(({ id, name }) => ({ id, text: format.text(name), foundBy: `${name.ja} ${name.en}` })),
    [queues, agent, format],
  );

  const form = useForm<PersonDraft>({
    key: agent === undefined ? 'person new' : `person ${agentId}`,
    initial: draftOf(agent),
    save: async (draft) => {
      const profile = profileOf(agentId, draft, agent);
      try {
        await settle(desk, { type: 'agent.configure', agent: profile });
      } catch (error) {
        // The new part in the team handles nothing, and there is work in hand.
        if (error instanceof Failure && error.field === 'openWork') setLeaving(profile);
        throw error;
      }
      onSaved?.(profile);
    },
  });
  const draft = form.value;
  const wrong = (field: string, words: string): string | null => (form.failureOf(field) === null ? null : words);
  return (
    <>
      <FormFrame
        title={agent === undefined ? t('newTitle') : format.agent(agent)}
        form={form}
        isNew={agent === undefined}
        actions={agent === undefined ? null : <PersonActions agent={agent} onIssued={onIssued} />}
        failureText={({ field }) => (field === 'openWork' ? t('leave.roleHelp') : null)}
        {...(onCancel === undefined ? {} : { onCancel })}
      >
        {agent?.isActive === false && <p className={styles['inactive']}>{t('leave.againHelp')}</p>}
        <NameFields draft={draft} put={form.put} wrong={wrong} takesFocus={agent === undefined} />
        <Field
          label={t('loginName')}
          description={t('loginNameHelp')}
          value={draft.loginName}
          onChange={(loginName) => form.put({ loginName })}
          error={wrong('loginName', t(form.failure?.code === 'conflict' ? 'loginNameTaken' : 'loginNameWrong'))}
          autoComplete="off"
        />
        <LocalizedField
          label={t('publicName')}
          value={draft.publicName}
          onChange={(publicName) => form.put({ publicName })}
          error={wrong('publicName', t('publicNameMissing'))}
        />
        <RoleField value={draft.role} onChange={(role) => form.put({ role })} error={wrong('role', t('lastAdmin'))} />
        {draft.role !== 'admin' && (
          <CheckList
            label={t('queues')}
            items={items}
            chosen={draft.queueIds}
            onChange={(chosen) => form.put({ queueIds: items.map(({ id }) => id).filter((id) => chosen.includes(id)) })}
            empty={t('noQueues')}
          />
        )}
        {can(draft.role, 'interaction.handle') && (
          <fieldset className={styles['capacity']}>
            <legend>{t('capacity')}</legend>
            {CHANNELS.map((channel) => (
              <Field
                key={channel}
                label={t(`common:channel.${channel}`)}
                inputMode="numeric"
                value={draft.capacity[channel]}
                onChange={(count) => form.put({ capacity: { ...draft.capacity, [channel]: count } })}
                error={wrong(`capacity.${channel}`, t('capacityWrong'))}
              />
            ))}
            <p className={styles['help']}>{t('capacityHelp')}</p>
          </fieldset>
        )}
      </FormFrame>
      {leaving !== null && (
        <LeaveDialog
          wished={leaving}
          onClose={() => setLeaving(null)}
          onDone={() => {
            setLeaving(null);
            form.discard();
          }}
        />
      )}
    </>
  );
}
