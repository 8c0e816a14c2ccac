import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { usePicture } from '#ui/wire/use-picture';
import styles from './pictures.module.css';

interface PictureProps {
  /** The message or note that names it. */
  readonly itemId: string;
  readonly attachment: Attachment;
  readonly onOpen: () => void;
  readonly instead: React.ReactNode;
}

/** A picture as the message shows it, of one height whatever its own, so that the timeline stays still while it comes. */
export function Picture({ itemId, attachment, onOpen, instead }: PictureProps) {
  const { t } = useTranslation('files');
  const [isBroken, setIsBroken] = useState(false);
  const shown = usePicture(attachment, itemId);
  if (shown === 'none' || isBroken) return instead;
  const { name } = attachment;
  return (
    <li className={styles['item']}>
      <button
        type="button"
        className={styles['frame']}
        aria-label={t('open_picture', { name })}
        disabled={shown === 'loading'}
        onClick={onOpen}
      >
        {shown !== 'loading' && (
          <img
            className={styles['picture']}
            src={shown.url}
            alt={t('picture', { name })}
            width={shown.width}
            height={shown.height}
            draggable={false}
            onError={() => setIsBroken(true)}
          />
        )}
      </button>
    </li>
  );
}
