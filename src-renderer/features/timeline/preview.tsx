import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { cleanFileName } from '#shared/files/file-name';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { usePicture } from '#ui/wire/use-picture';
import { PdfPreview } from './pdf-preview.tsx';
import { previewKind } from './preview-kind.ts';
import styles from './preview.module.css';
import { SaveButton } from './save-button.tsx';
import { TextPreview } from './text-preview.tsx';
import { useFile } from './use-file.ts';

interface PreviewProps {
  /** The message or note that names them. */
  readonly itemId: string;
  /** All of it that are shown here: the arrows walk through them. */
  readonly files: readonly Attachment[];
  readonly index: number;
  readonly onMove: (index: number) => void;
  readonly onClose: () => void;
}

/** One file as large as the window allows. Escape closes; the arrow keys turn pages, and go on to the message's other files. */
export function Preview(props: PreviewProps) {
  const attachment = props.files[props.index];
  // Its own pages, and its own state, for each file.
  return attachment === undefined ? null : <OpenPreview key={attachment.blobId} {...props} attachment={attachment} />;
}

function OpenPreview({ itemId, files, index, onMove, onClose, attachment }: PreviewProps & { readonly attachment: Attachment }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const [pages, setPages] = useState(1);
  const [page, setPage] = useState(1);
  const name = cleanFileName(attachment.name);
  const hasMore = pages > 1 || files.length > 1;
  const mayGo = (by: 1 | -1): boolean => (by === 1 ? page < pages || index < files.length - 1 : page > 1 || index > 0);
  const go = useCallback(
    (by: 1 | -1): void => {
      if (by === 1 ? page < pages : page > 1) setPage(page + by);
      else if (by === 1 ? index < files.length - 1 : index > 0) onMove(index + by);
    },
    [page, pages, index, files.length, onMove],
  );

  // Of the page: at the last file its button is disabled and leaves the focus nowhere.
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') onClose();
      if (key === 'ArrowLeft' || key === 'PageUp') go(-1);
      if (key === 'ArrowRight' || key === 'PageDown') go(1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [go, onClose]);

  return (
    <Dialog title={name} isOpen onClose={onClose} look="wide">
      <div className={styles['preview']}>
        <div className={styles['stage']}>
          {previewKind(attachment) === 'picture' ? (
            <Large attachment={attachment} itemId={itemId} />
          ) : (
            <Paper attachment={attachment} itemId={itemId} page={page} onOpened={setPages} />
          )}
        </div>
        <footer className={styles['foot']}>
          <span className={styles['about']}>
            {sizeText(attachment.size, format)}
            {pages > 1 && ` · ${t('preview.pageOf', { page, pages })}`}
            {files.length > 1 && ` · ${t('place', { index: index + 1, total: files.length })}`}
          </span>
          {hasMore && (
            <>
              <Button isDisabled={!mayGo(-1)} onPress={() => go(-1)}>
                {t('previous')}
              </Button>
              <Button isDisabled={!mayGo(1)} onPress={() => go(1)}>
                {t('next')}
              </Button>
            </>
          )}
          <SaveButton attachment={attachment} itemId={itemId} look="primary" />
        </footer>
      </div>
    </Dialog>
  );
}

function Large({ attachment, itemId }: { readonly attachment: Attachment; readonly itemId: string }) {
  const { t } = useTranslation('files');
  const shown = usePicture(attachment, itemId);
  if (shown === 'loading') return null;
  if (shown === 'none') return <p className={styles['remark']}>{t('not_shown')}</p>;
  return <img className={styles['large']} src={shown.url} alt={t('picture', { name: cleanFileName(attachment.name) })} draggable={false} />;
}

interface PaperProps {
  readonly attachment: Attachment;
  readonly itemId: string;
  readonly page: number;
  readonly onOpened: (pages: number) => void;
}

function Paper({ attachment, itemId, page, onOpened }: PaperProps) {
  const { t } = useTranslation('files');
  const file = useFile(attachment.blobId, itemId);
  const name = cleanFileName(attachment.name);
  if (file.is !== 'here') {
    return <output className={styles['remark']}>{t(file.is === 'loading' ? 'preview.opening' : `kept.${file.is}`)}</output>;
  }
  return previewKind(attachment) === 'pdf' ? (
    <PdfPreview bytes={file.bytes} name={name} page={page} onOpened={onOpened} />
  ) : (
    <TextPreview bytes={file.bytes} name={name} />
  );
}
