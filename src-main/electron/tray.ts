import { join } from 'node:path';
import { app, Menu, nativeImage, Tray, type BrowserWindow } from 'electron';
import type { Words } from './words.ts';

/** The mark beside the clock, with a dot while something is unread; and the count wherever the system shows one. */
export interface Badge {
  set(count: number, isOffline: boolean): void;
  setWords(words: Words): void;
}

export interface BadgeDeps {
  readonly window: BrowserWindow;
  readonly assetsDir: string;
  readonly words: Words;
  readonly raise: () => void;
}

export function createBadge({ window, assetsDir, words, raise }: BadgeDeps): Badge {
  const image = (name: string) => nativeImage.createFromPath(join(assetsDir, `${name}.png`));
  // macOS colours a template image for its menu bar.
  const name = process.platform === 'darwin' ? 'trayTemplate' : 'tray';
  const images = { read: image(name), unread: image(`${name}-unread`), overlay: image('unread') };
  const tray = new Tray(images.read);
  tray.on('click', raise);
  const shown = { count: 0, isOffline: false, words };

  function show(): void {
    const { count, isOffline } = shown;
    const unread = count === 0 ? shown.words.nothing_unread : shown.words.unread.replace('{{count}}', String(count));
    const text = isOffline ? shown.words.offline.replace('{{rest}}', unread) : unread;
    tray.setImage(count === 0 ? images.read : images.unread);
    tray.setToolTip(text);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: shown.words.open, click: raise },
        { type: 'separator' },
        { label: shown.words.quit, click: () => app.quit() },
      ]),
    );
    app.setBadgeCount(count);
    if (process.platform === 'win32') window.setOverlayIcon(count === 0 ? null : images.overlay, count === 0 ? '' : text);
  }

  show();
  window.once('closed', () => tray.destroy());
  return {
    set(count, isOffline) {
      Object.assign(shown, { count, isOffline });
      show();
    },
    setWords(next) {
      shown.words = next;
      show();
    },
  };
}
