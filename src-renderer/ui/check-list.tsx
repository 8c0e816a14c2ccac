import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './check-list.module.css';
import inputs from './controls.module.css';
import { useIme } from './ime.ts';
import { useFilter } from './use-filter.ts';
import { VirtualList, type VirtualListHandle } from './virtual-list.tsx';

export interface CheckItem {
  readonly id: string;
  readonly text: string;
  readonly hint?: string;
  /** Everything it is found by. */
  readonly foundBy: string;
}

export interface CheckListProps {
  readonly label: string;
  /** One and the same array while nothing in it changed. */
  readonly items: readonly CheckItem[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly empty: string;
  /** People are counted with a word of their own. */
  readonly counts?: 'people';
}

const ROW_REM = 2.25;
const ROW_PX = 36;
/** So many are seen at once; more are found by typing. */
const SEEN = 8;

/** Any number of many. Arrows move, space ticks. */
export function CheckList({ label, items, chosen, onChange, empty, counts }: CheckListProps) {
  const { t } = useTranslation('admin');
  const id = useId();
  const ime = useIme();
  const { search, setSearch, shown } = useFilter(items, foundBy);
  const [cursor, setCursor] = useState(0);
  const list = useRef<VirtualListHandle>(null);
  const at = Math.min(cursor, shown.length - 1);

  function focusRow(index: number): void {
    if (shown[index] === undefined) return;
    setCursor(index);
    list.current?.focusItem(index);
  }

  function onListKey(event: KeyboardEvent): void {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focusRow(next);
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (ime.ownsKey(event)) return;
    // Enter finds here, and does not save the form around it.
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    focusRow(0);
  }

  return (
    <fieldset className={styles['frame']}>
      <legend>
        {label}{' '}
        <span className={`${styles['count']} figures`}>
          {t(counts === 'people' ? 'list.chosenPeople' : 'list.chosen', { count: chosen.length })}
        </span>
      </legend>
      {items.length > SEEN && (
        <input
          className={inputs['input']}
          type="search"
          aria-label={`${label}: ${t('list.search')}`}
          placeholder={t('list.search')}
          value={search}
          autoComplete="off"
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      )}
      {shown.length === 0 && <p className={styles['none']}>{items.length === 0 ? empty : t('list.none')}</p>}
      {shown.length > 0 && (
        <div className={styles['list']} style={{ height: `${Math.min(items.length, SEEN) * ROW_REM}rem` }}>
          <VirtualList
            ref={list}
            className={styles['scroller'] ?? ''}
            kind="list"
            label={label}
            items={shown}
            keyOf={idOf}
            estimateSize={() => ROW_PX}
            onKeyDown={onListKey}
            render={(item, index) => (
              <label className={styles['row']} htmlFor={`${id}-${item.id}`}>
                <input
                  id={`${id}-${item.id}`}
                  type="checkbox"
                  tabIndex={index === at ? 0 : -1}
                  checked={chosen.includes(item.id)}
                  onChange={({ currentTarget }) =>
                    onChange(currentTarget.checked ? [...chosen, item.id] : chosen.filter((one) => one !== item.id))
                  }
                />
                <span className={styles['text']}>{item.text}</span>
                {item.hint !== undefined && <span className={styles['hint']}>{item.hint}</span>}
              </label>
            )}
          />
        </div>
      )}
    </fieldset>
  );
}

function foundBy(item: CheckItem): string {
  return item.foundBy;
}

function idOf({ id }: CheckItem): string {
  return id;
}
