import type { MouseEvent } from 'react';
import type { MessagePart } from '#shared/domain/message-part';
import { languageOf } from '#shared/domain/text';
import { Icon } from '#ui/ui/icon.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';

/** What came beside words: stickers by what they mean, places by where they are. No picture is fetched from anybody for it. */
export function PartList({ parts }: { readonly parts: readonly MessagePart[] }) {
  if (parts.length === 0) return null;
  return (
    <ul className={styles['files']}>
      {parts.map((part, index) => (
        // The parts of one message never move: the place is the identity.
        <li key={index} className={styles['part']} data-part={part.is}>
          <Part part={part} />
        </li>
      ))}
    </ul>
  );
}

function Part({ part }: { readonly part: MessagePart }) {
  const { t } = useTimeline();
  switch (part.is) {
    case 'sticker':
      return (
        <>
          <Icon name="sticker" size="1.5rem" />
          <span className={styles['partWords']}>
            <span className={styles['partName']}>{t('part.sticker')}</span>
            {part.keywords !== undefined && (
              <span dir="auto" lang={languageOf(part.keywords.join('')) ?? undefined}>
                {part.keywords.slice(0, KEYWORDS_SHOWN).join(t('part.and'))}
              </span>
            )}
          </span>
        </>
      );
    case 'location':
      return <Place place={part} />;
    case 'withdrawn':
      return <span className={styles['partWords']}>{t('part.withdrawn')}</span>;
    case 'unsupported':
      return (
        <>
          <Icon name="warning" size="1.25rem" />
          <span className={styles['partWords']}>{t('part.unsupported', { kind: part.kind })}</span>
        </>
      );
  }
}

/** LINE names up to fifteen, from the likeliest on. */
const KEYWORDS_SHOWN = 4;

function Place({ place }: { readonly place: Extract<MessagePart, { is: 'location' }> }) {
  const { t } = useTimeline();
  const { shell } = useDesk();
  const { title, address, latitude, longitude } = place;
  const url = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;
  const open = (event: MouseEvent): void => {
    event.preventDefault();
    // A shell that cannot open it says so itself; the address stays readable and can be copied.
    shell.call('external.open', { url }).catch(() => {});
  };
  return (
    <>
      <Icon name="place" size="1.5rem" />
      <span className={styles['partWords']}>
        <span className={styles['partName']}>
          <bdi>{title ?? t('part.location')}</bdi>
        </span>
        <span dir="auto" lang={languageOf(address ?? '') ?? undefined} data-copy>
          {address ?? `${latitude}, ${longitude}`}
        </span>
        <a href={url} title={url} rel="noreferrer" draggable={false} onClick={open} onAuxClick={open}>
          {t('part.open_map')}
        </a>
      </span>
    </>
  );
}
