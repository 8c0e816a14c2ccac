import type { KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Button, Tooltip } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import styles from './timeline.module.css';
import type { Find } from './use-find.ts';

/** Words within this timeline: Enter goes to the one before in time, Shift Enter to the one after, Esc closes. */
export function FindBar({ find }: { readonly find: Find }) {
  const { t } = useTranslation('customer-edit');
  const ime = useIme();
  const { text, hits, at, isComplete } = find;
  const isAsked = text.trim() !== '';

  function onKeyDown(event: KeyboardEvent): void {
    if (ime.ownsKey(event)) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') find.close();
    else find.move(event.shiftKey ? 1 : -1);
  }

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- React knows no <search> in every browser it is tested in
    <div role="search" className={styles['find']}>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by a key, to be typed into
        autoFocus
        data-shortcut="find"
        className={styles['findField']}
        type="text"
        aria-label={t('find.label')}
        placeholder={t('find.label')}
        value={text}
        maxLength={200}
        onChange={(event) => find.setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <output className={`figures ${styles['findCount']}`}>
        {isAsked && (hits.length === 0 ? t('find.none') : t('find.count', { at: at + 1, count: hits.length }))}
        {isAsked && !isComplete && <span> · {t('find.partial')}</span>}
      </output>
      <Button look="icon" aria-label={t('find.previous')} isDisabled={hits.length === 0} onPress={() => find.move(-1)}>
        <Icon name="up" size="0.875rem" />
      </Button>
      <Button look="icon" aria-label={t('find.next')} isDisabled={hits.length === 0} onPress={() => find.move(1)}>
        <Icon name="down" size="0.875rem" />
      </Button>
      <Button look="icon" aria-label={t('find.close')} onPress={find.close}>
        <Icon name="close" size="0.875rem" />
      </Button>
    </div>
  );
}

interface FindButtonProps {
  /** Above the timeline, where it covers no words. */
  readonly place: HTMLElement;
  readonly isOpen: boolean;
  readonly onPress: () => void;
}

/** It stays while the bar is open, or its neighbour would come under the pointer that pressed it. */
export function FindButton({ place, isOpen, onPress }: FindButtonProps) {
  const { t } = useTranslation('customer-edit');
  return createPortal(
    <Tooltip text={t('find.open')}>
      <Button
        look="icon"
        aria-label={t('find.open')}
        aria-expanded={isOpen}
        onPress={onPress}
        // While it is open, its key goes to what is typed into.
        {...(isOpen ? {} : { 'data-shortcut': 'find' })}
      >
        <Icon name="search" size="1.125rem" />
      </Button>
    </Tooltip>,
    place,
  );
}
