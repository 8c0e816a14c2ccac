import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './controls.tsx';
import styles from './dialog.module.css';
import { Icon } from './icon.tsx';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `sheet`: from the right edge, full height; what it holds brings its own margins. */
  readonly look?: 'dialog' | 'wide' | 'sheet';
  /** Without the title bar; the title is still read out. */
  readonly isBare?: boolean;
  readonly children: ReactNode;
}

/** Focus stays inside, Escape and a press outside close it, the title names it. */
export function Dialog({ title, isOpen, onClose, look = 'dialog', isBare = false, children }: DialogProps) {
  const { t } = useTranslation('common');
  const lookClass = { dialog: '', wide: styles['wide'], sheet: styles['sheet'] }[look] ?? '';
  return (
    <ModalOverlay
      className={`${styles['scrim']} ${look === 'sheet' ? styles['sheetScrim'] : ''}`}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={`${styles['modal']} ${lookClass}`}>
        <AriaDialog className={styles['dialog'] ?? ''} {...(isBare ? { 'aria-label': title } : {})}>
          {!isBare && (
            <header className={styles['header']}>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              <Button look="icon" aria-label={t('close')} onPress={onClose}>
                <Icon name="close" />
              </Button>
            </header>
          )}
          <div className={isBare || look === 'sheet' ? `${styles['body']} ${styles['bare']}` : styles['body']}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
