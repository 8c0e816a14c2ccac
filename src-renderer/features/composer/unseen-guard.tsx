import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { lastLineOf } from '#shared/domain/last-line';
import type { ConversationId, InteractionId } from '#shared/domain/ids';
import type { Message } from '#shared/domain/message';
import { lineText } from '#ui/i18n/line-text';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useDesk, useMe, useRecords, useSession } from '#ui/wire/desk.tsx';
import styles from './unseen-guard.module.css';
import { unseenBy, type Writing } from './unseen.ts';

/** More than these are counted, and not listed. */
const MOST_LINES = 50;

export interface UnseenGuard {
  /** May the words go to the customer? Where nothing came that they have not seen the answer is yes, at once. */
  readonly ask: () => Promise<boolean>;
  readonly dialog: ReactNode;
}

/**
 * For one conversation, from when it was opened to write in. Nobody answers blind after a gap (field-guide, pain 1). Level and with the newest words in sight nothing is asked; and whatever is
 * answered here, the hub looks again at all that has waited.
 */
export function useUnseenGuard(conversationId: ConversationId, interactionId: InteractionId): UnseenGuard {
  const { records, session, inSight } = useDesk();
  const me = useMe().id;
  const [writing] = useState<Writing>(() => ({ conversationId, me, openedAt: basisOf(records.getState(), interactionId) }));
  const [asking, setAsking] = useState<{ readonly answer: (mayGo: boolean) => void } | null>(null);

  function answer(mayGo: boolean): void {
    asking?.answer(mayGo);
    setAsking(null);
  }

  return {
    ask() {
      const isBehind = session.getState().connection.is === 'catching_up';
      const unseen = unseenBy(records.getState().confirmed, inSight, writing);
      if (!isBehind && unseen.length === 0) return Promise.resolve(true);
      return new Promise((resolve) => setAsking({ answer: resolve }));
    },
    dialog: asking === null ? null : <UnseenDialog writing={writing} onAnswer={answer} />,
  };
}

/** What came, as it comes: while the desk catches up the list grows under the question, and its buttons stay where they are. */
function UnseenDialog({ writing, onAnswer }: { readonly writing: Writing; readonly onAnswer: (mayGo: boolean) => void }) {
  const { t } = useTranslation('composer');
  const { inSight, ui } = useDesk();
  const isBehind = useSession(({ connection }) => connection.is === 'catching_up');
  const unseen = useRecords(({ confirmed }) => unseenBy(confirmed, inSight, writing));
  const count = unseen.length;
  const safe = useRef<HTMLButtonElement>(null);
  // A key that is pressed in haste gives the safe answer.
  useEffect(() => safe.current?.focus(), []);

  function look(): void {
    onAnswer(false);
    const [first] = unseen;
    if (first !== undefined) ui.setState({ itemId: first.id });
  }

  function sendAnyway(): void {
    // Their first lines stood here.
    inSight.show(unseen);
    onAnswer(true);
  }

  return (
    <Dialog title={count > 0 ? t('unseen_guard.title', { count }) : t('unseen_guard.perhaps')} isOpen onClose={() => onAnswer(false)}>
      <p className={styles['question']}>
        {t(isBehind ? 'unseen_guard.behind' : count > 0 ? 'unseen_guard.question' : 'unseen_guard.none')}
      </p>
      <ul className={styles['lines']}>
        {unseen.slice(-MOST_LINES).map((message) => (
          <UnseenLine key={message.id} message={message} />
        ))}
      </ul>
      <div className={styles['buttons']}>
        <Button onPress={sendAnyway}>{t('unseen_guard.send')}</Button>
        <Button ref={safe} look="primary" onPress={look}>
          {t(count > 0 ? 'unseen_guard.look' : 'unseen_guard.back')}
        </Button>
      </div>
    </Dialog>
  );
}

function UnseenLine({ message }: { readonly message: Message }) {
  const { t } = useTranslation(['composer', 'common']);
  const format = useFormat();
  const { author, customerId, at, seq } = message;
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const agent = useRecords(({ records }) => (author.by === 'agent' ? records.agent.get(author.agentId) : undefined));
  return (
    <li>
      <span className={styles['who']}>
        <bdi>{author.by === 'agent' ? format.agent(agent) : format.addressed(customer)}</bdi>
        <time className="figures">{format.clock(at)}</time>
      </span>
      <span className={styles['text']} dir="auto">
        {lineText(t, lastLineOf(message, seq))}
      </span>
    </li>
  );
}
