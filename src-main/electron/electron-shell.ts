import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { dialog, Notification, powerMonitor, type BrowserWindow } from 'electron';
import { shellContract, type ShellContract } from '#shared/contracts/shell';
import type { Emitter, Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { serve, type OnCrash } from '#shared/rpc/serve';
import { openExternal } from './open-external.ts';
import type { Badge } from './tray.ts';
import type { Locale } from './words.ts';

export interface ElectronShellDeps {
  readonly window: BrowserWindow;
  readonly port: Port;
  readonly badge: Badge;
  readonly raise: () => void;
  readonly setLocale: (locale: Locale) => void;
  readonly onCrash: OnCrash;
}

/** What the system does for the page. */
export function serveElectronShell(deps: ElectronShellDeps): Emitter<ShellContract> {
  const { window, port, badge, raise } = deps;
  // One notice per interaction: a newer one takes the place of the older. Kept here, because a notice that is collected as garbage
  // can no longer be clicked.
  const notices = new Map<string, Notification>();

  const handlers: Handlers<ShellContract, undefined> = {
    capabilities: () => ({ shell: 'electron', notifies: Notification.isSupported(), hasBadge: true, savesFiles: true, zooms: true }),
    notify({ title, body, interactionId }) {
      notices.get(interactionId)?.close();
      const notice = new Notification({ title, body });
      notices.set(interactionId, notice);
      notice.on('click', () => {
        raise();
        shell.emit('notification.opened', { interactionId });
      });
      notice.on('close', () => {
        if (notices.get(interactionId) === notice) notices.delete(interactionId);
      });
      notice.show();
      return null;
    },
    'badge.set'({ count, isOffline = false }) {
      badge.set(count, isOffline);
      return null;
    },
    async 'external.open'({ url }) {
      if (!(await openExternal(url))) throw new Failure('invalid', 'only web, mail and phone addresses are opened', { field: 'url' });
      return null;
    },
    async 'file.save'({ name, base64 }) {
      // The name comes from a customer's attachment or a transcript: it may propose a name and no place.
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: basename(name) });
      if (canceled || filePath === undefined || filePath === '') return { isSaved: false };
      await writeFile(filePath, Buffer.from(base64, 'base64')).catch((error: unknown) => {
        throw new Failure('denied', 'the file could not be written there', { cause: error });
      });
      return { isSaved: true };
    },
    'zoom.set'({ percent }) {
      window.webContents.setZoomFactor(percent / 100);
      return null;
    },
    'locale.set'({ locale }) {
      deps.setLocale(locale);
      return null;
    },
  };

  const shell = serve(shellContract, handlers, port, undefined, deps.onCrash);
  window.on('focus', () => shell.emit('window.focused', { isFocused: true }));
  window.on('blur', () => shell.emit('window.focused', { isFocused: false }));
  const tellResumed = (): void => shell.emit('power.resumed', {});
  powerMonitor.on('resume', tellResumed);
  powerMonitor.on('unlock-screen', tellResumed);
  window.once('closed', () => {
    powerMonitor.off('resume', tellResumed);
    powerMonitor.off('unlock-screen', tellResumed);
  });
  return shell;
}
