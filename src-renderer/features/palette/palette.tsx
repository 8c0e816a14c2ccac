import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Autocomplete, Header, Input, Menu, MenuItem, MenuSection, SearchField, Text } from 'react-aria-components';
import type { SearchHit } from '#shared/contracts/search';
import { useFormat } from '#ui/i18n/use-format';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { Highlight } from './highlight.tsx';
import styles from './palette.module.css';
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

/** One field for everything: what the desk can do, and every customer and line it holds. */
export function Palette({ commands, onClose, onChoose }: PaletteProps) {
  const { t } = useTranslation('palette');
  const ime = useIme();
  const [text, setText] = useState('');
  const search = useSearch(text);
  const hits = 'hits' in search ? search.hits : [];
  const matching = commands.filter((command) => matches(command.text, text));
  const shown = hits.length > 0 ? matching.slice(0, MOST_COMMANDS_WITH_HITS) : matching;

  function choose(key: string): void {
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
      <div className={styles['palette']} onKeyDownCapture={onKeyDownCapture}>
        <Autocomplete inputValue={text} onInputChange={setText}>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog takes the focus, and this is what it was opened for */}
          <SearchField aria-label={t('title')} autoFocus className={styles['field'] ?? ''} maxLength={200}>
            <Icon name="search" />
            <Input className={styles['input'] ?? ''} placeholder={t('placeholder')} />
          </SearchField>
          <Menu
            aria-label={t('results')}
            className={styles['menu'] ?? ''}
            onAction={(key) => choose(String(key))}
            renderEmptyState={() => <Nothing text={text} search={search} />}
          >
            <HitSection title={t('customers')} hits={hits.filter(({ itemId }) => itemId === null)} text={text} />
            <HitSection title={t('messages')} hits={hits.filter(({ itemId }) => itemId !== null)} text={text} />
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
        </Autocomplete>
      </div>
    </Dialog>
  );
}

function HitSection({ title, hits, text }: { readonly title: string; readonly hits: readonly SearchHit[]; readonly text: string }) {
  const format = useFormat();
  const { ticker } = useDesk();
  const customers = useRecords(({ records }) => records.customer);
  if (hits.length === 0) return null;
  return (
    <MenuSection>
      <Header className={styles['heading'] ?? ''}>{title}</Header>
      {hits.map((hit) => {
        // The record is newer than the search where the page has it.
        const name = format.name(customers.get(hit.customerId) ?? { name: hit.customerName ?? null });
        return (
          <MenuItem key={hitKey(hit)} id={hitKey(hit)} textValue={`${name} ${hit.snippet}`} className={styles['item'] ?? ''}>
            <Text slot="label" className={styles['hit'] ?? ''}>
              <span className={styles['name']}>
                <Highlight text={name} wanted={text} />
              </span>{' '}
              <bdi className={styles['snippet']}>
                <Highlight text={hit.snippet} wanted={text} />
              </bdi>{' '}
              {hit.place !== null && <time className={styles['keys']}>{format.when(hit.place.at, ticker.now())}</time>}
            </Text>
          </MenuItem>
        );
      })}
    </MenuSection>
  );
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

function hitKey({ customerId, itemId }: SearchHit): string {
  return `hit ${customerId} ${itemId ?? ''}`;
}
