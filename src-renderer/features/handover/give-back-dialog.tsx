import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf } from '#ui/state/selectors';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import { NoteForm } from './note-form.tsx';
import styles from './handover.module.css';

/** Back to its queue, or on to another. */
export function GiveBackDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation('handover');
  const format = useFormat();
  const desk = useDesk();
  const submit = useSubmit();
  const queues = useRecords(({ records }) =>
    [...records.queue.values()].filter(({ id, isRetired }) => isRetired !== true || id === interaction.queueId),
  );
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  const [queueId, setQueueId] = useState(interaction.queueId);
  const { id: interactionId, conversationId } = interaction;

  async function giveBack(note: string): Promise<boolean> {
    const body = { type: 'interaction.give_back', interactionId, conversationId, queueId, noteId: desk.ids.note(), note } as const;
    const isDone = await submit(body, basisOf(desk.records.getState(), interactionId));
    if (isDone) onClose();
    return isDone;
  }

  return (
    <Dialog title={t('giveBackTitle', { name: format.addressed(customer) })} isOpen onClose={onClose}>
      <NoteForm confirm={t('giveBack')} onCancel={onClose} onConfirm={giveBack}>
        <Select
          label={t('queue')}
          value={queueId}
          options={queues.map(({ id, name }) => ({ id, text: format.text(name) }))}
          onChange={setQueueId}
        />
        <p className={styles['help']}>{t('giveBackHelp')}</p>
      </NoteForm>
    </Dialog>
  );
}
