import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenPdf, OpenPdfFile } from '#ui/wire/open-pdf';
import styles from './preview.module.css';

interface PdfPreviewProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly page: number;
  readonly onOpened: (pages: number) => void;
  readonly open?: OpenPdfFile;
}

/** Fetched when the first document is looked at: it is larger than the rest of the page. */
const openWhenAsked: OpenPdfFile = async (bytes) => (await import('#ui/wire/open-pdf')).openPdf(bytes);

/** One page of a document, as an image of it: nothing in it can be pressed, and nothing in it acts. */
export function PdfPreview({ bytes, name, page, onOpened, open = openWhenAsked }: PdfPreviewProps) {
  const { t } = useTranslation('files');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [document, setDocument] = useState<OpenPdf | null>(null);
  const [state, setState] = useState<'opening' | 'drawn' | 'broken'>('opening');

  useEffect(() => {
    const looking = { isOver: false };
    const opened: { document: OpenPdf | null } = { document: null };
    // The worker takes the bytes away with it.
    open(bytes.slice()).then(
      (found) => {
        opened.document = found;
        if (looking.isOver) return found.close();
        onOpened(found.pages);
        setDocument(found);
      },
      () => !looking.isOver && setState('broken'),
    );
    return () => {
      looking.isOver = true;
      opened.document?.close();
    };
  }, [bytes, open, onOpened]);

  useEffect(() => {
    const paper = canvas.current;
    if (document === null || paper === null) return;
    const looking = { isOver: false };
    document.draw(page, paper, paper.parentElement?.clientWidth ?? paper.clientWidth).then(
      () => !looking.isOver && setState('drawn'),
      () => !looking.isOver && setState('broken'),
    );
    return () => {
      looking.isOver = true;
    };
  }, [document, page]);

  return (
    <>
      {state === 'opening' && <p className={styles['remark']}>{t('preview.opening')}</p>}
      {state === 'broken' && (
        <p className={styles['remark']} role="alert">
          {t('preview.broken')}
        </p>
      )}
      <canvas
        ref={canvas}
        className={styles['page']}
        hidden={state !== 'drawn'}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn upon, and never an image of its own
        role="img"
        aria-label={t('preview.page', { name, page, pages: document?.pages ?? 1 })}
      />
    </>
  );
}
