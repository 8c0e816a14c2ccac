import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComposerMode } from '#shared/domain/draft';
import type { ConversationId } from '#shared/domain/ids';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useAttempt, useDesk, useUi } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';

interface TakenBackProps {
  readonly mode: ComposerMode;
  readonly conversationId: ConversationId;
  /** What stands in the field; null until its draft is there. */
  readonly text: string | null;
  /** Into the field, and kept as its draft. */
  readonly put: (text: string) => void;
}

/** Puts words that did not get through back where they can be written anew. Where something stands already, the agent is asked first. */
export function TakenBack({ mode, conversationId, text, put }: TakenBackProps) {
  const { t } = useTranslation(['composer', 'common']);
  const { desk, ui } = useDesk();
  const attempt = useAttempt();
  const taken = useUi(({ takenBack }) =>
    takenBack !== null && takenBack.mode === mode && takenBack.conversationId === conversationId ? takenBack : null,
  );
  const isEmpty = text !== null && text.trim() === '';

  function forget(): void {
    ui.setState({ takenBack: null });
  }

  /** First into the draft, then out of the outbox: whatever happens in between, the words are somewhere. */
  function accept(words: string): void {
    if (taken === null) return;
    forget();
    put(words);
    void attempt(() => desk.call('outbox.discard', { commandId: taken.commandId, keepsFiles: true }));
  }

  useEffect(() => {
    if (taken !== null && isEmpty) accept(taken.text);
  });

  if (taken === null || text === null || isEmpty) return null;
  return (
    <Dialog title={t('taken_back.title')} isOpen onClose={forget}>
      <p>{t('taken_back.question')}</p>
      <p className={styles['takenBack']} dir="auto">
        {taken.text}
      </p>
      <div className={styles['buttons']}>
        <Button onPress={forget}>{t('common:cancel')}</Button>
        <Button onPress={() => accept(taken.text)}>{t('taken_back.replace')}</Button>
        <Button look="primary" onPress={() => accept(`${text}\n${taken.text}`)}>
          {t('taken_back.add')}
        </Button>
      </div>
    </Dialog>
  );
}
