import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '#shared/rpc/contract';
import type { DeskContract, OutboxItem } from '#shared/contracts/desk';
import type { ConversationId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { subjectOf, unsentOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useAttempt, useDesk, useRecords, useSession } from '#ui/wire/desk.tsx';
import { signOut } from '#ui/wire/sign-out';
import styles from './sign-out.module.css';

type Unsent = CallOutput<DeskContract, 'session.unsent'>;

/** Somebody leaves, and something would be left behind: what it is, and what is to become of it. */
export function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['sign-out', 'common']);
  const desk = useDesk();
  const attempt = useAttempt();
  const outbox = useRecords((state) => unsentOf(state.outbox));
  const isOffline = useSession(({ connection }) => connection.is === 'offline');
  const [kept, setKept] = useState<Unsent | null>(null);
  const [isSure, setIsSure] = useState(false);
  const hasParked = outbox.some(({ state: { is } }) => is === 'held' || is === 'refused');
  const rest = (kept?.drafts.length ?? 0) + (kept?.files.length ?? 0);

  useEffect(() => {
    const question = { isOpen: true };
    desk.desk.call('session.unsent', {}).then(
      (answer) => question.isOpen && setKept(answer),
      // The outbox is listed all the same.
      () => {},
    );
    return () => {
      question.isOpen = false;
    };
  }, [desk, outbox.length]);

  const leave = (unsent: 'keep' | 'discard' | 'wait') =>
    void attempt(async () => {
      await signOut(desk, unsent);
      onClose();
    });

  return (
    <Dialog title={t('title')} isOpen onClose={onClose}>
      <div className={styles['body']}>
        <p>{t('help')}</p>
        <ul className={styles['list']} aria-label={t('list')}>
          {outbox.map((item) => (
            <UnsentLine key={item.command.commandId} item={item} />
          ))}
          {kept?.drafts.map(({ conversationId, mode, text }) => (
            <Line key={`${conversationId} ${mode}`} kind={t(`draft.${mode}`)} of={conversationId} text={text} state={t('state.draft')} />
          ))}
          {kept?.files.map(({ conversationId, name }, index) => (
            <Line key={`${conversationId} ${index}`} kind={t('file')} of={conversationId} text={name} state={t('state.draft')} />
          ))}
        </ul>
        {isSure ? (
          <Sure count={outbox.length + rest} onBack={() => setIsSure(false)} onDiscard={() => leave('discard')} />
        ) : (
          <ul className={styles['ways']}>
            <li>
              <Button look="primary" onPress={() => leave('keep')}>
                {t('keep')}
              </Button>
              <p>{t('keepHelp')}</p>
            </li>
            <li>
              <Button onPress={() => leave('wait')}>{t('wait')}</Button>
              <p>{t(waitHelp())}</p>
            </li>
            <li>
              <Button look="danger" onPress={() => setIsSure(true)}>
                {t('discard')}
              </Button>
              <p>{t('discardHelp')}</p>
            </li>
          </ul>
        )}
      </div>
    </Dialog>
  );

  function waitHelp(): 'waitParked' | 'waitOffline' | 'waitHelp' {
    if (hasParked || rest > 0) return 'waitParked';
    return isOffline ? 'waitOffline' : 'waitHelp';
  }
}

function Sure({ count, onBack, onDiscard }: { readonly count: number; readonly onBack: () => void; readonly onDiscard: () => void }) {
  const { t } = useTranslation(['sign-out', 'common']);
  return (
    <div className={styles['sure']} role="alert">
      <p>{t('sure', { count })}</p>
      <footer>
        <Button onPress={onBack}>{t('common:cancel')}</Button>
        <Button look="danger" onPress={onDiscard}>
          {t('sureDo')}
        </Button>
      </footer>
    </div>
  );
}

function UnsentLine({ item: { command, state } }: { readonly item: OutboxItem }) {
  const { t } = useTranslation('sign-out');
  const format = useFormat();
  const { body } = command;
  const subject = useRecords(({ records }) => subjectOf(records, body));
  const customer = useRecords(({ records }) => (subject === null ? undefined : records.customer.get(subject.customerId)));
  const kind = body.type === 'message.send' ? 'message' : body.type === 'note.add' ? 'note' : 'other';
  const text = body.type === 'message.send' || body.type === 'note.add' ? body.text : '';
  const name = customer === undefined ? t('nobody') : format.addressed(customer);
  return (
    <Row
      kind={t(`kind.${kind}`)}
      name={name}
      text={text}
      state={t(`state.${state.is}`)}
      isParked={state.is === 'held' || state.is === 'refused'}
    />
  );
}

interface LineProps {
  readonly kind: string;
  readonly of: ConversationId;
  readonly text: string;
  readonly state: string;
}

function Line({ kind, of, text, state }: LineProps) {
  const { t } = useTranslation('sign-out');
  const format = useFormat();
  const customer = useRecords(({ records }) => {
    const conversation = records.conversation.get(of);
    return conversation === undefined ? undefined : records.customer.get(conversation.customerId);
  });
  return (
    <Row kind={kind} name={customer === undefined ? t('nobody') : format.addressed(customer)} text={text} state={state} isParked={false} />
  );
}

interface RowProps {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly state: string;
  readonly isParked: boolean;
}

function Row({ kind, name, text, state, isParked }: RowProps) {
  return (
    <li className={styles['item']}>
      <strong>{kind}</strong>
      <span className={styles['name']}>{name}</span>
      <span className={styles['text']} dir="auto">
        {text}
      </span>
      <span className={styles['state']} data-parked={isParked}>
        {state}
      </span>
    </li>
  );
}
