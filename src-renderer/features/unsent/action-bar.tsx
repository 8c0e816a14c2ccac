import { useTranslation } from 'react-i18next';
import { Button, Key } from '#ui/ui/controls.tsx';
import styles from './unsent.module.css';
import type { UnsentActions } from './use-unsent-actions.ts';

interface ActionBarProps {
  readonly actions: UnsentActions;
  /** It cannot be sent any more, and its words may still serve whoever has the work. */
  readonly prefersNote: boolean;
}

/** What can be done, each with its key; nothing of it happens before the moment to take it back is over. */
export function ActionBar({ actions, prefersNote }: ActionBarProps) {
  const { t } = useTranslation('unsent');
  const { send, edit, asNote, copy, discard, open } = actions;
  return (
    <footer className={styles['actions']}>
      {send?.whyNot !== null && send !== null && <p className={styles['whyNot']}>{send.whyNot}</p>}
      {send !== null && (
        <Button look={prefersNote ? 'plain' : 'primary'} data-shortcut="send_anyway" isDisabled={send.whyNot !== null} onPress={send.run}>
          {t(send.isRetry ? 'do.retry' : 'do.send_anyway')}
          <Key>S</Key>
        </Button>
      )}
      {asNote !== null && (
        <Button look={prefersNote ? 'primary' : 'plain'} data-shortcut="note" onPress={asNote}>
          {t('do.as_note')}
          <Key>N</Key>
        </Button>
      )}
      {edit !== null && (
        <Button data-shortcut="edit_unsent" onPress={edit}>
          {t('do.edit')}
          <Key>E</Key>
        </Button>
      )}
      {copy !== null && (
        <Button look="quiet" data-shortcut="copy_unsent" onPress={copy}>
          {t('do.copy')}
          <Key>C</Key>
        </Button>
      )}
      {open !== null && (
        <Button look="quiet" data-shortcut="open_unsent" onPress={open}>
          {t('do.open')}
          <Key>⏎</Key>
        </Button>
      )}
      {discard !== null && (
        <Button look="quiet" data-shortcut="discard" onPress={discard}>
          {t('do.discard')}
          <Key>X</Key>
        </Button>
      )}
    </footer>
  );
}
