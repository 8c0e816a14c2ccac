import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TEXT_LIMIT } from '#shared/domain/text';
import { Button } from '#ui/ui/controls.tsx';
import { useIme } from '#ui/ui/ime';
import { useSession } from '#ui/wire/desk.tsx';
import styles from './handover.module.css';

export interface NoteFormProps {
  readonly confirm: string;
  /** Nothing is chosen yet, beside the note. */
  readonly isIncomplete?: boolean;
  readonly onCancel: () => void;
  /** Resolves to false where it was refused: the words stay. */
  readonly onConfirm: (note: string) => Promise<boolean>;
  readonly children: ReactNode;
}

/** Whom or where to, and what the next one must know: without words nothing changes hands. */
export function NoteForm({ confirm, isIncomplete = false, onCancel, onConfirm, children }: NoteFormProps) {
  const { t } = useTranslation(['handover', 'common']);
  const id = useId();
  const ime = useIme();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [note, setNote] = useState('');
  const [isSending, setIsSending] = useState(false);
  const isReady = !isIncomplete && !isSending && note.trim() !== '';

  async function send(): Promise<void> {
    if (!isReady) return;
    setIsSending(true);
    if (!(await onConfirm(note.trim()))) setIsSending(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (ime.ownsKey(event) || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  }

  return (
    <div className={styles['form']}>
      {children}
      <label htmlFor={id} className={styles['label']}>
        {t('note')}
      </label>
      <textarea
        id={id}
        className={styles['note']}
        rows={3}
        maxLength={TEXT_LIMIT}
        required
        dir="auto"
        spellCheck
        placeholder={t('placeholder')}
        aria-describedby={`${id}-help`}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p id={`${id}-help`} className={styles['help']}>
        {t('noteHelp')}
      </p>
      {!isConnected && <output className={styles['help']}>{t('offline')}</output>}
      <footer className={styles['footer']}>
        <Button onPress={onCancel}>{t('common:cancel')}</Button>
        <Button look="primary" isDisabled={!isReady} onPress={() => void send()}>
          {confirm}
        </Button>
      </footer>
    </div>
  );
}
