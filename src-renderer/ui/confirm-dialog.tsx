import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './controls.tsx';
import styles from './confirm-dialog.module.css';
import { Dialog } from './dialog.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly isBusy?: boolean;
  /** Why it was refused. */
  readonly error?: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What will happen, and what will not. */
  readonly children: ReactNode;
}

/** One question before something that others notice. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, confirm, isDanger = false, isBusy = false, error = null, onConfirm, onClose, children } = props;
  const { t } = useTranslation('common');
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <div className={styles['body']}>
        {children}
        {error !== null && (
          <p className={styles['error']} role="alert">
            {error}
          </p>
        )}
        <footer className={styles['foot']}>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look={isDanger ? 'danger' : 'primary'} isDisabled={isBusy} onPress={onConfirm}>
            {confirm}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
