import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choosableDispositions, dispositionPath, DISPOSITION_LEVELS, dispositionTree } from '#shared/domain/disposition-tree';
import type { DispositionId } from '#shared/domain/ids';
import type { Disposition } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { ListDetail, NewButton, type ListRow } from '#ui/ui/list-detail.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { DispositionForm } from './disposition-form.tsx';
import styles from './dispositions.module.css';

interface Item {
  readonly disposition: Disposition;
  readonly level: number;
  readonly isRetired: boolean;
  readonly isChoosable: boolean;
  readonly above: readonly Disposition[];
}

/** 大・中・小分類 as one tree: every outcome, and the one that is chosen. */
export function DispositionsSection() {
  const { t } = useTranslation('dispositions');
  const format = useFormat();
  const { ids } = useDesk();
  const all = useRecords(({ records }) => records.disposition);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  // Minted when it is begun, so that saving twice makes one.
  const [begun, setBegun] = useState<{ readonly id: DispositionId; readonly under: DispositionId | undefined } | null>(null);
  const items = useMemo((): readonly Item[] => {
    const choosable = new Set(choosableDispositions(all).map(({ id }) => id));
    return dispositionTree(all).map(({ disposition, level, isRetired }) => ({
      disposition,
      level,
      isRetired,
      isChoosable: choosable.has(disposition.id),
      above: dispositionPath(all, disposition.id).slice(0, -1),
    }));
  }, [all]);
  const rowOf = useCallback(
    ({ disposition: { id, label }, level, isRetired, isChoosable, above }: Item): ListRow => ({
      id,
      text: format.text(label),
      level,
      isFaded: isRetired,
      ...(above.length === 0 ? {} : { hint: above.map((one) => format.text(one.label)).join(' › ') }),
      ...(isRetired ? { badge: { text: t('retired') } } : isChoosable ? {} : { badge: { text: t('branch') } }),
    }),
    [t, format],
  );
  const selected = items.find(({ disposition }) => disposition.id === selectedId);
  const choose = (id: string | null): void => {
    setBegun(null);
    setSelectedId(id);
  };
  return (
    <ListDetail
      title={t('title')}
      items={items}
      rowOf={rowOf}
      textOf={textOf}
      selectedId={begun === null ? selectedId : null}
      onSelect={choose}
      actions={<NewButton label={t('newTitle')} onPress={() => setBegun({ id: ids.disposition(), under: undefined })} />}
    >
      {detail()}
    </ListDetail>
  );

  function detail(): ReactNode {
    if (begun !== null) {
      const { id, under } = begun;
      return (
        <DispositionForm
          key={id}
          id={id}
          disposition={undefined}
          under={under}
          onSaved={() => choose(id)}
          onCancel={() => setBegun(null)}
        />
      );
    }
    if (selected === undefined) return null;
    const { disposition, level, isRetired } = selected;
    return (
      <>
        <DispositionForm key={disposition.id} id={disposition.id} disposition={disposition} />
        {level + 1 < DISPOSITION_LEVELS && !isRetired && (
          <div className={styles['below']}>
            <Button onPress={() => setBegun({ id: ids.disposition(), under: disposition.id })}>{t('addBelow')}</Button>
            <p className={styles['help']}>{t('addBelowHelp')}</p>
          </div>
        )}
      </>
    );
  }
}

/** By everything on the way to it, in both languages and as it is read. */
function textOf({ disposition, above }: Item): string {
  return [...above, disposition].map(({ label, reading = '' }) => `${label.ja} ${label.en} ${reading}`).join(' ');
}
