import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '#tests/support/wait-until';
import {
  askShell,
  buildDesk,
  deskArguments,
  hasElectron,
  launchDesk,
  layOutElectron,
  nextShellEvent,
  openDisplay,
  type Display,
} from './electron-desk.ts';

declare global {
  // What the test watches inside Electron's main process.
  var opened: string[] | undefined;
  var notices: { title: string; emit(event: string): void }[] | undefined;
}

const INTERACTION = 'int_0000000000000000000000000a';

describe.skipIf(!hasElectron())('the desk in a window', () => {
  let dist: string;
  let dataDir: string;
  let display: Display;
  let desk: ElectronApplication;
  let page: Page;

  async function open(): Promise<void> {
    desk = await launchDesk({ dist, display, dataDir });
    page = await desk.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    // The system's own browser and notification centre are not there: what would reach them is written down.
    await desk.evaluate(({ shell, Notification }) => {
      globalThis.opened = [];
      globalThis.notices = [];
      shell.openExternal = (url: string) => {
        globalThis.opened?.push(url);
        return Promise.resolve();
      };
      Notification.prototype.show = function show(this: Electron.Notification) {
        globalThis.notices?.push(this);
      };
    });
  }

  beforeAll(async () => {
    await buildDesk();
    dist = await layOutElectron();
    dataDir = await mkdtemp(join(tmpdir(), 'madoguchi 窓口-'));
    display = await openDisplay();
    await open();
  });

  afterAll(async () => {
    await desk.close();
    display.close();
    await rm(dataDir, { recursive: true });
  });

  const openedOutside = () => desk.evaluate(() => globalThis.opened);

  test('the page has one wire and nothing of Node or Electron', async () => {
    expect(page.url()).toBe('app://desk/');
    expect(await page.evaluate(() => Object.keys(window.deskWire ?? {}).toSorted())).toEqual(['onClose', 'onFrame', 'onOpen', 'send']);
    expect(await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis))).toEqual(
      [],
    );
    const preferences = await desk.evaluate(({ BrowserWindow }) => {
      // Not in the public types; it is what the window really has.
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as { getLastWebPreferences?(): unknown } | undefined;
      return contents?.getLastWebPreferences?.();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test('the page comes with its policy as a header, and nothing else can be loaded', async () => {
    const policy = await page.evaluate(async () => (await fetch('app://desk/index.html')).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    const load = (url: string) => page.evaluate(async (address) => (await fetch(address).catch(() => null))?.status ?? 'refused', url);
    expect(await load('https://example.com/')).toBe('refused');
    expect(await load('file:///etc/passwd')).toBe('refused');
    expect(await load('app://elsewhere/index.html')).toBe('refused');
    expect(await load('app://desk/..%2f..%2fpackage.json')).toBe(404);
    expect(await load('app://desk/%2e%2e/%2e%2e/package.json')).toBe(404);
    // Even code that has got past the policy: main process and session refuse on their own.
    expect(
      await desk.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.session.fetch('https://example.com/')
          .then(
            () => 'loaded',
            (error: Error) => error.message,
          ),
      ),
    ).toContain('ERR_BLOCKED_BY_CLIENT');
  });

  test('a link leaves for the system browser and the window stays on its page', async () => {
    await page.evaluate(() => window.open('https://shop.example/orders'));
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://shop.example/returns';
      document.body.append(link);
      link.click();
      link.remove();
    });
    await expect.poll(openedOutside).toEqual(['https://shop.example/orders', 'https://shop.example/returns']);
    await page.evaluate(() => window.open('file:///etc/passwd'));
    await page.evaluate(() => window.open('smb://server/share'));
    expect(page.url()).toBe('app://desk/');
    expect(desk.windows()).toHaveLength(1);
    expect(await openedOutside()).toHaveLength(2);
  });

  test.each([
    ['https://shop.example/', 'result'],
    ['mailto:hanako@example.com', 'result'],
    ['tel:+815012345678', 'result'],
    ['file:///etc/passwd', 'failure'],
    ['javascript:alert(1)', 'failure'],
    ['ms-msdt:/id', 'failure'],
    ['not an address', 'failure'],
  ])('asked to open %s, the shell answers with a %s', async (url, kind) => {
    expect(await askShell(page, 'external.open', { url })).toMatchObject({ kind });
  });

  test('the page may notify and copy, and nothing else of the machine is given to it', async () => {
    const states = await page.evaluate(async () => ({
      notifications: Notification.permission,
      geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
      // TypeScript's list of names lacks it; Chromium's does not.
      camera: (await navigator.permissions.query({ name: 'camera' as PermissionName })).state,
    }));
    expect(states).toEqual({ notifications: 'granted', geolocation: 'denied', camera: 'denied' });
  });

  test('a notice that is clicked raises the window and names the very interaction', async () => {
    const notice = { title: '山田 花子 様', body: '返金はいつですか', interactionId: INTERACTION };
    expect(await askShell(page, 'notify', notice)).toMatchObject({ kind: 'result' });
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const opened = await nextShellEvent(page, 'notification.opened');
    expect(await desk.evaluate(() => globalThis.notices?.map(({ title }) => title))).toEqual([notice.title]);
    await desk.evaluate(() => globalThis.notices?.[0]?.emit('click'));
    expect(await opened()).toEqual({ interactionId: INTERACTION });
    expect(await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
  });

  test('menu and tray follow the language of the desk', async () => {
    const labels = () => desk.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
    await askShell(page, 'locale.set', { locale: 'ja' });
    expect(await labels()).toEqual(['ファイル', '編集', '表示', 'ウィンドウ', 'ヘルプ']);
    await askShell(page, 'locale.set', { locale: 'en' });
    expect(await labels()).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
    const chosen = await nextShellEvent(page, 'menu.chosen');
    await desk.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()
        ?.items[0]?.submenu?.items.find(({ label }) => label === 'Settings…')
        ?.click();
    });
    expect(await chosen()).toEqual({ item: 'settings' });
  });

  test('badge and zoom do what they are asked', async () => {
    expect(await askShell(page, 'badge.set', { count: 3 })).toMatchObject({ kind: 'result' });
    expect(await askShell(page, 'zoom.set', { percent: 150 })).toMatchObject({ kind: 'result' });
    expect(await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())).toBeCloseTo(1.5);
    expect(await askShell(page, 'zoom.set', { percent: 500 })).toMatchObject({ kind: 'failure', failure: { code: 'invalid' } });
    await askShell(page, 'zoom.set', { percent: 100 });
  });

  test('another page with the same preload is not heard', async () => {
    const heard = page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const ids: number[] = [];
          window.deskWire?.onFrame((frame) => {
            if (typeof frame !== 'object' || frame === null || !('id' in frame)) return;
            ids.push(Number(frame.id));
            if (frame.id === 2) resolve(ids);
          });
        }),
    );
    await desk.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/electron/preload.cjs`;
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await foreign.loadURL('data:text/html,<title>foreign</title>');
      await foreign.webContents.executeJavaScript(
        "window.deskWire.send({ kind: 'call', contract: 'shell', id: 1, name: 'capabilities', input: {} })",
      );
      foreign.destroy();
    });
    await page.evaluate(() => window.deskWire?.send({ kind: 'call', contract: 'shell', id: 2, name: 'capabilities', input: {} }));
    expect(await heard).toEqual([2]);
  });

  test('a second start raises the first window, hands over what it was asked to open, and ends', async () => {
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    const opened = await nextShellEvent(page, 'notification.opened');
    const second = await promisify(execFile)(
      join(dist, 'electron'),
      deskArguments({ dist, display, dataDir, more: [`--open=${INTERACTION}`] }),
      {
        env: { ...process.env, DISPLAY: display.name },
      },
    );
    expect(second.stdout).toContain('desk runs already');
    expect(await opened()).toEqual({ interactionId: INTERACTION });
    expect(await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized()))).toEqual([false]);
  });

  test('the window comes back where it was, and to the middle if that display is gone', async () => {
    const bounds = { x: 120, y: 90, width: 1000, height: 700 };
    const boundsNow = () => desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
    await desk.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
    await expect.poll(boundsNow).toEqual(bounds);
    await desk.close();
    await open();
    expect(await boundsNow()).toEqual(bounds);
    await desk.close();
    const placeFile = join(dataDir, 'window', 'window.json');
    expect(JSON.parse(await readFile(placeFile, 'utf8'))).toEqual({ ...bounds, isMaximized: false });
    await writeFile(placeFile, JSON.stringify({ ...bounds, x: 9000, isMaximized: false }));
    await open();
    expect((await boundsNow())?.x).toBeLessThan(1600);
  });

  test('a page that dies is there again', async () => {
    const isCrashed = () => desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed());
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await waitUntil(isCrashed, { what: 'the page to die' });
    await waitUntil(async () => (await isCrashed()) === false, { what: 'the page to be there again' });
    expect(desk.windows()).toHaveLength(1);
  });
});
