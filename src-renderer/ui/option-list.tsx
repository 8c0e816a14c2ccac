import { useEffect, useRef, type ReactNode } from 'react';
import styles from './option-list.module.css';

export interface Option {
  readonly id: string;
  readonly face: ReactNode;
  readonly isDisabled?: boolean;
}

interface OptionListProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly activeId: string | undefined;
  readonly onActive: (id: string) => void;
  readonly onChoose: (id: string) => void;
}

/** What a text field offers while somebody types in it. The focus stays in the field, which names the active option and moves it. */
export function OptionList({ id, label, options, activeId, onActive, onChoose }: OptionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A document that lays nothing out cannot scroll.
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [activeId]);
  return (
    <div ref={list} {...{ role: 'listbox' }} id={id} aria-label={label} className={styles['list']}>
      {options.map((option) => (
        <div
          key={option.id}
          {...{ role: 'option', 'aria-selected': option.id === activeId, 'aria-disabled': option.isDisabled === true }}
          id={optionId(id, option.id)}
          className={styles['option']}
          onPointerMove={() => option.id !== activeId && onActive(option.id)}
          // Or the field would lose the focus.
          onPointerDown={(event) => event.preventDefault()}
          onPointerUp={() => option.isDisabled !== true && onChoose(option.id)}
        >
          {option.face}
        </div>
      ))}
    </div>
  );
}

/** For the field's `aria-activedescendant`. */
export function optionId(listId: string, id: string): string {
  return `${listId} ${id}`.replaceAll(' ', '-');
}
