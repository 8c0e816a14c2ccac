import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import { Icon } from '#ui/ui/icon.tsx';
import styles from './palette.module.css';
import type { TypedFilter } from './typed-filters.ts';

interface FilterRowProps {
  readonly filters: readonly TypedFilter[];
  readonly onRemove: (filter: TypedFilter) => void;
}

/** The filters that were typed, as they were understood; where there is none, how to type one. */
export function FilterRow({ filters, onRemove }: FilterRowProps) {
  const { t } = useTranslation('palette');
  if (filters.length === 0) return <p className={styles['filters']}>{t('filter.hint')}</p>;
  return (
    <ul className={styles['filters']} aria-label={t('filter.title')}>
      {filters.map((filter) => (
        <li key={filter.written} className={styles['chip']} data-is={filter.value === null ? 'unknown' : 'known'}>
          {filter.value === null
            ? t('filter.unknown', { written: filter.written })
            : t(`filter.${filter.is}`, { value: filter.value.shown })}
          <Button aria-label={t('filter.remove', { written: filter.written })} onPress={() => onRemove(filter)}>
            <Icon name="close" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
