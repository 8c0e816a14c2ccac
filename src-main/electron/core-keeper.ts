import type { IpcMain, WebContents } from 'electron';
import type { CoreListeners } from '#core/core-child';
import type { Core, PageWire } from './core-process.ts';
import { ipcPort, isFrom, WIRE_CLOSED, WIRE_OPENED, WIRE_WANTED } from './ipc-port.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** A core that has run so long did not die of its start. */
const STEADY_MS = 60_000;
/** So much of the five seconds that SIGTERM is given is the core's. */
const STOP_WITHIN_MS = 4_000;

export interface CoreKeeperDeps {
  readonly contents: WebContents;
  readonly ipc: IpcMain;
  readonly start: (listeners: CoreListeners) => Core;
  /** Once, when the first core is ready. */
  readonly onReady: () => void;
  /** The core says that it cannot run at all. It is not started again. */
  readonly onFailed: (message: string) => void;
}

export interface CoreKeeper {
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Keeps a core running and the page on a wire to it. A page that is loaded again and a core that is started again each get a new wire;
 * in between the page knows that it has none.
 */
export function keepCore({ contents, ipc, start, onReady, onFailed }: CoreKeeperDeps): CoreKeeper {
  const state = { isStopping: false, hasPage: false, wasReady: false, retryMs: FIRST_RETRY_MS };
  const running: { core: Core | null; cutWire: () => void; onEnd: () => void } = { core: null, cutWire: nothing, onEnd: nothing };

  ipc.on(WIRE_WANTED, (event) => {
    if (!isFrom(contents, event)) return;
    state.hasPage = true;
    openWire();
  });
  startCore();

  function startCore(): void {
    const startedAt = Date.now();
    running.core = start({
      onReady() {
        if (!state.wasReady) onReady();
        state.wasReady = true;
        if (state.hasPage) openWire();
      },
      onFailed(message) {
        state.isStopping = true;
        onFailed(message);
      },
      onExit() {
        running.core = null;
        running.onEnd();
        if (!contents.isDestroyed()) contents.send(WIRE_CLOSED);
        if (state.isStopping) return;
        state.retryMs = Date.now() - startedAt > STEADY_MS ? FIRST_RETRY_MS : Math.min(state.retryMs * 2, LAST_RETRY_MS);
        setTimeout(() => {
          if (!state.isStopping) startCore();
        }, state.retryMs);
      },
    });
  }

  function openWire(): void {
    running.cutWire();
    running.cutWire = nothing;
    const wire = running.core?.openPage() ?? null;
    if (wire === null || contents.isDestroyed()) return;
    running.cutWire = hand(wire, contents, ipc);
  }

  return {
    wake: () => running.core?.wake(),
    /** Lets the core finish what it writes; one that does not end is left to end with this process. */
    stop() {
      state.isStopping = true;
      const { core } = running;
      if (core === null) return Promise.resolve();
      return new Promise((resolve) => {
        running.onEnd = resolve;
        setTimeout(resolve, STOP_WITHIN_MS);
        core.stop();
      });
    },
  };
}

/** Gives the page its end of the wire; the function that is returned cuts it. */
function hand(wire: PageWire, contents: WebContents, ipc: IpcMain): () => void {
  if (wire.is === 'direct') {
    contents.postMessage(WIRE_OPENED, null, [wire.port]);
    // The core sees that the page's end has gone when the page goes.
    return nothing;
  }
  const page = ipcPort(contents, ipc);
  const stops = [
    page.onFrame((frame) => {
      if (frame.contract === 'desk') wire.port.send(frame);
    }),
    wire.port.onFrame((frame) => page.send(frame)),
  ];
  contents.postMessage(WIRE_OPENED, null);
  return () => {
    for (const stop of stops) stop();
    wire.close();
  };
}

function nothing(): void {}
