import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '#ui/ui/icon.tsx';
import styles from './connection.module.css';

/** A sentence over all of the work, and what can be done about it. */
export function Banner({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  const { t } = useTranslation('connection');
  return (
    <aside className={styles['banner']} aria-label={t('title')}>
      <Icon name="warning" />
      <p>{text}</p>
      {children}
    </aside>
  );
}
