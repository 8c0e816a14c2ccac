import { join } from 'node:path';
import { dialog, powerMonitor, type App, type BrowserWindow, type IpcMain } from 'electron';
import type { CoreListeners } from '#core/core-child';
import { InteractionId } from '#shared/domain/ids';
import { keepCore, type CoreKeeper } from './core-keeper.ts';
import { startNodeCore, startUtilityCore, type Core, type CoreOptions } from './core-process.ts';
import { serveElectronShell } from './electron-shell.ts';
import { openVault, type Vault } from './electron-vault.ts';
import { ipcPort } from './ipc-port.ts';
import { setApplicationMenu } from './menu.ts';
import { createBadge } from './tray.ts';
import { openWindow } from './window.ts';
import { systemLocale, wordsFor, type Locale } from './words.ts';

export interface DeskDeps {
  readonly app: App;
  readonly ipc: IpcMain;
  /** The project's folder, or the archive it was packed into. */
  readonly root: string;
  readonly dataDir: string;
  readonly hub: string | undefined;
  /** A Node to run the core on, in place of Electron's own. */
  readonly coreNode: string | undefined;
}

/** SIGTERM ends a desk within 5 s; what is not done by now is on the disk and is done at the next start. */
const QUIT_WITHIN_MS = 4_500;

/** The desk as a window: once, when Electron is ready. */
export async function startDesk({ app, ipc, root, dataDir, hub, coreNode }: DeskDeps): Promise<void> {
  const vault = await openVaultOrEnd(app, dataDir);
  if (vault === null) return;
  const hasDevTools = !app.isPackaged;
  const window = openWindow({
    rendererDir: join(root, 'out/renderer'),
    preloadFile: join(root, 'out/electron/preload.cjs'),
    iconFile: join(root, 'assets/icon.png'),
    stateDir: app.getPath('userData'),
    hasDevTools,
  });
  const raise = (): void => raiseWindow(window);
  const locale = systemLocale(app.getPreferredSystemLanguages());
  const badge = createBadge({ window, assetsDir: join(root, 'assets'), words: wordsFor(locale), raise });
  const report = (error: unknown, what: string): void => {
    process.stderr.write(`${what} failed: ${error instanceof Error ? error.stack : 'for an unknown reason'}\n`);
  };
  const port = ipcPort(window.webContents, ipc);
  const shell = serveElectronShell({ window, port, badge, raise, setLocale, onCrash: report });

  function setLocale(chosen: Locale): void {
    setApplicationMenu({ words: wordsFor(chosen), hasDevTools, choose: (item) => shell.emit('menu.chosen', { item }) });
    badge.setWords(wordsFor(chosen));
  }
  setLocale(locale);
  app.setAboutPanelOptions({
    applicationName: 'Madoguchi 窓口',
    applicationVersion: app.getVersion(),
    copyright: 'The Madoguchi authors, AGPL-3.0-or-later',
    iconPath: join(root, 'assets/icon.png'),
  });

  app.on('second-instance', (_event, _argv, _folder, asked) => {
    raise();
    const interactionId = InteractionId.safeParse(openedBy(asked)).data;
    if (interactionId !== undefined) shell.emit('notification.opened', { interactionId });
  });

  const keeper = keepCore({
    contents: window.webContents,
    ipc,
    start: coreStarter(
      {
        // What the system itself starts lies beside the archive.
        coreFile: join(root.replace(/app\.asar$/, 'app.asar.unpacked'), 'out/core/main.js'),
        args: ['--data', dataDir, ...(hub === undefined ? [] : ['--hub', hub])],
        vaultKey: vault.key,
        isKeyFile: vault.isKeyFile,
      },
      coreNode,
    ),
    onReady: () => process.stdout.write('desk ready in its window\n'),
    onFailed: (message) => endWith(app, message),
  });
  // The line to the hub has died in its sleep and would find out late.
  powerMonitor.on('resume', () => keeper.wake());
  powerMonitor.on('unlock-screen', () => keeper.wake());
  endWithGrace(app, keeper);
}

function coreStarter(options: CoreOptions, node: string | undefined): (listeners: CoreListeners) => Core {
  return (listeners) => (node === undefined ? startUtilityCore(options, listeners) : startNodeCore(node, options, listeners));
}

async function openVaultOrEnd(app: App, dataDir: string): Promise<Vault | null> {
  try {
    return await openVault(join(dataDir, 'key'), {
      warn: (fields, text) => void process.stderr.write(`${text}: ${JSON.stringify(fields)}\n`),
    });
  } catch (error) {
    endWith(app, error instanceof Error ? error.message : `The folder ${dataDir} cannot be used: choose another with --data.`);
    return null;
  }
}

function endWith(app: App, message: string): void {
  process.stderr.write(`${message}\n`);
  // Somebody who started it with a click has no terminal to read.
  if (app.isPackaged) dialog.showErrorBox('Madoguchi 窓口', message);
  app.exit(1);
}

function raiseWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** What a second start handed over: data of another process, whatever its type says. */
function openedBy(asked: unknown): unknown {
  return typeof asked === 'object' && asked !== null && 'open' in asked ? asked.open : undefined;
}

function endWithGrace(app: App, keeper: CoreKeeper): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
  // A page that does not answer keeps its window, and everything else, from closing.
  app.once('before-quit', () => setTimeout(() => app.exit(0), QUIT_WITHIN_MS));
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    void keeper.stop().then(() => app.exit(0));
  });
}
