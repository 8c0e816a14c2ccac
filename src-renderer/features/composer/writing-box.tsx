import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Channel } from '#shared/domain/conversation';
import type { ComposerMode } from '#shared/domain/draft';
import { blanksIn } from '#shared/domain/canned-text';
import type { ConversationId } from '#shared/domain/ids';
import type { GivenAttachment } from '#shared/domain/message';
import { fileLimitOf } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import { InsertContext } from '#ui/ui/insert';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { BlankLine, goToBlank } from './blank-line.tsx';
import styles from './composer.module.css';
import { CountLine } from './count-line.tsx';
import { FileButton } from './file-button.tsx';
import { FileChips } from './file-chips.tsx';
import { DropHint, pastedFiles, useFileDrop } from './file-drop.tsx';
import { insertText } from './insert-text.ts';
import { isSendKey, isToolKey } from './send-key.ts';
import { TakenBack } from './taken-back.tsx';
import { UncalledLine } from './uncalled-line.tsx';
import type { Colleague } from './use-colleagues.ts';
import { useDraftFiles } from './use-draft-files.ts';
import { useKeepers } from './use-keepers.ts';
import { useMentionList } from './use-mention-list.tsx';
import { WaitingLine } from './waiting-line.tsx';

const SECOND_MS = 1_000;
const NOBODY: readonly Colleague[] = [];
const always = (): Promise<boolean> => Promise.resolve(true);

export interface WritingBoxProps {
  readonly mode: ComposerMode;
  readonly conversationId: ConversationId;
  readonly channel: Channel | null;
  readonly limit: number;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly takesFocus?: boolean;
  /** What sends these words and files; it resolves once they are kept, and rejects with a Failure that is shown here. */
  readonly send: (text: string, attachments: readonly GivenAttachment[]) => () => Promise<unknown>;
  /** Whether they may go, asked when Send is pressed; left out: always. */
  readonly mayGo?: () => Promise<boolean>;
  /** Beside the label: to whom, by which channel, who sees it. */
  readonly heading: ReactNode;
  /** What helps writing, with `useInsert`: a button that `;` at the beginning of a line presses too. */
  readonly tools?: ReactNode;
  /** Who can be called by name in these words. */
  readonly colleagues?: readonly Colleague[];
}

/**
 * A field of its own for each kind of words, so that nothing typed as a note can leave as a reply. The text belongs to the browser:
 * React never writes into it while somebody types, which keeps undo and input methods whole (field-guide 4.14).
 */
