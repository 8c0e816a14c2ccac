import { lazy, Suspense, type CSSProperties } from 'react';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { ConnectionBanner } from '../features/connection/connection-banner.tsx';
import { KeptBanner, LeavingBanner } from '../features/connection/leaving-banner.tsx';
import { DiskFullBanner } from '../features/connection/disk-full-banner.tsx';
import { SetAsideBanner } from '../features/connection/set-aside-banner.tsx';
import { AgentStateMenu } from '../features/presence/agent-state-menu.tsx';
import { ConnectionStatus } from '../features/connection/connection-status.tsx';
import { Offers } from '../features/offer/offers.tsx';
import { useDesk, useUi } from '../wire/desk.tsx';
import styles from './app.module.css';
import { INBOX_REM, useColumnWidth } from './columns.tsx';
import { InboxPlace } from './inbox-place.tsx';
import { Rail } from './rail.tsx';
import { Sheets } from './sheets.tsx';
import { useShortcuts } from './use-shortcuts.ts';

// Not on the first screen, so not in its JavaScript.
const TeamPage = lazy(async () => ({ default: (await import('../features/team/team-page.tsx')).TeamPage }));
const UnsentPage = lazy(async () => ({ default: (await import('../features/unsent/unsent-page.tsx')).UnsentPage }));
const AdminPage = lazy(async () => ({ default: (await import('./admin-page.tsx')).AdminPage }));
const SettingsPage = lazy(async () => ({ default: (await import('../features/settings/settings-page.tsx')).SettingsPage }));

/** The desk of somebody who is signed in. */
export function Workspace() {
  const { ui } = useDesk();
  const place = useUi((state) => state.place);
  const inbox = useColumnWidth('inbox', INBOX_REM);
  useShortcuts();

  function openInteraction(customerId: CustomerId, interactionId: InteractionId | null): void {
    ui.setState({ place: 'inbox', customerId, interactionId, itemId: null, sheet: null });
  }

  return (
    <div className={styles['workspace']} style={inboxVariable(inbox[0])}>
      <Rail />
      <Offers onAccepted={openInteraction} />
      <div className={styles['main']}>
        <ConnectionBanner />
        <DiskFullBanner />
        <SetAsideBanner />
        <KeptBanner />
        <LeavingBanner />
        {place !== 'inbox' && <PlaceBar />}
        <main className={styles['place']}>
          {place === 'inbox' && <InboxPlace inbox={inbox} />}
          <Suspense fallback={null}>
            {place === 'unsent' && <UnsentPage onOpen={openInteraction} />}
            {place === 'team' && <TeamPage />}
            {place === 'admin' && <AdminPage />}
            {place === 'settings' && <SettingsPage />}
          </Suspense>
        </main>
      </div>
      <Sheets />
    </div>
  );
}

/** Own state and connection stay in sight where there is no inbox column to show them. */
function PlaceBar() {
  return (
    <header className={styles['placeBar']}>
      <AgentStateMenu />
      <ConnectionStatus />
    </header>
  );
}

function inboxVariable(rem: number): CSSProperties {
  // React's type knows no custom properties.
  return { '--inbox': `${rem}rem` } as CSSProperties;
}
