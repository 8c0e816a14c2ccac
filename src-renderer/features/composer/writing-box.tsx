import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/conversation';
import type { ComposerMode } from '#shared/domain/draft';
import type { ConversationId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import { CountLine } from './count-line.tsx';
import { createDraftKeeper } from './draft-keeper.ts';
import { isSendKey } from './send-key.ts';
import { TakenBack } from './taken-back.tsx';
import { createTypingTeller } from './typing-teller.ts';

export interface WritingBoxProps {
  readonly mode: ComposerMode;
  readonly conversationId: ConversationId;
  readonly channel: Channel | null;
  readonly limit: number;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly takesFocus?: boolean;
  /** Resolves once the words are kept; rejects with a Failure that is shown here. */
  readonly send: (text: string) => Promise<void>;
  /** Beside the label: to whom, by which channel, who sees it. */
  readonly heading: ReactNode;
}

/**
 * A field of its own for each kind of words, so that nothing typed as a note can leave as a reply. The text belongs to the browser:
 * React never writes into it while somebody types, which keeps undo and input methods whole (field-guide 4.14).
 */
export function WritingBox(props: WritingBoxProps) {
  const { mode, channel, limit, isOpen, onOpen, takesFocus = false, send, heading } = props;
  const { t } = useTranslation(['composer', 'errors']);
  const sendKey = useSession(({ settings }) => settings.sendKey);
  const ime = useIme();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [isLoaded, setIsLoaded] = useState(false);
  const [problem, setProblem] = useState<Failure | null>(null);
  const { keeper, teller } = useKeepers(props, field, (kept) => {
    setText(kept);
    setIsLoaded(true);
  });

  useEffect(() => {
    if (takesFocus && isLoaded) field.current?.focus();
  }, [takesFocus, isLoaded]);

  const isTooLong = text.length > limit;
  const isBlank = text.trim() === '';

  function onType(next: string): void {
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
    if (words.trim() === '' || words.length > limit) return;
    keeper.release();
    write('');
    setProblem(null);
    teller.stopped();
    try {
      await send(words.trimEnd());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const since = field.current?.value ?? '';
      write(since === '' ? words : `${words}\n${since}`);
      keeper.write(field.current?.value ?? words);
      setProblem(error);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (ime.ownsKey(event)) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    if (!isSendKey(event, sendKey)) return;
    event.preventDefault();
    void submit();
  }

  return (
    <div className={styles['box']} data-mode={mode} data-open={isOpen}>
      <div className={styles['boxHead']}>
        <label htmlFor={id} className={styles['label']}>
          <Icon name={mode} size="0.875rem" />
          {t(mode)}
        </label>
        {isOpen && heading}
      </div>
      <textarea
        ref={field}
        id={id}
        className={styles['field']}
        aria-label={t(mode)}
        aria-describedby={isOpen ? `${id}-foot` : undefined}
        data-shortcut={mode}
        rows={isOpen ? 3 : 1}
        readOnly={!isLoaded}
        placeholder={t(mode === 'note' ? 'placeholder_note' : 'placeholder_reply')}
        dir="auto"
        spellCheck
        onFocus={onOpen}
        onInput={(event) => onType(event.currentTarget.value)}
        onBlur={() => {
          keeper.flush();
          teller.stopped();
        }}
        onKeyDown={onKeyDown}
      />
      <TakenBack mode={mode} conversationId={props.conversationId} text={isLoaded ? text : null} put={putBack} />
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
          <Button look="primary" isDisabled={isBlank || isTooLong} onPress={() => void submit()}>
            {t(mode === 'note' ? 'add_note' : 'send')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The draft and the typing signal of this box; both end with it. */
function useKeepers(
  { mode, conversationId }: WritingBoxProps,
  field: React.RefObject<HTMLTextAreaElement | null>,
  onShown: (text: string) => void,
) {
  const { desk, clock } = useDesk();
  const [keeper] = useState(() => createDraftKeeper({ desk, clock, conversationId, mode }));
  const [teller] = useState(() => createTypingTeller(desk, clock, conversationId));
  const shown = useRef(onShown);
  useEffect(() => {
    const stop = keeper.start((text) => {
      if (field.current !== null && field.current.value !== text) field.current.value = text;
      shown.current(text);
    });
    // A page that goes away keeps what was typed a moment before.
    const onHide = (): void => keeper.flush();
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      teller.stopped();
      stop();
    };
  }, [keeper, teller, field]);
  return { keeper, teller };
}
