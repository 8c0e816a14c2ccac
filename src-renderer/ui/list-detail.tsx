import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Input, SearchField } from 'react-aria-components';
import inputs from './controls.module.css';
import { Badge, Button, type Tone } from './controls.tsx';
import { useIme } from './ime.ts';
import styles from './list-detail.module.css';
import { useFilter } from './use-filter.ts';
import { VirtualList, type VirtualListHandle } from './virtual-list.tsx';

export interface ListRow {
  readonly id: string;
  readonly text: string;
  readonly hint?: string;
  readonly badge?: { readonly text: string; readonly tone?: Tone };
  /** Out of use, and still in the list. */
  readonly isFaded?: boolean;
  /** How deep it stands in a tree. */
  readonly level?: number;
}

export interface ListDetailProps<T extends object> {
  readonly title: string;
  /** In the order of the list. */
  readonly items: readonly T[];
  readonly rowOf: (item: T) => ListRow;
  /** Everything an item is found by; one and the same function from drawing to drawing. */
  readonly textOf: (item: T) => string;
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  /** People are counted with a word of their own. */
  readonly counts?: 'people';
  /** Said where there is nothing to list. */
  readonly empty?: string;
  /** What makes a new one, and more to do with the whole list. */
  readonly actions?: ReactNode;
  /** What is chosen; null or false where nothing is. */
  readonly children: ReactNode;
}

const ROW_PX = 44;

/** A list that is found by typing, beside what is chosen in it. Arrows move in the list, Enter opens. */
export function ListDetail<T extends object>(props: ListDetailProps<T>) {
  const { title, items, rowOf, textOf, selectedId, onSelect, counts, empty, actions, children } = props;
  const { t } = useTranslation('admin');
  const ime = useIme();
  const { search, setSearch, shown } = useFilter(items, textOf);
  const [cursor, setCursor] = useState<string | null>(null);
  const list = useRef<VirtualListHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => shown.map(rowOf), [shown, rowOf]);
  const cursorAt = Math.max(
    0,
    rows.findIndex(({ id }) => id === (cursor ?? selectedId)),
  );

  function focusRow(index: number): void {
    const row = rows[index];
    if (row === undefined) return;
    setCursor(row.id);
    list.current?.focusItem(index);
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (ime.ownsKey(event)) return;
    const first = rows[0];
    if (event.key === 'ArrowDown') focusRow(0);
    else if (event.key === 'Enter' && search !== '' && first !== undefined) onSelect(first.id);
    else return;
    event.preventDefault();
  }

  function onListKey(event: KeyboardEvent): void {
    const next = { ArrowDown: cursorAt + 1, ArrowUp: cursorAt - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focusRow(next);
  }

  /** The key that searches everywhere searches here first. */
  function onKey(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable="true"]');
    if (ime.ownsKey(event) || event.key !== '/' || isTyping) return;
    event.preventDefault();
    input.current?.focus();
  }

  function find(text: string): void {
    setSearch(text);
    list.current?.scrollToIndex(0, 'start');
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a shortcut for what is in it
    <div className={styles['frame']} onKeyDown={onKey}>
      <section className={styles['side']} aria-label={title}>
        <header className={styles['head']}>
          <h2>{title}</h2>
          <span className={`${styles['count']} figures`}>
            {t(counts === 'people' ? 'list.countPeople' : 'list.count', { count: shown.length })}
          </span>
        </header>
        <div className={styles['tools']}>
          <SearchField aria-label={t('list.search')} className={styles['search'] ?? ''} value={search} onChange={find}>
            <Input
              className={inputs['input'] ?? ''}
              placeholder={t('list.search')}
              ref={input}
              onKeyDown={onSearchKey}
              autoComplete="off"
              spellCheck={false}
            />
          </SearchField>
          {actions}
        </div>
        {rows.length === 0 && <p className={styles['none']}>{items.length === 0 ? (empty ?? t('list.empty')) : t('list.none')}</p>}
        <VirtualList
          ref={list}
          className={styles['list'] ?? ''}
          kind="list"
          label={title}
          items={rows}
          keyOf={idOf}
          estimateSize={() => ROW_PX}
          onKeyDown={onListKey}
          render={(row, index) => (
            <button
              type="button"
              className={styles['row']}
              data-level={row.level ?? 0}
              data-faded={row.isFaded === true}
              tabIndex={index === cursorAt ? 0 : -1}
              aria-current={row.id === selectedId ? 'true' : undefined}
              onClick={() => {
                setCursor(row.id);
                onSelect(row.id);
              }}
            >
              <span className={styles['text']}>{row.text}</span>
              {row.badge !== undefined && <Badge tone={row.badge.tone ?? 'neutral'}>{row.badge.text}</Badge>}
              {row.hint !== undefined && <span className={styles['hint']}>{row.hint}</span>}
            </button>
          )}
        />
      </section>
      <div className={styles['detail']}>
        {children === null || children === false ? items.length > 0 && <p className={styles['nothing']}>{t('list.choose')}</p> : children}
      </div>
    </div>
  );
}

export interface NewButtonProps {
  readonly label: string;
  readonly onPress: () => void;
}

/** Makes a new one; beside the search of a list. */
export function NewButton({ label, onPress }: NewButtonProps) {
  const { t } = useTranslation('admin');
  return (
    <Button onPress={onPress} aria-label={label}>
      {t('list.new')}
    </Button>
  );
}

function idOf({ id }: ListRow): string {
  return id;
}
