import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '#shared/domain/ids';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import { createDraftKeeper } from './draft-keeper.ts';
import { TakenBack } from './taken-back.tsx';

/** What was being written when the right to send it went: a customer left, a colleague took over. It stays in sight until discarded. */
export function UnsentReply({ conversationId }: { readonly conversationId: ConversationId }) {
  const { t } = useTranslation(['composer', 'common']);
  const { desk, clock } = useDesk();
  const [keeper] = useState(() => createDraftKeeper({ desk, clock, conversationId, mode: 'reply' }));
  const [text, setText] = useState<string | null>(null);
  useEffect(() => keeper.start(setText), [keeper]);

  function put(words: string): void {
    setText(words);
    keeper.write(words);
    keeper.flush();
  }

  const takenBack = <TakenBack mode="reply" conversationId={conversationId} text={text} put={put} />;
  if (text === null || text.trim() === '') return takenBack;

  return (
    <div className={styles['unsent']}>
      <p>
        <strong>{t('unsent')}</strong> <bdi className={styles['unsentText']}>{text}</bdi>
      </p>
      {takenBack}
      <Button look="quiet" onPress={() => put('')}>
        {t('common:discard')}
      </Button>
    </div>
  );
}
