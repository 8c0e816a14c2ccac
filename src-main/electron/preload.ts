import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';

// All that the page gets of Electron: one wire. It carries frames of two contracts; those of the shell go to the main process, those
// of the desk go straight to the core where main has handed over a port, and through main where it has not.

type Listener<T> = (value: T) => void;

const wire: { isOpen: boolean; port: MessagePort | undefined } = { isOpen: false, port: undefined };
const frames = createListeners<unknown>();
const openings = createListeners<void>();
const closings = createListeners<void>();

ipcRenderer.on('frame', (_event, frame: unknown) => frames.tell(frame));
ipcRenderer.on('wire.opened', ({ ports }: IpcRendererEvent) => {
  wire.port = ports[0];
  if (wire.port !== undefined) wire.port.onmessage = ({ data }: MessageEvent<unknown>) => frames.tell(data);
  wire.isOpen = true;
  openings.tell();
});
ipcRenderer.on('wire.closed', () => {
  wire.port?.close();
  wire.port = undefined;
  wire.isOpen = false;
  closings.tell();
});

contextBridge.exposeInMainWorld('deskWire', {
  send(frame: unknown): void {
    if (wire.port === undefined || isForShell(frame)) ipcRenderer.send('frame', frame);
    else wire.port.postMessage(frame);
  },
  onFrame: frames.add,
  onOpen(listener: Listener<void>): () => void {
    if (wire.isOpen) listener();
    return openings.add(listener);
  },
  onClose: closings.add,
});

// The page is new: it needs a wire of its own.
ipcRenderer.send('wire.wanted');

function isForShell(frame: unknown): boolean {
  return typeof frame === 'object' && frame !== null && 'contract' in frame && frame.contract === 'shell';
}

function createListeners<T>(): { readonly add: (listener: Listener<T>) => () => void; readonly tell: Listener<T> } {
  const listeners = new Set<Listener<T>>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(value) {
      for (const listener of listeners) listener(value);
    },
  };
}
