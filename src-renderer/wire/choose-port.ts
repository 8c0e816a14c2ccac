import { Frame, type Port } from '#shared/rpc/port';
import { socketPorts } from './web-socket-port.ts';

/** Where wires come from: a new one each time the core is there again. `null` says that the last one is gone. */
export interface PortSource {
  start(onPort: (port: Port | null) => void): () => void;
}

/** What the Electron preload gives the page. `onOpen` and `onClose` tell of a core that was started again. */
export interface DeskWire {
  send(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): () => void;
  onOpen?(listener: () => void): () => void;
  onClose?(listener: () => void): () => void;
}

declare global {
  interface Window {
    readonly deskWire?: DeskWire;
  }
}

/** The shell's own wire where there is one, else a WebSocket to the host the page came from. */
export function choosePort(page: Window): PortSource {
  return page.deskWire === undefined ? socketPorts(page) : wirePorts(page.deskWire);
}

function wirePorts(wire: DeskWire): PortSource {
  return {
    start(onPort) {
      const closers = new Set<() => void>();
      const frameListeners = new Set<(frame: Frame) => void>();
      const open = (): void => {
        closers.clear();
        frameListeners.clear();
        onPort({
          send: (frame) => wire.send(frame),
          onFrame(listener) {
            frameListeners.add(listener);
            return () => frameListeners.delete(listener);
          },
          onClose(listener) {
            closers.add(listener);
            return () => closers.delete(listener);
          },
        });
      };
      const stops = [
        wire.onFrame((raw) => {
          const parsed = Frame.safeParse(raw);
          if (parsed.success) for (const listener of frameListeners) listener(parsed.data);
        }),
        wire.onOpen?.(open),
        wire.onClose?.(() => {
          for (const closer of closers) closer();
          onPort(null);
        }),
      ];
      if (wire.onOpen === undefined) open();
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
}
