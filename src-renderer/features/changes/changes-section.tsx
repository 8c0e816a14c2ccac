import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfigKind, type ConfigChange } from '#shared/domain/config-change';
import { useFormat } from '#ui/i18n/use-format';
import { ListDetail, type ListRow } from '#ui/ui/list-detail.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { actOf, ChangeDetail } from './change-detail.tsx';
import styles from './changes.module.css';
import { fieldsOf } from './fields-of-change.ts';
import { useChangeWords } from './use-change-words.ts';

const ALL = 'all';

/** Who changed what of the set-up, newest first. */
export function ChangesSection() {
  const { t } = useTranslation('changes');
  const format = useFormat();
  const { ticker } = useDesk();
  const words = useChangeWords();
  const records = useRecords((state) => state.records.config_change);
  const people = useRecords((state) => state.records.agent);
  const [kind, setKind] = useState<ConfigKind | typeof ALL>(ALL);
  const [byId, setById] = useState<string>(ALL);
  const [selectedId, setSelectedId] = useState<string | null>(null);

  const all = useMemo(() => [...records.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)), [records]);
  const undoing = useMemo(() => new Map(all.flatMap((change) => (change.undoes === undefined ? [] : [[change.undoes, change]]))), [all]);
  const authors = useMemo(() => [...new Set(all.map((change) => change.byId))], [all]);
  const items = useMemo(
    () => all.filter((change) => (kind === ALL || change.kind === kind) && (byId === ALL || change.byId === byId)),
    [all, kind, byId],
  );
  const rowOf = useCallback(
    (change: ConfigChange): ListRow => ({
      id: change.id,
      text: t(`did.${actOf(change)}`, { name: words.nameOf(change) }),
      hint: t('hint', {
        kind: t(`kind.${change.kind}`),
        agent: format.agent(people.get(change.byId)),
        time: format.when(change.at, ticker.now()),
      }),
      ...(undoing.has(change.id) ? { badge: { text: t('undone') }, isFaded: true } : {}),
    }),
    [t, words, format, people, ticker, undoing],
  );
  const textOf = useCallback(
    (change: ConfigChange): string =>
      [
        words.nameOf(change),
        format.agent(people.get(change.byId)),
        ...fieldsOf(change).flatMap((field) => [
          words.fieldText(field),
          words.valueText(field, field.before),
          words.valueText(field, field.after),
        ]),
      ].join(' '),
    [words, format, people],
  );
  const selected = selectedId === null ? undefined : records.get(selectedId);
  return (
    <ListDetail
      title={t('title')}
      items={items}
      rowOf={rowOf}
      textOf={textOf}
      selectedId={selectedId}
      onSelect={setSelectedId}
      empty={t(all.length === 0 ? 'none' : 'noneOfThese')}
      actions={
        <div className={styles['filters']}>
          <Select
            label={t('kindFilter')}
            isLabelHidden
            value={kind}
            options={[{ id: ALL, text: t('allKinds') }, ...ConfigKind.options.map((id) => ({ id, text: t(`kind.${id}`) }))]}
            onChange={setKind}
          />
          <Select
            label={t('personFilter')}
            isLabelHidden
            value={byId}
            options={[
              { id: ALL, text: t('allPeople') },
              ...authors.map((id) => ({ id: id as string, text: format.agent(people.get(id)) })),
            ]}
            onChange={setById}
          />
        </div>
      }
    >
      {selected === undefined ? null : <ChangeDetail key={selected.id} change={selected} undoneBy={undoing.get(selected.id)} />}
    </ListDetail>
  );
}
