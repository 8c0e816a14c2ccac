import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { usePicture } from '#ui/wire/use-picture';
import styles from './pictures.module.css';
import { SaveButton } from './save-button.tsx';

interface LightboxProps {
  readonly pictures: readonly Attachment[];
  readonly index: number;
  readonly onMove: (index: number) => void;
  readonly onClose: () => void;
}

/** One picture as large as the window allows. Escape closes, the arrow keys go to the message's others. */
export function Lightbox({ pictures, index, onMove, onClose }: LightboxProps) {
  const attachment = pictures[index];
  return attachment === undefined ? null : <OpenLightbox {...{ pictures, index, onMove, onClose, attachment }} />;
}

function OpenLightbox({ pictures, index, onMove, onClose, attachment }: LightboxProps & { readonly attachment: Attachment }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const shown = usePicture(attachment);

  // Of the page: at the last picture its button is disabled and leaves the focus nowhere.
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') onClose();
      if (key === 'ArrowLeft' && index > 0) onMove(index - 1);
      if (key === 'ArrowRight' && index < pictures.length - 1) onMove(index + 1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [index, pictures.length, onMove, onClose]);

  return (
    <Dialog title={attachment.name} isOpen onClose={onClose} look="wide">
      <div className={styles['lightbox']}>
        <div className={styles['stage']}>
          {shown === 'none' && <p>{t('not_shown')}</p>}
          {shown !== 'none' && shown !== 'loading' && (
            <img className={styles['large']} src={shown.url} alt={t('picture', { name: attachment.name })} draggable={false} />
          )}
        </div>
        <footer className={styles['foot']}>
          <span className={styles['about']}>
            {sizeText(attachment.size, format)}
            {pictures.length > 1 && ` · ${t('place', { index: index + 1, total: pictures.length })}`}
          </span>
          {pictures.length > 1 && (
            <>
              <Button isDisabled={index === 0} onPress={() => onMove(index - 1)}>
                {t('previous')}
              </Button>
              <Button isDisabled={index === pictures.length - 1} onPress={() => onMove(index + 1)}>
                {t('next')}
              </Button>
            </>
          )}
          <SaveButton attachment={attachment} look="primary" />
        </footer>
      </div>
    </Dialog>
  );
}
