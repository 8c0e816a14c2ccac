import type { ReactElement, ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import styles from './controls.module.css';

export interface PopoverPanelProps {
  /** What opens it: a Button. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly children: ReactNode;
}

/** More about what is beside it, over everything else, until it is left. */
export function PopoverPanel({ trigger, label, children }: PopoverPanelProps) {
  return (
    <DialogTrigger>
      {trigger}
      <Popover className={styles['popover'] ?? ''} offset={4}>
        <Dialog className={styles['panel'] ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
