import { useEffect, useState } from 'react';
import type { Attachment } from '#shared/domain/message';
import type { Picture } from '../state/pictures.ts';
import { useDesk } from './desk.tsx';

/** `none`: to be shown as a file, because it is no picture or cannot be had now. */
export type ShownPicture = Picture | 'loading' | 'none';

const DRAWN = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
/** Larger ones are fetched when the agent asks for them. */
const SHOWN_UP_TO = 12_000_000;

/** Whether it is worth fetching to be shown. */
export function isPicture({ mediaType, size, isPending, isMissing }: Attachment): boolean {
  return DRAWN.has(mediaType) && size <= SHOWN_UP_TO && isPending !== true && isMissing !== true;
}

/** The picture of a file that `isPicture`. `itemId`: the message or note that names it; null for one that is being written. */
export function usePicture(attachment: Attachment, itemId: string | null = null): ShownPicture {
  const { pictures } = useDesk();
  const { blobId } = attachment;
  const isShown = isPicture(attachment);
  const [shown, setShown] = useState<ShownPicture>('loading');
  useEffect(() => {
    if (!isShown) return;
    const held = pictures.hold(blobId, itemId);
    const looking = { isOver: false };
    held.picture.then(
      (picture) => !looking.isOver && setShown(picture ?? 'none'),
      () => !looking.isOver && setShown('none'),
    );
    return () => {
      looking.isOver = true;
      held.release();
    };
  }, [pictures, blobId, itemId, isShown]);
  return isShown ? shown : 'none';
}
