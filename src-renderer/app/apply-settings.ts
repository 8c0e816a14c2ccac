import type { i18n } from 'i18next';
import type { Settings } from '#shared/contracts/desk';
import type { Desk } from '../wire/create-desk.ts';

const DARK = '(prefers-color-scheme: dark)';

/** Puts the agent's settings on the page and into the shell, now and whenever they change. */
export function applySettings(desk: Desk, i18n: i18n, page: Window): () => void {
  const system = page.matchMedia(DARK);
  const root = page.document.documentElement;
  const applied: { settings: Settings | null; hasShell: boolean } = { settings: null, hasShell: false };

  const apply = (): void => {
    const { settings, capabilities, core } = desk.session.getState();
    const hasShell = core === 'open';
    root.dataset['theme'] = isDark(settings, system.matches) ? 'dark' : 'light';
    if (applied.settings === settings && applied.hasShell === hasShell) return;
    const { locale, zoom } = settings;
    root.lang = locale;
    root.style.fontSize = capabilities.zooms ? '' : `${zoom}%`;
    void i18n.changeLanguage(locale);
    if (hasShell) {
      // A shell that is just gone is told again when it is back.
      desk.shell.call('locale.set', { locale }).catch(() => {});
      if (capabilities.zooms) desk.shell.call('zoom.set', { percent: zoom }).catch(() => {});
    }
    applied.settings = settings;
    applied.hasShell = hasShell;
  };

  apply();
  system.addEventListener('change', apply);
  const unsubscribe = desk.session.subscribe(apply);
  return () => {
    system.removeEventListener('change', apply);
    unsubscribe();
  };
}

function isDark({ theme }: Settings, isSystemDark: boolean): boolean {
  return theme === 'dark' || (theme === 'system' && isSystemDark);
}
