import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '#shared/contracts/desk';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { TEXT_LIMIT } from '#shared/domain/text';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf, isOwnedBy, subjectOf } from '#ui/state/selectors';
import { takeBackOf } from '#ui/state/take-back';
import { whyNotSend } from '#ui/state/why-not-send';
import { useAttempt, useDesk, useMe, useRecords, useSession } from '#ui/wire/desk.tsx';
import { filesOf, wordsOf } from './unsent-words.ts';
import { useCopyWords } from './use-copy-words.ts';

/** Absent: makes no sense here. A sentence: why it cannot be done, where that is worth saying. */
export interface UnsentActions {
  readonly send: { readonly run: () => void; readonly isRetry: boolean; readonly whyNot: string | null } | null;
  readonly edit: (() => void) | null;
  readonly asNote: (() => void) | null;
  readonly copy: (() => void) | null;
  readonly discard: (() => void) | null;
  readonly open: (() => void) | null;
}

interface Given {
  readonly item: OutboxItem;
  /** All that has come in this conversation is on the screen, so that nobody sends what they have not compared. */
  readonly isCompared: boolean;
  readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void;
  /** Something was decided: on to the next. */
  readonly onDecided: () => void;
}

/** What can be done with one unsent thing, as things stand now. */
export function useUnsentActions({ item, isCompared, onOpen, onDecided }: Given): UnsentActions {
  const { t } = useTranslation('unsent');
  const format = useFormat();
  const { desk, records: store, ui, ids, decisions, submit } = useDesk();
  const me = useMe();
  const copy = useCopyWords();
  const attempt = useAttempt();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const { command, state } = item;
  const { commandId, body } = command;
  const subject = useRecords(({ records }) => subjectOf(records, body));
  const work = useRecords(({ records }) => ('interactionId' in body ? records.interaction.get(body.interactionId) : undefined));
  const cannot = useRecords(({ records }) => whyNotSend(records, me.id, item));
  const hasPlace = useRecords(({ records }) => takeBackOf(records, me, command) !== null);
  const isParked = state.is === 'held' || state.is === 'refused';
  const isReply = body.type === 'message.send';
  const isMine = work !== undefined && isOwnedBy(work, me.id);
  const words = wordsOf(body);

  function decide(what: 'send' | 'note' | 'discard', run: () => Promise<unknown>): void {
    decisions.decide(commandId, what, () => attempt(run));
    onDecided();
  }

  function whyNot(): string | null {
    if (cannot !== null) return t(`cannot.${cannot}`);
    return isCompared || !isReply ? null : t('cannot.reading');
  }

  function send(): void {
    // What the agent has before the eyes now: whatever comes after this very moment holds it again.
    const basis = isReply ? basisOf(store.getState(), body.interactionId) : undefined;
    decide('send', () => desk.call('outbox.retry', { commandId, ...(basis === undefined ? {} : { basis }) }));
  }

  function asNote(customerId: CustomerId): void {
    if (!isReply) return;
    const { conversationId, interactionId } = body;
    const text = `${t('as_note', { time: format.full(command.writtenAt) })}\n${words}`.slice(0, TEXT_LIMIT);
    const attachments = [...filesOf(body)];
    const note = { customerId, conversationId, interactionId, noteId: ids.note(), text, insteadOf: commandId };
    decide('note', () => submit({ type: 'note.add', ...note, ...(attachments.length === 0 ? {} : { attachments }) }, command.basis));
  }

  function edit(): void {
    const back = takeBackOf(store.getState().records, me, command);
    if (back === null || subject === null) return;
    onDecided();
    onOpen(subject.customerId, back.interactionId);
    ui.setState(back);
  }

  const ofWhom = subject?.customerId ?? (isReply ? body.customerId : undefined);
  const mayEdit = hasPlace && (isParked || !isConnected) && state.is !== 'sending';
  return {
    send: isParked ? { run: send, isRetry: state.is === 'refused', whyNot: whyNot() } : null,
    edit: mayEdit ? edit : null,
    asNote: isReply && state.is === 'held' && !isMine && ofWhom !== undefined ? () => asNote(ofWhom) : null,
    copy: words === '' ? null : () => void copy(words),
    discard: state.is === 'sending' ? null : () => decide('discard', () => desk.call('outbox.discard', { commandId })),
    open: subject === null ? null : () => onOpen(subject.customerId, subject.interactionId),
  };
}
