import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { FromCore, pageEnd, type PageEnd, type ToCore } from '#core/process-wire';
import type { Port } from '#shared/rpc/port';

/** How one page reaches the core: by a port of its own, or through this process. */
export type PageWire =
  | { readonly is: 'direct'; readonly port: MessagePortMain }
  | { readonly is: 'relayed'; readonly port: Port; readonly close: () => void };

/** A core that has been started. */
export interface Core {
  /** Null while the core is not ready yet. */
  openPage(): PageWire | null;
  /** The machine woke up. */
  wake(): void;
  stop(): void;
}

export interface CoreListeners {
  readonly onReady: () => void;
  /** In one line for a person, where the core knows it: why it cannot run. */
  readonly onFailed: (message: string) => void;
  readonly onExit: () => void;
}

export interface CoreOptions {
  /** The bundled core/main.ts. */
  readonly coreFile: string;
  readonly args: readonly string[];
  readonly vaultKey: string;
  readonly isKeyFile: boolean;
}

/** As it is released: a child of Electron's own, to which each page gets a MessagePort, so that no frame passes through here. */
export function startUtilityCore(options: CoreOptions, listeners: CoreListeners): Core {
  const child = utilityProcess.fork(options.coreFile, [...options.args], { serviceName: 'Madoguchi core', stdio: 'inherit' });
  const state = { isReady: false, pages: 0 };
  const post = (message: ToCore, ports: MessagePortMain[] = []): void => child.postMessage(message, ports);
  child.once('spawn', () => post(startOf(options)));
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

/**
 * The same core on a Node of its own, for the Electron test: the Electron that can be had there is too old for the native addon.
 * Messages are lines of JSON on its stdin and stdout.
 */
export function startNodeCore(node: string, options: CoreOptions, listeners: CoreListeners): Core {
  const child = spawn(node, [options.coreFile, ...options.args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const state = { isReady: false, lastPage: 0 };
  const pages = new Map<number, PageEnd>();
  const post = (message: ToCore): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  // A core that dies while it is written to is told of by its exit.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parseMessage(line);
    if (message?.is === 'failed') listeners.onFailed(message.message);
    if (message?.is === 'page_frame') pages.get(message.page)?.deliver(message.frame);
    if (message?.is !== 'ready') return;
    state.isReady = true;
    listeners.onReady();
  });
  child.once('error', () => listeners.onFailed('the core could not be started'));
  child.once('close', () => {
    state.isReady = false;
    for (const page of pages.values()) page.close();
    listeners.onExit();
  });
  post(startOf(options));
  return {
    openPage() {
      if (!state.isReady) return null;
      state.lastPage += 1;
      const page = state.lastPage;
      const end = pageEnd((frame) => post({ is: 'page_frame', page, frame }));
      pages.set(page, end);
      post({ is: 'page_opened', page });
      const close = (): void => {
        pages.delete(page);
        end.close();
        post({ is: 'page_closed', page });
      };
      return { is: 'relayed', port: end, close };
    },
    wake: () => post({ is: 'wake' }),
    stop: () => post({ is: 'stop' }),
  };
}

function startOf({ vaultKey, isKeyFile }: CoreOptions): ToCore {
  return { is: 'start', vaultKey, isKeyFile };
}

/** Undefined for a line that is no message, such as a warning of Node itself. */
function parseMessage(line: string): FromCore | undefined {
  try {
    return FromCore.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
