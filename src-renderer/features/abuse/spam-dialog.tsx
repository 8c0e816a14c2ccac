import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BlockReason } from '#shared/domain/abuse';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { Button, Field } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useRecords, useSession, useSubmit } from '#ui/wire/desk.tsx';
import styles from './abuse.module.css';

type Also = BlockReason | 'no_block';

/** No customer's wish: closed apart from every figure, and, where it is wished, the person shut out with the reason. */
export function SpamDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation(['abuse', 'common']);
  const format = useFormat();
  const submit = useSubmit();
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [also, setAlso] = useState<Also>('no_block');
  const [note, setNote] = useState('');
  const { id: interactionId, conversationId, state } = interaction;
  const work = { interactionId, conversationId };
  const closes = isOpen(state);

  async function judge(): Promise<void> {
    // First the block, by way of work that is still there to say who may.
    if (also !== 'no_block' && !(await submit({ type: 'customer.block', ...work, reason: also, note: note.trim() }, 0))) return;
    if (closes && !(await submit({ type: 'interaction.close_as_spam', ...work, fromId: ownerOf(state) }, 0))) return;
    onClose();
  }

  return (
    <Dialog title={t('spamTitle', { name: format.addressed(customer) })} isOpen onClose={onClose}>
      <div className={styles['dialog']}>
        {closes && <p>{t('spamHelp')}</p>}
        <Select<Also>
          label={t('alsoBlock')}
          value={also}
          options={(['no_block', ...BlockReason.options] as const).map((id) => ({ id, text: t(`also.${id}`) }))}
          onChange={setAlso}
        />
        {also !== 'no_block' && <Field label={t('note')} description={t('noteHelp')} value={note} maxLength={500} onChange={setNote} />}
        <footer className={styles['footer']}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button look="danger" isDisabled={!isConnected || (!closes && also === 'no_block')} onPress={() => void judge()}>
            {t(!closes ? 'block' : also === 'no_block' ? 'closeAsSpam' : 'closeAndBlock')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
