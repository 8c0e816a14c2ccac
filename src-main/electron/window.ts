import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, session, type Session } from 'electron';
import { isPageUrl, PAGE_ORIGIN, serveRenderer } from './app-protocol.ts';
import { openExternal } from './open-external.ts';
import { reachablePlace, readWindowPlace, writeWindowPlace } from './window-place.ts';

export interface WindowDeps {
  readonly rendererDir: string;
  readonly preloadFile: string;
  readonly iconFile: string;
  /** Where the window remembers its place. */
  readonly stateDir: string;
  readonly hasDevTools: boolean;
}

/** What a page of ours may ask the system for. Whatever it is not listed here is refused without asking anybody. */
const PERMISSIONS: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** So that a page that dies of its start does not keep the machine busy. */
const RELOAD_AFTER_MS = 1_000;

export function openWindow({ rendererDir, preloadFile, iconFile, stateDir, hasDevTools }: WindowDeps): BrowserWindow {
  const placeFile = join(stateDir, 'window.json');
  const place = reachablePlace(
    readWindowPlace(placeFile),
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const ownSession = session.fromPartition('persist:desk');
  guardSession(ownSession);
  serveRenderer(ownSession, rendererDir);

  const window = new BrowserWindow({
    width: place?.width ?? 1440,
    height: place?.height ?? 900,
    ...(place === undefined ? {} : { x: place.x, y: place.y }),
    minWidth: 800,
    minHeight: 560,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    icon: iconFile,
    autoHideMenuBar: true,
    webPreferences: {
      session: ownSession,
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium would fetch its dictionaries from the network.
      spellcheck: process.platform === 'darwin',
      devTools: hasDevTools,
    },
  });
  if (place?.isMaximized === true) window.maximize();
  guardContents(window);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowPlace(placeFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  });
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

function guardSession(ownSession: Session): void {
  ownSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isPageUrl(contents.getURL()) && PERMISSIONS.has(permission)),
  );
  ownSession.setPermissionCheckHandler(
    (_contents, permission, origin) => isPageUrl(`${origin.replace(/\/$/, '')}/`) && PERMISSIONS.has(permission),
  );
  ownSession.setDevicePermissionHandler(() => false);
  ownSession.on('will-download', (event) => event.preventDefault());
}

/** The window shows our page and nothing else, ever. A link opens in the system's browser. */
function guardContents(window: BrowserWindow): void {
  const { webContents } = window;
  webContents.on('will-navigate', (event, url) => {
    if (isPageUrl(url)) return;
    event.preventDefault();
    void openExternal(url);
  });
  webContents.on('will-redirect', (event, url) => {
    if (!isPageUrl(url)) event.preventDefault();
  });
  // What is typed is kept by the core as it is typed, so nothing speaks against closing.
  webContents.on('will-prevent-unload', (event) => event.preventDefault());
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') setTimeout(() => window.isDestroyed() || webContents.reload(), RELOAD_AFTER_MS);
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(({ url }) => {
    void openExternal(url);
    return { action: 'deny' };
  });
}
