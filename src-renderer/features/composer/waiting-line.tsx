import { useTranslation } from 'react-i18next';
import type { ConversationId } from '#shared/domain/ids';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useNow } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';

interface WaitingLineProps {
  readonly conversationId: ConversationId;
  readonly dueAt: number;
}

/** How long the reply can still be taken back. */
export function WaitingLine({ conversationId, dueAt }: WaitingLineProps) {
  const { t } = useTranslation('composer');
  const { waitingSends } = useDesk();
  const seconds = Math.max(1, Math.ceil((dueAt - useNow()) / 1_000));
  return (
    <div className={styles['waiting']}>
      {/* Said once: counting down aloud would talk over everything else. */}
      <output className="visually-hidden">{t('waiting.said')}</output>
      <span aria-hidden className="figures">
        {t('waiting.left', { count: seconds })}
      </span>
      <Button onPress={() => waitingSends.cancel(conversationId)}>{t('waiting.cancel')}</Button>
      <Button look="quiet" onPress={() => waitingSends.goNow(conversationId)}>
        {t('waiting.now')}
      </Button>
    </div>
  );
}
