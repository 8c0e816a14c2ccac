import { MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { startCoreChild, type CoreListeners, type PageLine } from '#core/core-child';
import { FromCore, type ToCore } from '#core/process-wire';

/** How one page reaches the core: by a port of its own, or through this process. */
export type PageWire = { readonly is: 'direct'; readonly port: MessagePortMain } | ({ readonly is: 'relayed' } & PageLine);

/** A core that has been started. */
export interface Core {
  /** Null while the core is not ready yet. */
  openPage(): PageWire | null;
  /** The machine woke up. */
  wake(): void;
  stop(): void;
}

export interface CoreOptions {
  /** The bundled core/main.ts. */
  readonly coreFile: string;
  readonly args: readonly string[];
  readonly vaultKey: string;
  readonly isKeyFile: boolean;
}

/** As it is released: a child of Electron's own, to which each page gets a MessagePort, so that no frame passes through here. */
export function startUtilityCore({ coreFile, args, vaultKey, isKeyFile }: CoreOptions, listeners: CoreListeners): Core {
  const child = utilityProcess.fork(coreFile, [...args], { serviceName: 'Madoguchi core', stdio: 'inherit' });
  const state = { isReady: false, pages: 0 };
  const post = (message: ToCore, ports: MessagePortMain[] = []): void => child.postMessage(message, ports);
  child.once('spawn', () => post({ is: 'start', vaultKey, isKeyFile }));
  child.on('message', (raw: unknown) => {
    const message = FromCore.safeParse(raw).data;
    if (message?.is === 'failed') listeners.onFailed(message.message);
    if (message?.is !== 'ready') return;
    state.isReady = true;
    listeners.onReady();
  });
  child.once('exit', () => {
    state.isReady = false;
    listeners.onExit();
  });
  return {
    openPage() {
      if (!state.isReady) return null;
      const { port1, port2 } = new MessageChannelMain();
      state.pages += 1;
      post({ is: 'page_opened', page: state.pages }, [port1]);
      return { is: 'direct', port: port2 };
    },
    wake: () => post({ is: 'wake' }),
    stop: () => post({ is: 'stop' }),
  };
}

/** The same core on a Node of its own, for the Electron test: the Electron that can be had there is too old for the native addon. */
export function startNodeCore(node: string, options: CoreOptions, listeners: CoreListeners): Core {
  const child = startCoreChild({ node, ...options }, listeners);
  return {
    openPage() {
      const line = child.openPage();
      return line === null ? null : { is: 'relayed', ...line };
    },
    wake: () => child.wake(),
    stop: () => child.stop(),
  };
}
