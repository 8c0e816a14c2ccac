import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '#shared/domain/canned-response';
import type { CannedResponseId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { ListDetail, NewButton, type ListRow } from '#ui/ui/list-detail.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { CannedForm } from './canned-form.tsx';

/** The prepared texts of the centre: found, written, tried on customers of every kind, retired. */
export function CannedSection() {
  const { t } = useTranslation('canned');
  const { ids } = useDesk();
  const format = useFormat();
  const records = useRecords((state) => state.records.canned_response);
  const [chosenId, setChosenId] = useState<CannedResponseId | null>(null);
  const items = useMemo(() => [...records.values()].toSorted(byState), [records]);
  const known = chosenId === null ? undefined : records.get(chosenId);
  const rowOf = useCallback(
    (response: CannedResponse): ListRow => ({
      id: response.id,
      text: format.text(response.title),
      isFaded: response.isRetired,
      ...(response.shortcut === null ? {} : { hint: response.shortcut }),
      ...(response.isRetired ? { badge: { text: t('retired') } } : {}),
    }),
    [format, t],
  );
  return (
    <ListDetail
      title={t('title')}
      items={items}
      rowOf={rowOf}
      textOf={wordsOf}
      selectedId={chosenId}
      onSelect={(id) => setChosenId(records.get(id)?.id ?? null)}
      actions={<NewButton label={t('new')} onPress={() => setChosenId(ids.cannedResponse())} />}
    >
      {chosenId !== null && <CannedForm key={chosenId} id={chosenId} known={known} onLeave={() => setChosenId(null)} />}
    </ListDetail>
  );
}

function byState(a: CannedResponse, b: CannedResponse): number {
  const key = ({ isRetired, reading, title }: CannedResponse): string => `${Number(isRetired)} ${reading ?? title.ja}`;
  return key(a) < key(b) ? -1 : Number(key(a) > key(b));
}

function wordsOf({ title, shortcut, reading, text }: CannedResponse): string {
  return [title.ja, title.en, shortcut, reading, text.ja, text.en].filter(Boolean).join('\n');
}
