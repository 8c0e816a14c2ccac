import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { CommandId, CustomerId, InteractionId } from '#shared/domain/ids';
import { Button, Key } from '#ui/ui/controls.tsx';
import { useIme } from '#ui/ui/ime';
import { useDesk, useRecords, useUi } from '#ui/wire/desk.tsx';
import { LeftDrafts } from './left-drafts.tsx';
import { UnsentDetail } from './unsent-detail.tsx';
import { unsentGroups, type UnsentEntry } from './unsent-order.ts';
import { UnsentRow } from './unsent-row.tsx';
import styles from './unsent.module.css';

export interface UnsentPageProps {
  readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void;
}

/** 未送信: everything that has not reached the hub, with its reason and its next step. Nothing is ever dropped in silence. */
export function UnsentPage({ onOpen }: UnsentPageProps) {
  const { t } = useTranslation('unsent');
  const { ui, decisions } = useDesk();
  const ime = useIme();
  const outbox = useRecords((state) => state.outbox);
  const groups = useMemo(() => unsentGroups(outbox), [outbox]);
  const entries = useMemo(() => groups.flatMap((group) => group.entries), [groups]);
  const decided = useStore(decisions);
  const asked = useUi((state) => state.unsentId);
  const chosen = entries.find(({ item }) => item.command.commandId === asked) ?? entries.find((entry) => isOpen(entry)) ?? entries[0];
  const chosenId = chosen?.item.command.commandId ?? null;
  const list = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(true);
  const counts = {
    held: entries.filter(({ need }) => need === 'held').length,
    refused: entries.filter(({ need }) => need === 'refused').length,
  };
  const waiting = entries.length - counts.held - counts.refused;

  function isOpen({ item, need }: UnsentEntry): boolean {
    return need !== 'waiting' && !decided.has(item.command.commandId);
  }

  const choose = useCallback(
    (commandId: CommandId): void => {
      wantsFocus.current = true;
      ui.setState({ unsentId: commandId });
    },
    [ui],
  );

  /** On to what still waits for a decision: below, and then from the top. */
  function goOn(): void {
    const at = entries.findIndex(({ item }) => item.command.commandId === chosenId);
    const next = [...entries.slice(at + 1), ...entries.slice(0, Math.max(0, at))].find(
      ({ item, need }) => need !== 'waiting' && !decisions.getState().has(item.command.commandId),
    );
    if (next !== undefined) choose(next.item.command.commandId);
  }

  useEffect(() => {
    if (chosenId === null || !wantsFocus.current) return;
    wantsFocus.current = false;
    const row = list.current?.querySelector<HTMLElement>(`#unsent-${chosenId}`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, [chosenId, groups]);

  function onKeyDown(event: KeyboardEvent): void {
    if (ime.ownsKey(event)) return;
    const at = entries.findIndex(({ item }) => item.command.commandId === chosenId);
    if (event.key === 'Enter') {
      event.preventDefault();
      document.querySelector<HTMLElement>('[data-shortcut="open_unsent"]')?.click();
      return;
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const entry = entries[next];
    if (entry !== undefined) choose(entry.item.command.commandId);
  }

  function undo(): void {
    const commandId = decisions.undo();
    if (commandId !== null) choose(commandId);
  }

  if (chosen === undefined) return <NothingUnsent />;
  return (
    <div className={styles['page']}>
      <section className={styles['side']} aria-label={t('title')}>
        <header className={styles['sideHead']}>
          <h1>{t('title')}</h1>
          <p className="figures">{t('counts', { ...counts, waiting })}</p>
        </header>
        {/* The arrows of the list, wherever in it the focus is. */}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div ref={list} className={styles['list']} data-shortcut="unsent" onKeyDown={onKeyDown}>
          {groups.map(({ lane, entries: own }) => (
            <ul key={lane} className={styles['group']}>
              {own.map((entry, index) => (
                <li key={entry.item.command.commandId}>
                  <UnsentRow entry={entry} isFirst={index === 0} isChosen={entry.item.command.commandId === chosenId} onChoose={choose} />
                </li>
              ))}
            </ul>
          ))}
          <LeftDrafts />
        </div>
        <footer className={styles['sideFoot']}>
          <span className={styles['quiet']}>
            <Key>J</Key> <Key>K</Key> {t('keys')}
          </span>
          <Button look="quiet" data-shortcut="undo" isDisabled={decided.size === 0} onPress={undo}>
            {t('undo')}
            <Key>Z</Key>
          </Button>
        </footer>
      </section>
      <UnsentDetail key={chosenId} entry={chosen} onOpen={onOpen} onDecided={goOn} />
    </div>
  );
}

function NothingUnsent() {
  const { t } = useTranslation('unsent');
  return (
    <div className={styles['nothing']}>
      <h1>{t('title')}</h1>
      <p>{t('empty')}</p>
      <p className={styles['quiet']}>{t('empty_more')}</p>
      <LeftDrafts />
    </div>
  );
}
