import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { cleanFileName } from '#shared/files/file-name';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Icon } from '#ui/ui/icon.tsx';
import { Button } from '#ui/ui/controls.tsx';
import { useSession } from '#ui/wire/desk.tsx';
import { useKept } from '#ui/wire/use-kept';
import { Picture } from './picture.tsx';
import { previewKind } from './preview-kind.ts';
import { Preview } from './preview.tsx';
import { SaveButton } from './save-button.tsx';
import styles from './timeline.module.css';

interface AttachmentListProps {
  /** The message or note that names them. */
  readonly itemId: string;
  readonly attachments: readonly Attachment[];
}

export function AttachmentList({ itemId, attachments }: AttachmentListProps) {
  const [openAt, setOpenAt] = useState<number | null>(null);
  if (attachments.length === 0) return null;
  const shown = attachments.filter((attachment) => previewKind(attachment) !== null);
  return (
    <ul className={styles['files']}>
      {attachments.map((attachment) => {
        const { blobId } = attachment;
        if (attachment.isMissing === true || attachment.isPending === true) {
          return <AbsentRow key={blobId} name={cleanFileName(attachment.name)} isPending={attachment.isPending === true} />;
        }
        const kind = previewKind(attachment);
        const open = (): void => setOpenAt(shown.indexOf(attachment));
        if (kind !== 'picture')
          return <FileRow key={blobId} itemId={itemId} attachment={attachment} onOpen={kind === null ? null : open} />;
        const row = <FileRow key={blobId} itemId={itemId} attachment={attachment} onOpen={null} />;
        return <Picture key={blobId} itemId={itemId} attachment={attachment} onOpen={open} instead={row} />;
      })}
      {openAt !== null && (
        <li>
          <Preview itemId={itemId} files={shown} index={openAt} onMove={setOpenAt} onClose={() => setOpenAt(null)} />
        </li>
      )}
    </ul>
  );
}

/** The channel named it, and has not handed it over yet, or would not: there is nothing to save. */
function AbsentRow({ name, isPending }: { readonly name: string; readonly isPending: boolean }) {
  const { t } = useTranslation('timeline');
  return (
    <li className={styles['file']}>
      <span className={styles['fileName']} title={name}>
        <bdi>{name}</bdi>
      </span>
      {isPending ? (
        <span className={styles['fileSize']}>{t('attachment.pending')}</span>
      ) : (
        <span className={styles['problem']}>{t('attachment.missing')}</span>
      )}
    </li>
  );
}

interface FileRowProps {
  readonly itemId: string;
  readonly attachment: Attachment;
  /** Null: it is only saved. */
  readonly onOpen: (() => void) | null;
}

function FileRow({ itemId, attachment, onOpen }: FileRowProps) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const name = cleanFileName(attachment.name);
  return (
    <li className={styles['file']}>
      <Icon name="file" />
      <span className={styles['fileName']} title={name}>
        <bdi>{name}</bdi>
      </span>
      <span className={styles['fileSize']}>
        {sizeText(attachment.size, format)}
        <WhereItIs attachment={attachment} />
      </span>
      {onOpen !== null && (
        <Button look="quiet" aria-label={t('preview.open', { name })} onPress={onOpen}>
          {t('preview.show')}
        </Button>
      )}
      <SaveButton attachment={attachment} itemId={itemId} look="quiet" />
    </li>
  );
}

/** Kept here, or to be fetched when the line is back; with a line and not kept, there is nothing that the agent has to know. */
function WhereItIs({ attachment }: Pick<FileRowProps, 'attachment'>) {
  const { t } = useTranslation('files');
  const isKept = useKept(attachment.blobId);
  const hasLine = useSession(({ connection }) => connection.is === 'connected');
  if (isKept === true) return <> · {t('kept.here')}</>;
  return isKept === false && !hasLine ? <> · {t('kept.waiting')}</> : null;
}
