import { useTranslation } from 'react-i18next';
import { Timeline } from '../features/timeline/timeline.tsx';
import { useRecords, useUi } from '../wire/desk.tsx';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { PaneHeader } from './pane-header.tsx';
import { useInteraction } from './use-interaction.ts';
import type { Layout } from './use-layout.ts';

/** The middle: one customer's timeline, and below it what can be done now. */
export function ConversationPane({ layout }: { readonly layout: Layout }) {
  const { t } = useTranslation('inbox');
  const customerId = useUi((state) => state.customerId);
  const itemId = useUi((state) => state.itemId);
  const isKnown = useRecords(({ records }) => customerId !== null && records.customer.has(customerId));
  const interaction = useInteraction(customerId);
  if (customerId === null) return <p className={styles['nothing']}>{t('choose')}</p>;
  return (
    <section className={styles['pane']} aria-label={t('conversation')}>
      <PaneHeader customerId={customerId} interaction={interaction} layout={layout} />
      <ErrorBoundary key={customerId}>
        <Timeline customerId={customerId} itemId={itemId} />
        {isKnown && interaction !== undefined && <div />}
      </ErrorBoundary>
    </section>
  );
}
