import { useTranslation } from 'react-i18next';
import { fromInstant, type Instant } from '#shared/domain/clock';
import type { ConversationId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';

/** LINE's leave lasts no longer; what a desk's clock that is behind would add to it is not promised. */
const LONGEST_MS = 60_000;

/** How long an answer is still free; nothing once it is not, or where it never is. */
export function FreeReply({ conversationId }: { readonly conversationId: ConversationId }) {
  const until = useRecords(({ records }) => records.conversation.get(conversationId)?.freeReplyUntil ?? null);
  return until === null ? null : <Countdown until={until} />;
}

function Countdown({ until }: { readonly until: Instant }) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const leftMs = fromInstant(until) - useNow();
  if (leftMs <= 0) return null;
  const time = format.duration(Math.min(LONGEST_MS, Math.ceil(leftMs / 1_000) * 1_000));
  return (
    <span className={styles['freeReply']} title={t('free_reply.why')}>
      {t('free_reply.left', { time })}
    </span>
  );
}
