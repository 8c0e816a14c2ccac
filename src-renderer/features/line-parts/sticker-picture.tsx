import { useEffect, useState } from 'react';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useDesk } from '#ui/wire/desk.tsx';
import styles from './line-parts.module.css';

export interface StickerPictureProps {
  readonly accountId: AccountId;
  readonly stickerId: string;
  /** It is drawn, and not merely here. */
  readonly onShown: (stickerId: string) => void;
}

/** Fetched by the hub: no window asks LINE, and LINE hears of no agent. */
export function StickerPicture({ accountId, stickerId, onShown }: StickerPictureProps) {
  const { desk } = useDesk();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = { url: null as string | null, isGone: false };
    async function load(): Promise<void> {
      try {
        const picture = await desk.call('channel.sticker', { accountId, stickerId });
        if (made.isGone || picture === null) return;
        const bytes = Uint8Array.from(atob(picture.base64), (char) => char.charCodeAt(0));
        // The page's policy draws pictures of its own only.
        made.url = URL.createObjectURL(new Blob([bytes], { type: picture.mediaType }));
        setUrl(made.url);
      } catch (error) {
        // Without a line there is no picture, and nothing is sent unseen.
        if (!(error instanceof Failure)) throw error;
      }
    }
    void load();
    return () => {
      made.isGone = true;
      if (made.url !== null) URL.revokeObjectURL(made.url);
    };
  }, [desk, accountId, stickerId]);
  if (url === null) return <span className={styles['noPicture']}>…</span>;
  return <img className={styles['picture']} src={url} alt="" onLoad={() => onShown(stickerId)} />;
}