export function WritingBox(props: WritingBoxProps) {
  const { mode, channel, limit, isOpen, onOpen, takesFocus = false, send, mayGo = always, heading, tools, colleagues = NOBODY } = props;
  const { t } = useTranslation(['composer', 'errors']);
  const { waitingSends, clock } = useDesk();
  const { sendKey, sendDelay } = useSession(({ settings }) => settings);
  const dueAt = useStore(waitingSends, (all) => (mode === 'reply' ? all.get(props.conversationId)?.dueAt : undefined));
  const ime = useIme();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const mentions = useMentionList(field, colleagues);
  const [text, setText] = useState('');
  const [isLoaded, setIsLoaded] = useState(false);
  const files = useDraftFiles({ conversationId: props.conversationId, mode, limit: fileLimitOf(mode, channel) });
  const drop = useFileDrop((given) => dueAt === undefined && files.add(given));
  const [problem, setProblem] = useState<Failure | null>(null);
  // Braces can be meant as braces; said of these very words, and of no others.
  const [asIs, setAsIs] = useState<string | null>(null);
  const { keeper, teller } = useKeepers(props, field, (kept) => {
    setText(kept);
    setIsLoaded(true);
  });

  useEffect(() => {
    if (takesFocus && isLoaded) field.current?.focus();
  }, [takesFocus, isLoaded]);

  const isTooLong = text.length > limit;
  const isBlank = text.trim() === '' && files.attachments.length === 0;
  const hasBlanks = mode === 'reply' && asIs !== text && blanksIn(text).length > 0;

  function onType(next: string): void {
    mentions.look();
    setText(next);
    setProblem(null);
    keeper.write(next);
    if (mode !== 'reply') return;
    if (next.trim() === '') teller.stopped();
    else teller.typed();
  }

  function write(next: string): void {
    if (field.current !== null) field.current.value = next;
    setText(next);
  }

  function putBack(words: string): void {
    write(words);
    keeper.write(words);
    keeper.flush();
    onOpen();
    // After the dialog that may have asked, which holds the focus while it is there.
    requestAnimationFrame(() => field.current?.focus());
  }

  async function submit(): Promise<void> {
    const words = field.current?.value ?? '';
    const { attachments } = files;
    if ((words.trim() === '' && attachments.length === 0) || words.length > limit || files.isHindered) return;
    if (mode === 'reply' && asIs !== words && blanksIn(words).length > 0) {
      if (field.current !== null) goToBlank(field.current);
      return;
    }
    if (!(await mayGo())) return;
    const go = send(words.trimEnd(), attachments);
    if (mode === 'reply' && sendDelay > 0) {
      keeper.flush();
      teller.stopped();
      waitingSends.wait(props.conversationId, { text: words, dueAt: clock.now() + sendDelay * SECOND_MS, send: go });
      return;
    }
    letGo();
    try {
      await go();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      takeBack(words, error);
    }
  }

  function letGo(): void {
    keeper.release();
    write('');
    files.release();
    setProblem(null);
    teller.stopped();
  }

  function takeBack(words: string, failure: Failure): void {
    const since = field.current?.value ?? '';
    write(since === '' ? words : `${words}\n${since}`);
    keeper.write(field.current?.value ?? words);
    files.reload();
    setProblem(failure);
  }

  useEffect(() => (mode === 'reply' ? waitingSends.watch(props.conversationId, { onGo: letGo, onFailed: takeBack }) : undefined));

  /** While the words can still be taken back they stand still. */
  function onWaitingKey(event: KeyboardEvent): void {
    const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey);
    if (event.key === 'Escape' || isUndo) waitingSends.cancel(props.conversationId);
    else if (isSendKey(event, sendKey)) waitingSends.goNow(props.conversationId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Once what asked for the words is gone, which holds the focus while it is there. */
  function insert(words: string): void {
    requestAnimationFrame(() => {
      field.current?.focus();
      if (field.current !== null && !field.current.readOnly && words !== '') insertText(field.current, words);
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (ime.ownsKey(event)) return;
    if (dueAt !== undefined) return onWaitingKey(event);
    if (mentions.onKey(event)) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    if (tools !== undefined && isToolKey(event)) {
      event.preventDefault();
      box.current?.querySelector<HTMLElement>('[data-tool] button')?.click();
      return;
    }
    if (!isSendKey(event, sendKey)) return;
    event.preventDefault();
    void submit();
  }

  return (
    <div ref={box} className={styles['box']} data-mode={mode} data-open={isOpen} {...drop.handlers}>
      <div className={styles['boxHead']}>
        <label htmlFor={id} className={styles['label']}>
          <Icon name={mode} size="0.875rem" />
          {t(mode)}
        </label>
        {isOpen && heading}
        {tools !== undefined && (
          <InsertContext value={insert}>
            <span data-tool>{tools}</span>
          </InsertContext>
        )}
      </div>
      <textarea
        ref={field}
        id={id}
        className={styles['field']}
        aria-label={t(mode)}
        aria-describedby={isOpen ? `${id}-foot` : undefined}
        data-shortcut={mode}
        rows={isOpen ? 3 : 1}
        readOnly={!isLoaded || dueAt !== undefined}
        placeholder={t(mode === 'note' ? 'placeholder_note' : 'placeholder_reply')}
        dir="auto"
        spellCheck
        onFocus={onOpen}
        onInput={(event) => onType(event.currentTarget.value)}
        onBlur={() => {
          keeper.flush();
          teller.stopped();
        }}
        onPaste={(event) => {
          const pasted = pastedFiles(event.clipboardData);
          if (pasted.length === 0 || dueAt !== undefined) return;
          event.preventDefault();
          files.add(pasted, 'pasted');
        }}
        onKeyDown={onKeyDown}
        onSelect={mentions.look}
        {...mentions.fieldProps}
      />
      {mentions.list}
      {drop.isOver && <DropHint mode={mode} />}
      <FileChips given={files} mode={mode} channel={channel} isFixed={dueAt !== undefined} />
      <TakenBack mode={mode} conversationId={props.conversationId} text={isLoaded ? text : null} put={putBack} />
      {dueAt !== undefined && <WaitingLine conversationId={props.conversationId} dueAt={dueAt} />}
      {isOpen && colleagues.length > 0 && <UncalledLine text={text} colleagues={colleagues} />}
      {isOpen && hasBlanks && <BlankLine text={text} field={field} onAsIs={() => setAsIs(text)} />}
      {problem !== null && (
        <p role="alert" className={styles['problem']}>
          {t('failed', { reason: t(`errors:${problem.code}`) })}
        </p>
      )}
      {isOpen && (
        <div className={styles['boxFoot']}>
          <span id={`${id}-foot`} className={styles['hint']}>
            {t(`hint.${mode}.${sendKey}`)}
          </span>
          <CountLine text={text} limit={limit} channel={channel} />
          <FileButton isDisabled={dueAt !== undefined} onChoose={files.add} />
          <Button
            look="primary"
            isDisabled={isBlank || isTooLong || hasBlanks || files.isHindered || dueAt !== undefined}
            onPress={() => void submit()}
          >
            {t(mode === 'note' ? 'add_note' : 'send')}
          </Button>
        </div>
      )}
    </div>
  );
}
