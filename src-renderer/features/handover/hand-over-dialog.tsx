import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label, ListBox, ListBoxItem } from 'react-aria-components';
import type { Agent } from '#shared/domain/agent';
import { AgentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf, presenceOf, receiversOf } from '#ui/state/selectors';
import { Dialog } from '#ui/ui/dialog.tsx';
import { StateDot } from '#ui/ui/state-dot.tsx';
import { useDesk, useMe, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import { NoteForm } from './note-form.tsx';
import styles from './handover.module.css';

/** To one colleague of the queue, who is asked first; ready or not, but at the desk. */
export function HandOverDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation('handover');
  const format = useFormat();
  const desk = useDesk();
  const submit = useSubmit();
  const me = useMe();
  const receivers = useRecords(({ records }) => receiversOf(records, interaction, me.id));
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  const [chosen, setChosen] = useState<AgentId | null>(null);
  const agentId = receivers.find(({ id, isConnected }) => id === chosen && isConnected)?.id ?? null;
  const { id: interactionId, conversationId } = interaction;

  async function handOver(note: string): Promise<boolean> {
    if (agentId === null) return false;
    const body = { type: 'interaction.hand_over', interactionId, conversationId, agentId, noteId: desk.ids.note(), note } as const;
    const isDone = await submit(body, basisOf(desk.records.getState(), interactionId));
    if (isDone) onClose();
    return isDone;
  }

  return (
    <Dialog title={t('handOverTitle', { name: format.addressed(customer) })} isOpen onClose={onClose}>
      <NoteForm confirm={t('handOver')} isIncomplete={agentId === null} onCancel={onClose} onConfirm={handOver}>
        <Label className={styles['label'] ?? ''} elementType="span">
          {t('colleague')}
        </Label>
        <ListBox
          aria-label={t('colleague')}
          className={styles['people'] ?? ''}
          selectionMode="single"
          selectedKeys={agentId === null ? [] : [agentId]}
          disabledKeys={receivers.filter(({ isConnected }) => !isConnected).map(({ id }) => id)}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            setChosen(key === undefined ? null : AgentId.parse(key));
          }}
          renderEmptyState={() => <p className={styles['help']}>{t('nobody')}</p>}
        >
          {receivers.map((agent) => (
            <ListBoxItem key={agent.id} id={agent.id} textValue={format.agent(agent)} className={styles['person'] ?? ''}>
              <Person agent={agent} isChosen={agent.id === agentId} />
            </ListBoxItem>
          ))}
        </ListBox>
        <p className={styles['help']}>{t('handOverHelp')}</p>
      </NoteForm>
    </Dialog>
  );
}

function Person({ agent, isChosen }: { readonly agent: Agent; readonly isChosen: boolean }) {
  const { t } = useTranslation(['handover', 'presence']);
  const format = useFormat();
  const { shown } = useRecords(({ records }) => presenceOf(records, agent));
  return (
    <>
      <span className={styles['mark']} aria-hidden>
        {isChosen ? '✓' : ''}
      </span>
      <span className={styles['name']}>{format.agent(agent)}</span>
      <span className={styles['state']}>
        <StateDot state={shown} />
        {shown === 'offline' ? t('away') : t(`presence:state.${shown}`)}
      </span>
    </>
  );
}
