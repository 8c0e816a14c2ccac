import { useEffect, useState } from 'react';
import type { Picture } from '#shared/domain/customer';
import { useDesk } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';

/** A face as its owner chose it. Beside the name, which says the same; without a line to the hub there is only the name. */
export function CustomerPicture({ picture }: { readonly picture: Picture }) {
  const { desk } = useDesk();
  const { blobId, mediaType } = picture;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const shown = { url: '', isGone: false };
    desk.call('blob.read', { blobId }).then(
      ({ base64 }) => {
        if (shown.isGone) return;
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        shown.url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
        setUrl(shown.url);
      },
      // Offline, or no longer kept: a face is no news.
      () => {},
    );
    return () => {
      shown.isGone = true;
      setUrl(null);
      if (shown.url !== '') URL.revokeObjectURL(shown.url);
    };
  }, [desk, blobId, mediaType]);
  return url === null ? null : <img className={styles['picture']} src={url} alt="" draggable={false} onError={() => setUrl(null)} />;
}
