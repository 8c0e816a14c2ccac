import { createRoot } from 'react-dom/client';
import { createIds } from '#shared/domain/ids';
import { createI18n } from '../i18n/i18n.ts';
import { defaultSettings } from '../state/session-store.ts';
import { createToasts } from '../ui/toasts.tsx';
import type { PortSource } from '../wire/choose-port.ts';
import { browserClock } from '../wire/browser-clock.ts';
import { followPageNotices } from '../wire/page-notices.ts';
import { createSounds } from '../wire/sounds.ts';
import { createDesk } from '../wire/create-desk.ts';
import { applySettings } from './apply-settings.ts';
import { followFocus } from './follow-focus.ts';
import { followNetwork } from './follow-network.ts';
import { followMenu } from './menu-actions.ts';
import { refuseDrops } from './refuse-drops.ts';
import { startNotifier } from './notifier.ts';
import { Root } from './root.tsx';
import '../ui/theme.css';

/** Wires the page by hand and draws it. */
export function start(page: Window, element: Element, source: PortSource): void {
  const settings = defaultSettings(page.navigator.languages);
  const ids = createIds(
    () => browserClock.now(),
    (count) => crypto.getRandomValues(new Uint8Array(count)),
  );
  const desk = createDesk({ source, clock: browserClock, ids, settings });
  const i18n = createI18n(settings.locale);
  applySettings(desk, i18n, page);
  followFocus(desk, page);
  followPageNotices(desk.session, page);
  refuseDrops(page);
  followMenu(desk);
  followNetwork(desk, page);
  const toasts = createToasts();
  const sounds = createSounds(page);
  startNotifier({ desk, i18n, page: page.document, sounds, news: (text) => toasts.add(text) });
  desk.start();
  createRoot(element).render(<Root desk={desk} i18n={i18n} toasts={toasts} sounds={sounds} />);
}
