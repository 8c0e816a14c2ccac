import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/conversation';
import { countSmsSegments } from '#shared/domain/sms-segments';
import { useFormat } from '#ui/i18n/use-format';
import styles from './composer.module.css';

/** How long it is, how long it may be, and for SMS how many parts are sent and paid for. */
export function CountLine({ text, limit, channel }: { readonly text: string; readonly limit: number; readonly channel: Channel | null }) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const over = text.length - limit;
  const sizes = { length: format.number(text.length), limit: format.number(limit) };
  const sms = channel === 'sms' && text !== '' ? countSmsSegments(text) : null;
  if (over > 0) {
    return (
      <span className={styles['tooLong']} role="alert">
        {t('too_long', { over: format.number(over) })}
      </span>
    );
  }
  return (
    <span className={styles['count']}>
      {sms !== null && <span>{t('segments', { parts: format.number(sms.segments), room: format.number(sms.room) })}</span>}
      <span aria-label={t('count_label', sizes)}>{t('count', sizes)}</span>
    </span>
  );
}
