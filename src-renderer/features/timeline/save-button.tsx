import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { cleanFileName } from '#shared/files/file-name';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { ConfirmDialog } from '#ui/ui/confirm-dialog.tsx';
import { Button, type ButtonProps } from '#ui/ui/controls.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { saveFile } from '#ui/wire/save-file';
import { previewKind } from './preview-kind.ts';
import styles from './timeline.module.css';
import { absenceOf } from './use-file.ts';

interface SaveButtonProps {
  /** The message or note that names it. */
  readonly itemId: string;
  readonly attachment: Attachment;
  readonly look: ButtonProps['look'];
}

/** Saves a file where the agent says; it is opened by nothing of ours. */
export function SaveButton({ itemId, attachment, look }: SaveButtonProps) {
  const { t } = useTranslation(['timeline', 'files']);
  const format = useFormat();
  const desk = useDesk();
  const [state, setState] = useState<'idle' | 'asking' | 'fetching' | 'waiting' | 'gone' | 'failed'>('idle');
  const name = cleanFileName(attachment.name);
  const isShownHere = previewKind(attachment) !== null;

  async function save(): Promise<void> {
    setState('fetching');
    try {
      const { base64 } = await desk.desk.call('blob.read', { blobId: attachment.blobId, itemId });
      await saveFile(desk, name, base64);
      setState('idle');
    } catch (error) {
      // Said beside the file, and it can be tried again.
      setState(absenceOf(error));
    }
  }

  return (
    <>
      <Button
        {...(look === undefined ? {} : { look })}
        aria-label={`${t('attachment.save')} ${t('attachment.label', { name, size: sizeText(attachment.size, format) })}`}
        onPress={() => {
          // Not disabled meanwhile, which would take the focus away.
          if (state === 'fetching') return;
          if (isShownHere) void save();
          else setState('asking');
        }}
      >
        {state === 'fetching' ? t('attachment.saving') : t('attachment.save')}
      </Button>
      {state === 'asking' && (
        <ConfirmDialog
          title={t('files:only_saved.title')}
          confirm={t('attachment.save')}
          onConfirm={() => void save()}
          onClose={() => setState('idle')}
        >
          <p>{t('files:only_saved.help', { name })}</p>
        </ConfirmDialog>
      )}
      {(state === 'waiting' || state === 'gone' || state === 'failed') && (
        <span role="alert" className={styles['problem']}>
          {t(`files:kept.${state}`)}
        </span>
      )}
    </>
  );
}
