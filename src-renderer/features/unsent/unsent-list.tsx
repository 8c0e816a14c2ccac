import { useTranslation } from 'react-i18next';
import type { CommandBody } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { FILE_LIMIT, fileProblemOf, MOST_FILES } from '#shared/files/file-rules';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { subjectOf, unsentOf } from '#ui/state/selectors';
import { takeBackOf } from '#ui/state/take-back';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import styles from './unsent.module.css';

/** Everything that has not reached the hub, with its reason and its way out. Nothing is ever dropped in silence. */
export function UnsentList({ onOpen }: { readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void }) {
  const { t } = useTranslation('unsent');
  const outbox = useRecords((state) => unsentOf(state.outbox));
  if (outbox.length === 0) return <p>{t('empty')}</p>;
  return (
    <ul className={styles['list']}>
      {outbox.map((item) => (
        <UnsentItem key={item.command.commandId} item={item} onOpen={onOpen} />
      ))}
    </ul>
  );
}

interface UnsentItemProps {
  readonly item: OutboxItem;
  readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void;
}

function UnsentItem({ item: { command, state }, onOpen }: UnsentItemProps) {
  const { t } = useTranslation(['unsent', 'common']);
  const { desk, records: store, ui } = useDesk();
  const me = useMe();
  const attempt = useAttempt();
  const format = useFormat();
  const subject = useRecords(({ records }) => subjectOf(records, command.body));
  const customer = useRecords(({ records }) => (subject === null ? undefined : records.customer.get(subject.customerId)));
  const mayEdit = useRecords(({ records }) => takeBackOf(records, me, command) !== null);
  const isParked = state.is === 'held' || state.is === 'refused';
  const { commandId, body } = command;
  const text = body.type === 'message.send' || body.type === 'note.add' ? body.text : null;
  const files = body.type === 'message.send' || body.type === 'note.add' ? (body.attachments ?? []) : [];
  function edit(): void {
    const back = takeBackOf(store.getState().records, me, command);
    if (back === null || subject === null) return;
    onOpen(subject.customerId, back.interactionId);
    ui.setState(back);
  }

  return (
    <li className={styles['item']} data-parked={isParked} data-note={body.type === 'note.add'}>
      <p className={styles['head']}>
        <strong>{t(`kind.${kindOf(body)}`)}</strong>
        <span>{t(body.type === 'message.send' ? 'to' : 'about', { name: format.addressed(customer) })}</span>
        <time dateTime={command.writtenAt} title={format.full(command.writtenAt)}>
          {format.clock(command.writtenAt)}
        </time>
      </p>
      {text !== null && text !== '' && (
        <p className={styles['text']} dir="auto">
          {text}
        </p>
      )}
      {files.length > 0 && <p className={styles['files']}>{files.map(({ name }) => name).join(', ')}</p>}
      <Reason state={state} />
      <footer className={styles['actions']}>
        {subject !== null && (
          <Button look="quiet" onPress={() => onOpen(subject.customerId, subject.interactionId)}>
            {t('open')}
          </Button>
        )}
        {isParked && mayEdit && <Button onPress={edit}>{t('edit')}</Button>}
        {isParked && <Button onPress={() => attempt(() => desk.call('outbox.discard', { commandId }))}>{t('common:discard')}</Button>}
        {isParked && (
          <Button look="primary" onPress={() => attempt(() => desk.call('outbox.retry', { commandId }))}>
            {t('retry')}
          </Button>
        )}
      </footer>
    </li>
  );
}

function Reason({ state }: { readonly state: OutboxItem['state'] }) {
  const { t } = useTranslation(['unsent', 'errors', 'files']);
  const format = useFormat();
  switch (state.is) {
    case 'waiting':
    case 'sending':
      return <p className={styles['reason']}>{t(state.is)}</p>;
    case 'held':
      return state.reasons.map((reason) => (
        <p key={reason} className={styles['reason']}>
          {t(`held.${reason}`)}
        </p>
      ));
    case 'refused': {
      const problem = fileProblemOf(state.failure);
      const reason =
        problem === null
          ? t(`errors:${state.failure.code}`)
          : t(`files:problem.${problem}`, { limit: sizeText(FILE_LIMIT, format), most: MOST_FILES });
      return <p className={styles['reason']}>{t('refused', { reason })}</p>;
    }
  }
}

function kindOf(body: CommandBody): 'message' | 'note' | 'read' | 'customer' | 'wrap_up' | 'other' {
  switch (body.type) {
    case 'message.send':
    case 'message.resend':
      return 'message';
    case 'note.add':
      return 'note';
    case 'conversation.mark_read':
    case 'conversation.mark_unread':
      return 'read';
    case 'customer.name':
    case 'customer.add_contact_point':
    case 'customer.correct_contact_point':
    case 'customer.remove_contact_point':
    case 'customer.set_locale':
    case 'customer.join':
      return 'customer';
    case 'wrap_up.start':
    case 'wrap_up.complete':
      return 'wrap_up';
    case 'interaction.start':
    case 'reservation.accept':
    case 'reservation.decline':
    case 'interaction.take':
    case 'interaction.give_back':
    case 'interaction.hand_over':
    case 'reservation.rescind':
    case 'interaction.take_over':
    case 'interaction.assign':
    case 'interaction.move':
    case 'interaction.close':
    case 'interaction.reopen':
    case 'abuse.flag':
    case 'abuse.withdraw':
    case 'abuse.acknowledge':
    case 'abuse.step_out':
    case 'interaction.close_as_spam':
    case 'customer.block':
    case 'customer.unblock':
    case 'interaction.snooze':
    case 'interaction.wake':
    case 'agent.set_intent':
    case 'agent.set_queues':
    case 'centre.configure':
    case 'agent.configure':
    case 'queue.configure':
    case 'disposition.configure':
    case 'canned_response.configure':
    case 'channel_account.configure':
    case 'config.undo':
      return 'other';
  }
}
