import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/domain/draft';
import { toInstant } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useRecords } from '#ui/wire/desk.tsx';
import { useCopyWords } from './use-copy-words.ts';
import styles from './unsent.module.css';

type LeftDraft = Pick<Draft, 'conversationId' | 'mode' | 'text'>;

/**
 * Words that were begun without a line, in conversations that left this desk before the hub had them: nobody else has them, and no
 * composer shows them any more. Nothing where there are none, which is nearly always.
 */
export function LeftDrafts() {
  const { t } = useTranslation(['unsent', 'common']);
  const { desk, clock } = useDesk();
  const attempt = useAttempt();
  const copy = useCopyWords();
  const [drafts, setDrafts] = useState<readonly LeftDraft[]>([]);
  const conversations = useRecords(({ confirmed }) => confirmed.conversation);
  useEffect(() => {
    desk.call('session.unsent', {}).then(
      (unsent) => setDrafts(unsent.drafts),
      (error: unknown) => {
        // Without a core there are none to show; the next opening asks again.
        if (!(error instanceof Failure)) throw error;
      },
    );
  }, [desk, conversations]);
  const left = drafts.filter(({ conversationId }) => !conversations.has(conversationId));
  if (left.length === 0) return null;

  async function discard({ conversationId, mode }: LeftDraft): Promise<void> {
    const kept = await desk.call('draft.get', { conversationId, mode });
    const revision = (kept?.revision ?? 0) + 1;
    await desk.call('draft.put', { conversationId, mode, text: '', revision, updatedAt: toInstant(clock.now()) });
    setDrafts((all) => all.filter((one) => one.conversationId !== conversationId || one.mode !== mode));
  }

  return (
    <section className={styles['left']} aria-label={t('left.title')}>
      <h2>{t('left.title')}</h2>
      <p className={styles['quiet']}>{t('left.why')}</p>
      <ul className={styles['lines']}>
        {left.map((draft) => (
          <li key={`${draft.conversationId} ${draft.mode}`} className={styles['own']}>
            <p className={styles['who']}>{t(draft.mode === 'note' ? 'kind.note' : 'kind.message')}</p>
            <p className={styles['words']} dir="auto">
              {draft.text}
            </p>
            <Button look="quiet" onPress={() => void copy(draft.text)}>
              {t('do.copy')}
            </Button>
            <Button look="quiet" onPress={() => void attempt(() => discard(draft))}>
              {t('do.discard')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
