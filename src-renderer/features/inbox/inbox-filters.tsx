import { useTranslation } from 'react-i18next';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { inboxBeyond, inboxOf } from '#ui/state/selectors';
import type { InboxFilter } from '#ui/state/ui-store';
import { useDesk, useMe, useRecords, useUi } from '#ui/wire/desk.tsx';
import styles from './inbox.module.css';

const FILTERS: readonly InboxFilter[] = ['mine', 'awaiting', 'queues', 'all'];

export function InboxFilters() {
  const { t } = useTranslation('inbox');
  const { ui } = useDesk();
  const me = useMe();
  const filter = useUi((state) => state.filter);
  const counts = useRecords((state) => FILTERS.map((name) => inboxOf(state.records, me, name).length + inboxBeyond(state, me, name)));
  return (
    <ToggleButtonGroup
      aria-label={t('filter.label')}
      className={styles['filters'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[filter]}
      onSelectionChange={(keys) => {
        const chosen = FILTERS.find((name) => keys.has(name));
        if (chosen !== undefined) ui.setState({ filter: chosen });
      }}
    >
      {FILTERS.map((name, index) => (
        <ToggleButton key={name} id={name} className={styles['filter'] ?? ''}>
          {t(`filter.${name}`)} <span className="figures">{counts[index]}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
