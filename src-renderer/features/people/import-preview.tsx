import { useTranslation } from 'react-i18next';
import { VirtualList } from '#ui/ui/virtual-list.tsx';
import styles from './people.module.css';
import type { PlannedRow, Wrong } from './plan-import.ts';

const ROW_PX = 36;

/** Every row with what would become of it. */
export function ImportPreview({ plan }: { readonly plan: readonly PlannedRow[] }) {
  const { t } = useTranslation('people');
  const words = useWrongWords();
  return (
    <VirtualList
      className={styles['preview'] ?? ''}
      kind="list"
      label={t('csv.title')}
      items={plan}
      keyOf={keyOf}
      estimateSize={() => ROW_PX}
      render={(planned) => (
        <div className={styles['planned']} data-is={planned.is}>
          <span className="figures">{planned.row.line}</span>
          <span>{planned.name}</span>
          <span>{t(`csv.is.${planned.is}`)}</span>
          <span>{detailOf(planned)}</span>
        </div>
      )}
    />
  );

  function detailOf(planned: PlannedRow): string {
    switch (planned.is) {
      case 'new':
      case 'same':
        return planned.row.cells.loginName ?? '';
      case 'changed':
        return planned.columns.map((column) => t(`csv.field.${column}`)).join(' · ');
      case 'wrong':
        return planned.wrongs.map(words).join(' · ');
    }
  }
}

/** "役割：「店長」という役割はありません": the field, then what is wrong with it. */
export function useWrongWords(): (wrong: Wrong) => string {
  const { t } = useTranslation('people');
  return ({ column, reason, with: about = '' }) => `${t(`csv.field.${column}`)}: ${t(`csv.why.${reason}`, { with: about })}`;
}

function keyOf({ row }: PlannedRow): string {
  return String(row.line);
}
