import type { Note } from '#shared/domain/message';
import { Icon } from '#ui/ui/icon.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { DeliveryMark, isUnsent, shownDelivery, useIsOnline, usePending } from './delivery-mark.tsx';
import { ItemTime, useAgentName, useTimeRemark } from './item-head.tsx';
import { MessageText } from './message-text.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';
import { WayOut } from './way-out.tsx';

const NO_FILES: readonly [] = [];

/** Internal words. Every one carries its label: taken for a reply it would do harm. */
export function NoteBlock({ note }: { readonly note: Note }) {
  const { t } = useTimeline();
  const name = useAgentName(note.authorId);
  const pending = usePending(note.id);
  const isOnline = useIsOnline();
  const shown = pending === undefined ? null : shownDelivery(null, pending, isOnline);
  const remark = useTimeRemark(note, isUnsent(shown));
  return (
    <article className={styles['note']} data-delivery={shown ?? undefined}>
      <header className={styles['head']}>
        <span className={styles['noteLabel']}>
          <Icon name="note" size="0.875rem" />
          {t('note.label')}
        </span>
        <span className={styles['noteHidden']}>{t('note.hidden')}</span>
        <span className={styles['name']}>
          <bdi>{name}</bdi>
        </span>
        <ItemTime at={note.at} />
        {shown !== null && <DeliveryMark shown={shown} />}
      </header>
      {note.text !== '' && <MessageText itemKey={note.id} text={note.text} mentions={note.mentions} />}
      <AttachmentList itemId={note.id} attachments={note.attachments ?? NO_FILES} />
      {remark !== null && <p className={styles['remark']}>{remark}</p>}
      <WayOut shown={shown} pending={pending} message={null} />
    </article>
  );
}
