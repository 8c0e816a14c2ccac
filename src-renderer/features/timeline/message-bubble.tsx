import type { Message } from '#shared/domain/message';
import { Icon } from '#ui/ui/icon.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { DeliveryMark, isUnsent, shownDelivery, useIsOnline, usePending } from './delivery-mark.tsx';
import { ItemTime, useAuthorName, useTimeRemark } from './item-head.tsx';
import { MessageText } from './message-text.tsx';
import { PartList } from './part-list.tsx';
import { useTimeline } from './timeline-context.ts';
import type { TimelineRow } from './timeline-rows.ts';
import styles from './timeline.module.css';
import { NotSeenYet, VisitorTold } from './visitor-told.tsx';
import { WayOut } from './way-out.tsx';

const NO_PARTS: readonly [] = [];

/** What a customer wrote or was sent: theirs on the left, ours on the right, time and delivery beside it. */
export function MessageBubble({ row, message }: { readonly row: TimelineRow; readonly message: Message }) {
  const { t } = useTimeline();
  const name = useAuthorName(message.author);
  const pending = usePending(message.id);
  const isOnline = useIsOnline();
  const shown = message.author.by === 'customer' ? null : shownDelivery(message.delivery, pending, isOnline);
  const remark = useTimeRemark(message, isUnsent(shown));
  const channel = t(`common:channel.${message.channel}`);
  return (
    <article className={styles['message']} data-by={message.author.by} data-delivery={shown ?? undefined}>
      {row.hasHeader ? (
        <header className={styles['head']}>
          <span className={styles['name']}>
            <bdi>{name}</bdi>
          </span>
          {row.showsChannel && (
            <span className={styles['channel']} data-channel={message.channel}>
              <Icon name={message.channel} size="0.875rem" />
              {channel}
            </span>
          )}
        </header>
      ) : (
        <span className="visually-hidden">{name}</span>
      )}
      <div className={styles['line']}>
        <div className={styles['bubble']}>
          {message.text !== '' && <MessageText itemKey={message.id} text={message.text} />}
          <PartList parts={message.parts ?? NO_PARTS} />
          <AttachmentList itemId={message.id} attachments={message.attachments} />
        </div>
        <div className={styles['side']}>
          {shown !== null && <DeliveryMark shown={shown} />}
          <ItemTime at={message.at} />
        </div>
      </div>
      {remark !== null && <p className={styles['remark']}>{remark}</p>}
      {message.details !== undefined && <VisitorTold details={message.details} />}
      <NotSeenYet message={message} />
      <WayOut shown={shown} pending={pending} message={message} />
    </article>
  );
}
