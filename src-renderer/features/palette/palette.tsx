import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Autocomplete, Header, Input, Menu, MenuItem, MenuSection, SearchField, Text } from 'react-aria-components';
import type { SearchHit } from '#shared/contracts/search';
import { CENTRE_ID, DEFAULT_DESK_DAYS } from '#shared/domain/centre';
import { useFormat } from '#ui/i18n/use-format';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import { useRecords } from '#ui/wire/desk.tsx';
import { FilterRow } from './filter-row.tsx';
import { hitKey, HitSection } from './hit-section.tsx';
import styles from './palette.module.css';
import { readFilters, together, withoutFilter } from './typed-filters.ts';
import { useSearch, type SearchState } from './use-search.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly text: string;
  readonly keys?: string;
  readonly run: () => void;
}

export interface PaletteProps {
  readonly commands: readonly PaletteCommand[];
  readonly onClose: () => void;
  readonly onChoose: (hit: SearchHit) => void;
}

const MOST_COMMANDS_WITH_HITS = 4;
const MORE = 'more';

/** One field for everything: what the desk can do, and every customer and line it holds. */
export function Palette({ commands, onClose, onChoose }: PaletteProps) {
  const { t } = useTranslation('palette');
  const ime = useIme();
  const [typed, setTyped] = useState('');
  const [isComposing, setComposing] = useState(false);
  const { text, filters } = useTypedFilters(typed);
  const search = useSearch(
    text,
    useMemo(() => together(filters), [filters]),
    isComposing,
  );
  const hits = 'hits' in search ? search.hits : [];
  const matching = filters.length > 0 ? [] : commands.filter((command) => matches(command.text, text));
  const shown = hits.length > 0 ? matching.slice(0, MOST_COMMANDS_WITH_HITS) : matching;

  function choose(key: string): void {
    if (key === MORE) {
      if (search.is === 'done') search.more?.();
      return;
    }
    onClose();
    commands.find(({ id }) => key === commandKey(id))?.run();
    const hit = hits.find((candidate) => hitKey(candidate) === key);
    if (hit !== undefined) onChoose(hit);
  }

  // Enter and the arrows choose among the input method's candidates first.
  function onKeyDownCapture(event: KeyboardEvent): void {
    if (ime.ownsKey(event)) event.stopPropagation();
  }

  return (
    <Dialog title={t('title')} isOpen isBare look="wide" onClose={onClose}>
      <div
        className={styles['palette']}
        onKeyDownCapture={onKeyDownCapture}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      >
        <Autocomplete inputValue={typed} onInputChange={setTyped}>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog takes the focus, and this is what it was opened for */}
          <SearchField aria-label={t('title')} autoFocus className={styles['field'] ?? ''} maxLength={200}>
            <Icon name="search" />
            <Input className={styles['input'] ?? ''} placeholder={t('placeholder')} />
          </SearchField>
          <FilterRow filters={filters} onRemove={(filter) => setTyped(withoutFilter(typed, filter))} />
          <Menu
            aria-label={t('results')}
            className={styles['menu'] ?? ''}
            onAction={(key) => choose(String(key))}
            renderEmptyState={() => <Nothing text={typed} search={search} />}
          >
            <HitSection title={t('customers')} hits={hits.filter(({ itemId }) => itemId === null)} text={text} />
            <HitSection title={t('messages')} hits={hits.filter(({ itemId }) => itemId !== null)} text={text} />
            {search.is === 'done' && search.more !== null && (
              <MenuItem id={MORE} className={styles['item'] ?? ''}>
                <Text slot="label" className={styles['label'] ?? ''}>
                  {t('more')}
                </Text>
              </MenuItem>
            )}
            {shown.length > 0 && (
              <MenuSection>
                <Header className={styles['heading'] ?? ''}>{t('commands')}</Header>
                {shown.map((command) => (
                  <MenuItem key={command.id} id={commandKey(command.id)} textValue={command.text} className={styles['item'] ?? ''}>
                    <Text slot="label" className={styles['label'] ?? ''}>
                      {command.text}
                    </Text>
                    {command.keys !== undefined && <kbd className={styles['keys']}>{command.keys}</kbd>}
                  </MenuItem>
                ))}
              </MenuSection>
            )}
          </Menu>
          <Reached search={search} />
        </Autocomplete>
      </div>
    </Dialog>
  );
}

function useTypedFilters(typed: string) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const agents = useRecords(({ records }) => records.agent);
  const timeZone = useRecords(({ records }) => records.centre.get(CENTRE_ID)?.timeZone) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(
    () =>
      readFilters(typed, {
        colleagues: [...agents.values()],
        channelName: (channel) => t(`channel.${channel}`),
        nameOf: (agent) => format.agent(agent),
        timeZone,
      }),
    [typed, agents, timeZone, t, format],
  );
}

/** Where it was looked, honestly. */
function Reached({ search }: { readonly search: SearchState }) {
  const { t } = useTranslation('palette');
  const days = useRecords(({ records }) => records.centre.get(CENTRE_ID)?.deskDays) ?? DEFAULT_DESK_DAYS;
  return <output className={styles['reach']}>{search.is === 'done' ? t(`reach.${search.reach}`, { count: days }) : ''}</output>;
}

function Nothing({ text, search }: { readonly text: string; readonly search: SearchState }) {
  const { t } = useTranslation('palette');
  switch (search.is) {
    case 'idle':
      return null;
    case 'searching':
      return <p className={styles['nothing']}>{t('searching')}</p>;
    case 'failed':
      return <p className={styles['nothing']}>{t('failed')}</p>;
    case 'done':
      return <p className={styles['nothing']}>{t('nothing', { text })}</p>;
  }
}

function matches(command: string, text: string): boolean {
  const plain = (value: string): string => value.normalize('NFKC').toLowerCase();
  return plain(text)
    .split(/\s+/)
    .every((word) => plain(command).includes(word));
}

function commandKey(id: string): string {
  return `command ${id}`;
}
