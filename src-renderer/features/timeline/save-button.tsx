import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { cleanFileName } from '#shared/files/file-name';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button, type ButtonProps } from '#ui/ui/controls.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { saveFile } from '#ui/wire/save-file';
import styles from './timeline.module.css';

interface SaveButtonProps {
  readonly attachment: Attachment;
  readonly look: ButtonProps['look'];
}

/** Saves a file where the agent says; it is opened by nothing of ours. */
export function SaveButton({ attachment, look }: SaveButtonProps) {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  const desk = useDesk();
  const [state, setState] = useState<'idle' | 'fetching' | 'failed'>('idle');
  const name = cleanFileName(attachment.name);

  async function save(): Promise<void> {
    setState('fetching');
    try {
      const { base64 } = await desk.desk.call('blob.read', { blobId: attachment.blobId });
      await saveFile(desk, name, base64);
      setState('idle');
    } catch {
      // Offline, or no longer kept: said beside the file, and it can be tried again.
      setState('failed');
    }
  }

  return (
    <>
      <Button
        {...(look === undefined ? {} : { look })}
        aria-label={`${t('attachment.save')} ${t('attachment.label', { name, size: sizeText(attachment.size, format) })}`}
        onPress={() => {
          // Not disabled meanwhile, which would take the focus away.
          if (state !== 'fetching') void save();
        }}
      >
        {state === 'fetching' ? t('attachment.saving') : t('attachment.save')}
      </Button>
      {state === 'failed' && (
        <span role="alert" className={styles['problem']}>
          {t('attachment.failed')}
        </span>
      )}
    </>
  );
}
