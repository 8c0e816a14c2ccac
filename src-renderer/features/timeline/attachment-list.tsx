import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { cleanFileName } from '#shared/files/file-name';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Icon } from '#ui/ui/icon.tsx';
import { isPicture } from '#ui/wire/use-picture';
import { Picture } from './picture.tsx';
import { SaveButton } from './save-button.tsx';
import styles from './timeline.module.css';

export function AttachmentList({ attachments }: { readonly attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  const pictures = attachments.filter(isPicture);
  return (
    <ul className={styles['files']}>
      {attachments.map((attachment) => {
        if (attachment.isMissing === true || attachment.isPending === true) {
          return <AbsentRow key={attachment.blobId} name={cleanFileName(attachment.name)} isPending={attachment.isPending === true} />;
        }
        const row = <AttachmentRow key={attachment.blobId} attachment={attachment} />;
        if (!isPicture(attachment)) return row;
        return <Picture key={attachment.blobId} pictures={pictures} index={pictures.indexOf(attachment)} instead={row} />;
      })}
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

function AttachmentRow({ attachment }: { readonly attachment: Attachment }) {
  const format = useFormat();
  const name = cleanFileName(attachment.name);
  return (
    <li className={styles['file']}>
      <Icon name="file" />
      <span className={styles['fileName']} title={name}>
        <bdi>{name}</bdi>
      </span>
      <span className={styles['fileSize']}>{sizeText(attachment.size, format)}</span>
      <SaveButton attachment={attachment} look="quiet" />
    </li>
  );
}
