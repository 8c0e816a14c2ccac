import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/message';
import { usePicture } from '#ui/wire/use-picture';
import { Lightbox } from './lightbox.tsx';
import styles from './pictures.module.css';

interface PictureProps {
  /** All pictures of the message: the arrows walk through them. */
  readonly pictures: readonly Attachment[];
  readonly index: number;
  readonly instead: React.ReactNode;
}

/** A picture as the message shows it, of one height whatever its own, so that the timeline stays still while it comes. */
export function Picture({ pictures, index, instead }: PictureProps) {
  const { t } = useTranslation('files');
  const [openAt, setOpenAt] = useState<number | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const attachment = pictures[index];
  const shown = usePicture(attachment ?? NOTHING);
  if (attachment === undefined || shown === 'none' || isBroken) return instead;
  const { name } = attachment;
  return (
    <li className={styles['item']}>
      <button
        type="button"
        className={styles['frame']}
        aria-label={t('open_picture', { name })}
        disabled={shown === 'loading'}
        onClick={() => setOpenAt(index)}
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
      {openAt !== null && <Lightbox pictures={pictures} index={openAt} onMove={setOpenAt} onClose={() => setOpenAt(null)} />}
    </li>
  );
}

/** Hooks are called whether there is a picture or not. */
const NOTHING = { blobId: '', name: '', mediaType: '', size: 0 } as unknown as Attachment;
