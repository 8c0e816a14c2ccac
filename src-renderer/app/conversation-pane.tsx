import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AbuseLine } from '../features/abuse/abuse-line.tsx';
import { BlockedLine } from '../features/abuse/blocked-line.tsx';
import { WarningButton } from '../features/abuse/warning-button.tsx';
import { CannedButton } from '../features/canned/canned-button.tsx';
import { Composer } from '../features/composer/composer.tsx';
import { HandoverLine } from '../features/handover/handover-line.tsx';
import { LineTools } from '../features/line-parts/line-tools.tsx';
import { SnoozeLine } from '../features/handover/snooze-line.tsx';
import { Timeline } from '../features/timeline/timeline.tsx';
import { WrapUpForm } from '../features/wrap-up/wrap-up-form.tsx';
import { useDesk, useMe, useRecords, useUi } from '../wire/desk.tsx';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { openNextWork } from './next-work.ts';
import { PaneHeader } from './pane-header.tsx';
import { useInteraction } from './use-interaction.ts';
import type { Layout } from './use-layout.ts';

/** The middle: one customer's timeline, and below it what can be done now. */
export function ConversationPane({ layout }: { readonly layout: Layout }) {
  const { t } = useTranslation('inbox');
  const desk = useDesk();
  const me = useMe();
  const customerId = useUi((state) => state.customerId);
  const itemId = useUi((state) => state.itemId);
  const isKnown = useRecords(({ records }) => customerId !== null && records.customer.has(customerId));
  const interaction = useInteraction(customerId);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const onItemShown = useCallback(() => desk.ui.setState({ itemId: null }), [desk]);
  if (customerId === null) return <p className={styles['nothing']}>{t('choose')}</p>;
  return (
    <section className={styles['pane']} aria-label={t('conversation')}>
      <PaneHeader customerId={customerId} interaction={interaction} layout={layout} toolsRef={setTools} />
      <ErrorBoundary key={`timeline ${customerId}`}>
        <Timeline customerId={customerId} itemId={itemId} tools={tools} onItemShown={onItemShown} />
      </ErrorBoundary>
      {isKnown && interaction !== undefined && (
        <ErrorBoundary key={`work ${customerId}`}>
          <WrapUpForm interactionId={interaction.id} onCompleted={() => openNextWork(desk, me, interaction.id)} />
          <AbuseLine interaction={interaction} />
          <BlockedLine interaction={interaction} />
          <HandoverLine interaction={interaction} />
          <SnoozeLine interaction={interaction} />
          <Composer
            interactionId={interaction.id}
            tools={(work) => (
              <>
                <CannedButton interaction={work} />
                <WarningButton interaction={work} />
                <LineTools interaction={work} />
              </>
            )}
          />
        </ErrorBoundary>
      )}
    </section>
  );
}
