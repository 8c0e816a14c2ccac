import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '#shared/domain/canned-response';
import type { Interaction } from '#shared/domain/interaction';
import type { Locale } from '#shared/domain/text';
import { useFormat } from '#ui/i18n/use-format';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useIme } from '#ui/ui/ime';
import { OptionList, optionId } from '#ui/ui/option-list.tsx';
import { useCentreView, useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { textIn } from './canned-language.ts';
import { byUse, noteUse, readUsage } from './canned-usage.ts';
import styles from './canned.module.css';
import { CannedPreview } from './canned-preview.tsx';
import { fillCanned, textOf } from './fill-canned.ts';
import { findCanned, prepareCanned } from './find-canned.ts';
import { useFilling } from './use-filling.ts';

export interface CannedPickerProps {
  readonly interaction: Interaction;
  readonly onInsert: (text: string) => void;
  readonly onClose: () => void;
}

/** Prepared texts: found by typing, seen as this customer will read them, put where the agent was writing. */
export function CannedPicker({ interaction, onInsert, onClose }: CannedPickerProps) {
  const { t } = useTranslation('canned');
  const { clock } = useDesk();
  const format = useFormat();
  const me = useMe();
  const ime = useIme();
  const id = useId();
  const view = useCentreView();
  const records = useRecords((state) => state.records.canned_response);
  const { locale: theirs, filling } = useFilling(interaction);
  const input = useRef<HTMLInputElement>(null);
  const [question, setQuestion] = useState('');
  const [place, setPlace] = useState(0);
  const [chosenLocale, setLocale] = useState<Locale | null>(null);

  // The order stays as it was when the picker was opened.
  const [usage] = useState(() => readUsage(me.id));
  const all = useMemo(() => byUse(records.values(), usage, clock.now()), [records, usage, clock]);
  useEffect(() => prepareCanned(all), [all]);
  const found = useMemo(() => findCanned(all, question), [all, question]);
  const current = found[Math.min(place, found.length - 1)];
  const locale = chosenLocale ?? theirs;

  // The dialog takes the focus for itself where nothing in it has it by then.
  useEffect(() => input.current?.focus(), []);

  function insert(response: CannedResponse | undefined): void {
    if (response === undefined) return;
    const { text, locale: shown } = textIn(response, locale);
    noteUse(me.id, response.id, clock.now());
    onInsert(textOf(fillCanned(text, { ...filling, locale: shown })));
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    // Enter and the arrows choose among the input method's candidates first.
    if (ime.ownsKey(event)) return event.stopPropagation();
    const press = event.ctrlKey || event.metaKey ? `mod+${event.key}` : event.key;
    switch (press) {
      case 'ArrowDown':
        setPlace(Math.min(place + 1, found.length - 1));
        break;
      case 'ArrowUp':
        setPlace(Math.max(place - 1, 0));
        break;
      case 'Enter':
        insert(current);
        break;
      case 'mod+;':
        setLocale(locale === 'ja' ? 'en' : 'ja');
        break;
      // Twice the key that opens this is the sign itself.
      case ';':
        if (question !== '') return;
        onInsert(';');
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return (
    <Dialog title={t('title')} isOpen isBare look="wide" onClose={onClose}>
      <div className={styles['picker']}>
        <div className={styles['search']}>
          <Icon name="search" />
          <input
            ref={input}
            role="combobox"
            aria-label={t('search')}
            aria-expanded
            aria-controls={`${id}-list`}
            {...(current === undefined ? {} : { 'aria-activedescendant': optionId(`${id}-list`, current.id) })}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            placeholder={t('placeholder')}
            value={question}
            onChange={(event) => {
              setQuestion(event.currentTarget.value);
              setPlace(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className={styles['columns']}>
          {found.length === 0 ? (
            <output className={styles['nothing']}>{t(nothingOf(view.state.is, all.length))}</output>
          ) : (
            <OptionList
              id={`${id}-list`}
              label={t('title')}
              options={found.map((response) => ({
                id: response.id,
                face: <Face title={format.text(response.title)} keys={response.shortcut} />,
              }))}
              activeId={current?.id}
              onActive={(active) => setPlace(found.findIndex((response) => response.id === active))}
              onChoose={(chosen) => insert(found.find((response) => response.id === chosen))}
            />
          )}
          {current !== undefined && <CannedPreview response={current} filling={filling} locale={locale} onLocale={setLocale} />}
        </div>
        <p className={styles['keys']}>{t('keys')}</p>
      </div>
    </Dialog>
  );
}

function Face({ title, keys }: { readonly title: string; readonly keys: string | null }) {
  return (
    <>
      <span>{title}</span>
      {keys !== null && <kbd>{keys}</kbd>}
    </>
  );
}

function nothingOf(view: 'opening' | 'open' | 'failed', count: number): 'loading' | 'failed' | 'empty' | 'nothing' {
  if (view === 'failed') return 'failed';
  if (count > 0) return 'nothing';
  return view === 'opening' ? 'loading' : 'empty';
}
