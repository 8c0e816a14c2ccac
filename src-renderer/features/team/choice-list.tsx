import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Autocomplete, Input, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import { foldText } from '#shared/search/fold-text';
import { useIme } from '#ui/ui/ime';
import styles from './direct.module.css';

export interface Choice {
  readonly id: string;
  readonly text: string;
  /** Found by these too: a reading, the other language. */
  readonly alsoFoundBy?: string;
  readonly hint?: string;
}

export interface ChoiceListProps {
  readonly label: string;
  readonly none: string;
  readonly choices: readonly Choice[];
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
}

/** One of many, found by typing. */
export function ChoiceList({ label, none, choices, chosenId, onChoose }: ChoiceListProps) {
  const ime = useIme();
  const search = useRef<HTMLInputElement>(null);
  // The dialog was opened to look for something.
  useEffect(() => search.current?.focus(), []);
  const guard = (event: KeyboardEvent): void => {
    if (ime.ownsKey(event)) event.stopPropagation();
  };
  return (
    <div className={styles['choice']} onKeyDownCapture={guard} role="presentation">
      <Autocomplete filter={(text, search) => foldText(text).includes(foldText(search))}>
        <SearchField aria-label={label}>
          <Input ref={search} className={styles['search'] ?? ''} placeholder={label} />
        </SearchField>
        <ListBox
          aria-label={label}
          className={styles['choices'] ?? ''}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosenId === null ? [] : [chosenId]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            if (key !== undefined) onChoose(String(key));
          }}
          renderEmptyState={() => <p className={styles['hint']}>{none}</p>}
        >
          {choices.map(({ id, text, alsoFoundBy = '', hint }) => (
            <ListBoxItem key={id} id={id} textValue={`${text} ${alsoFoundBy}`} className={styles['option'] ?? ''}>
              <span className={styles['mark']} aria-hidden>
                {id === chosenId ? '✓' : ''}
              </span>
              <span className={styles['optionText']}>{text}</span>
              {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
    </div>
  );
}
