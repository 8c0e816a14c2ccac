import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { groupOf, inboxBeyond, inboxOf, type InboxGroup } from '#ui/state/selectors';
import { useMarkUnread } from '#ui/state/use-mark-unread';
import { useIme } from '#ui/ui/ime';
import { VirtualList, type VirtualListHandle } from '#ui/ui/virtual-list.tsx';
import { useDesk, useMe, useRecords, useUi } from '#ui/wire/desk.tsx';
import styles from './inbox.module.css';
import { InboxRow } from './inbox-row.tsx';
import { hold, type Steady } from './steady-order.ts';

type Entry =
  | { readonly is: 'group'; readonly group: InboxGroup; readonly count: number }
  | ({ readonly is: 'row' } & Steady<Interaction, InboxGroup>);

/** How long rows keep their place after the pointer last moved over them. */
const POINTING_MS = 2_000;
/** A pointer tells of each pixel; this often is enough. */
const NOTICE_MS = 250;
const ROW_PX = 56;
const GROUP_PX = 28;
/** What waits beyond the list is asked for before its end is in sight. */
const NEAR_ROWS = 30;

export function InboxList() {
  const { t } = useTranslation('inbox');
  const { clock, ui, views } = useDesk();
  const ime = useIme();
  const me = useMe();
  const markUnread = useMarkUnread();
  const filter = useUi((state) => state.filter);
  const chosen = useUi((state) => state.interactionId);
  const records = useRecords((state) => state.records);
  const beyond = useRecords((state) => inboxBeyond(state, me, filter));
  const fresh = useMemo(
    () => inboxOf(records, me, filter).map((item) => ({ id: item.id, item, group: groupOf(item, me.id), isGone: false })),
    [records, me, filter],
  );
  // The rows as they were when the pointer began to move over them; null while it rests.
  const [held, setHeld] = useState<typeof fresh | null>(null);
  const [movedAt, setMovedAt] = useState(0);
  const steady = held === null ? fresh : hold(held, fresh);
  const entries = withGroups(steady, beyond);
  const lastWaiting = entries.findLastIndex((entry) => entry.is === 'row' && entry.group === 'waiting');
  const rows = entries.flatMap((entry, index) => (entry.is === 'row' ? [{ id: entry.item.id, index }] : []));
  const [cursor, setCursor] = useState<InteractionId | null>(null);
  const list = useRef<VirtualListHandle>(null);
  const cursorId = rows.some(({ id }) => id === (cursor ?? chosen)) ? (cursor ?? chosen) : (rows[0]?.id ?? null);

  useEffect(() => {
    return clock.setTimer(POINTING_MS, () => setHeld(null));
  }, [movedAt, clock]);

  function point(): void {
    if (held === null) setHeld(fresh);
    if (held === null || clock.now() - movedAt > NOTICE_MS) setMovedAt(clock.now());
  }

  const open = useCallback(
    ({ id, customerId }: Interaction) => {
      setCursor(id);
      ui.setState({ interactionId: id, customerId, itemId: null });
    },
    [ui, setCursor],
  );

  const onRange = useCallback(
    (first: number, last: number) => {
      const isNear = first <= lastWaiting + NEAR_ROWS && last >= lastWaiting - NEAR_ROWS;
      if (beyond > 0 && isNear) void views.moreOfInbox();
    },
    [beyond, lastWaiting, views],
  );

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (ime.ownsKey(event)) return;
    const at = rows.findIndex(({ id }) => id === cursorId);
    if (event.key === 'u' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const chosenRow = records.interaction.get(cursorId ?? '');
      if (chosenRow !== undefined && markUnread(chosenRow)) event.preventDefault();
      return;
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = next === undefined ? undefined : rows[next];
    if (next === undefined) return;
    event.preventDefault();
    setHeld(null);
    if (row === undefined) return;
    setCursor(row.id);
    list.current?.focusItem(row.index);
  }

  return (
    <div className={styles['frame']} data-shortcut="inbox" onPointerMove={point} onPointerLeave={() => setHeld(null)}>
      {entries.length === 0 && <p className={styles['empty']}>{t(`empty.${filter}`)}</p>}
      <VirtualList
        ref={list}
        className={styles['list'] ?? ''}
        kind="list"
        label={t('title')}
        items={entries}
        keyOf={keyOf}
        isItem={isRow}
        estimateSize={(index) => (entries[index]?.is === 'group' ? GROUP_PX : ROW_PX)}
        onRange={onRange}
        onKeyDown={onKeyDown}
        render={(entry) =>
          entry.is === 'group' ? (
            <h2 className={styles['group']}>
              {t(`group.${entry.group}`)} <span className="figures">{entry.count}</span>
            </h2>
          ) : (
            <InboxRow
              interaction={entry.item}
              isGone={entry.isGone}
              isChosen={entry.item.id === chosen}
              isTabStop={entry.item.id === cursorId}
              onOpen={open}
            />
          )
        }
      />
    </div>
  );
}

function keyOf(entry: Entry): string {
  return entry.is === 'group' ? entry.group : entry.id;
}

function isRow(entry: Entry): boolean {
  return entry.is === 'row';
}

/** A heading wherever the group changes; what waits `beyond` the list is counted in it. */
function withGroups(rows: readonly Steady<Interaction, InboxGroup>[], beyond: number): readonly Entry[] {
  return rows.flatMap((row, index): Entry[] => {
    const entry: Entry = { is: 'row', ...row };
    if (rows[index - 1]?.group === row.group) return [entry];
    const listed = rows.filter(({ group, isGone }) => group === row.group && !isGone).length;
    const count = listed + (row.group === 'waiting' ? beyond : 0);
    return [{ is: 'group', group: row.group, count }, entry];
  });
}
