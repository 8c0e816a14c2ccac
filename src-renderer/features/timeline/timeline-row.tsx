import { memo } from 'react';
import { toInstant } from '#shared/domain/clock';
import { useDesk } from '#ui/wire/desk.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { MilestoneLine } from './milestone-line.tsx';
import { NoteBlock } from './note-block.tsx';
import { useTimeline } from './timeline-context.ts';
import type { TimelineRow } from './timeline-rows.ts';
import styles from './timeline.module.css';

/** Drawn again only when its own row changed: rows keep their identity. */
export const TimelineRowView = memo(function TimelineRowView({ row, isTarget }: { readonly row: TimelineRow; readonly isTarget: boolean }) {
  return (
    <div className={styles['row']} data-target={isTarget || undefined} data-headed={row.hasHeader || undefined}>
      <RowItem row={row} />
      {row.dayAfter !== null && <DayLine noon={row.dayAfter} />}
      {row.isUnreadAfter && <UnreadLine />}
    </div>
  );
});

function RowItem({ row }: { readonly row: TimelineRow }) {
  const { item } = row;
  switch (item.is) {
    case 'message':
      return <MessageBubble row={row} message={item.message} />;
    case 'note':
      return <NoteBlock note={item.note} />;
    case 'milestone':
      return <MilestoneLine milestone={item.milestone} at={item.at} />;
  }
}

export function DayLine({ noon }: { readonly noon: number }) {
  const { format } = useTimeline();
  const { ticker } = useDesk();
  return (
    <p className={styles['day']}>
      <span>{format.day(toInstant(noon), ticker.now())}</span>
    </p>
  );
}

export function UnreadLine() {
  const { t } = useTimeline();
  return (
    <p className={styles['unread']} data-unread>
      <span>{t('unread')}</span>
    </p>
  );
}
