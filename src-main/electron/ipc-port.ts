import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { Frame, type Port } from '#shared/rpc/port';
import { isPageUrl } from './app-protocol.ts';

/** The channel names that main.ts and preload.ts share. */
export const FRAME = 'frame';
export const WIRE_WANTED = 'wire.wanted';
export const WIRE_OPENED = 'wire.opened';
export const WIRE_CLOSED = 'wire.closed';

/** Only the main frame of this window, and only while it shows our page, is heard. */
export function isFrom(contents: WebContents, event: IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame !== null && frame === contents.mainFrame && isPageUrl(frame.url);
}

/** One window's frames that go through this process, as a Port. Frames of other senders and what is no frame are dropped. */
export function ipcPort(contents: WebContents, ipc: IpcMain): Port {
  return {
    send(frame) {
      if (!contents.isDestroyed()) contents.send(FRAME, frame);
    },
    onFrame(listener) {
      const onMessage = (event: IpcMainEvent, raw: unknown): void => {
        if (!isFrom(contents, event)) return;
        const frame = Frame.safeParse(raw).data;
        if (frame !== undefined) listener(frame);
      };
      ipc.on(FRAME, onMessage);
      const stop = (): void => void ipc.off(FRAME, onMessage);
      contents.once('destroyed', stop);
      return stop;
    },
    onClose(listener) {
      if (contents.isDestroyed()) listener();
      else contents.once('destroyed', listener);
      return () => contents.off('destroyed', listener);
    },
  };
}
