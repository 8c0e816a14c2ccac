import { lazy, Suspense } from 'react';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { ConnectionBanner } from '../features/connection/connection-banner.tsx';
import { Offers } from '../features/offer/offers.tsx';
import { useDesk, useUi } from '../wire/desk.tsx';
import styles from './app.module.css';
import { InboxPlace } from './inbox-place.tsx';
import { Rail } from './rail.tsx';
import { Sheets } from './sheets.tsx';
import { useShortcuts } from './use-shortcuts.ts';

// Not on the first screen, so not in its JavaScript.
const TeamPage = lazy(async () => ({ default: (await import('../features/team/team-page.tsx')).TeamPage }));
const SettingsPage = lazy(async () => ({ default: (await import('../features/settings/settings-page.tsx')).SettingsPage }));

/** The desk of somebody who is signed in. */
export function Workspace() {
  const { ui } = useDesk();
  const place = useUi((state) => state.place);
  useShortcuts();

  function openInteraction(customerId: CustomerId, interactionId: InteractionId | null): void {
    ui.setState({ place: 'inbox', customerId, interactionId, itemId: null, sheet: null });
  }

  return (
    <div className={styles['workspace']}>
      <Rail />
      <div className={styles['main']}>
        <ConnectionBanner />
        <div className={styles['place']}>
          {place === 'inbox' && <InboxPlace />}
          <Suspense fallback={null}>
            {place === 'team' && <TeamPage />}
            {place === 'settings' && <SettingsPage />}
          </Suspense>
        </div>
      </div>
      <Offers onAccepted={openInteraction} />
      <Sheets onOpen={openInteraction} />
    </div>
  );
}
