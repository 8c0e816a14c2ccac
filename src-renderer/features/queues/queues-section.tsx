import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueId } from '#shared/domain/ids';
import type { Queue } from '#shared/domain/queue';
import { useFormat } from '#ui/i18n/use-format';
import { ListDetail, NewButton, type ListRow } from '#ui/ui/list-detail.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { QueueForm } from './queue-form.tsx';

/** Where work waits: every queue, and the one that is chosen. */
export function QueuesSection() {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const { ids } = useDesk();
  const queues = useRecords(({ records }) => records.queue);
  const people = useRecords(({ records }) => records.agent);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  // Minted when it is begun, so that saving twice makes one.
  const [newId, setNewId] = useState<QueueId | null>(null);
  const sorted = useMemo(() => {
    const { compare } = new Intl.Collator(format.locale, { numeric: true });
    const byName = (a: Queue, b: Queue): number => compare(format.text(a.name), format.text(b.name));
    return [...queues.values()].toSorted((a, b) => Number(a.isRetired ?? false) - Number(b.isRetired ?? false) || byName(a, b));
  }, [queues, format]);
  const holders = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { isActive, queueIds } of people.values())
      for (const id of isActive ? queueIds : []) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }, [people]);
  const rowOf = useCallback(
    ({ id, name, targetMs, ringTimeoutMs, isRetired = false }: Queue): ListRow => ({
      id,
      text: format.text(name),
      hint: t('row', {
        target: format.duration(targetMs),
        ring: format.duration(ringTimeoutMs),
        people: t('people', { count: holders.get(id) ?? 0 }),
      }),
      isFaded: isRetired,
      ...(isRetired ? { badge: { text: t('retired') } } : {}),
    }),
    [t, format, holders],
  );
  const selected = sorted.find(({ id }) => id === selectedId);
  const choose = (id: string | null): void => {
    setNewId(null);
    setSelectedId(id);
  };
  return (
    <ListDetail
      title={t('title')}
      items={sorted}
      rowOf={rowOf}
      textOf={textOf}
      selectedId={newId === null ? selectedId : null}
      onSelect={choose}
      actions={<NewButton label={t('newTitle')} onPress={() => setNewId(ids.queue())} />}
    >
      {detail()}
    </ListDetail>
  );

  function detail(): ReactNode {
    if (newId !== null) {
      return <QueueForm key={newId} queueId={newId} queue={undefined} onSaved={() => choose(newId)} onCancel={() => setNewId(null)} />;
    }
    return selected === undefined ? null : <QueueForm key={selected.id} queueId={selected.id} queue={selected} />;
  }
}

function textOf({ name }: Queue): string {
  return `${name.ja} ${name.en}`;
}
