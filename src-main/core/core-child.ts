import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Port } from '#shared/rpc/port';
import { FromCore, pageEnd, type PageEnd, type ToCore } from './process-wire.ts';

export interface CoreChildOptions {
  readonly node: string;
  /** core/main.ts, or the bundle of it. */
  readonly coreFile: string;
  readonly args: readonly string[];
  /** Null: the core makes a key file of its own. */
  readonly vaultKey: string | null;
  readonly isKeyFile: boolean;
}

export interface CoreListeners {
  readonly onReady: () => void;
  /** In one line for a person, where the core knows it: why it cannot run. */
  readonly onFailed: (message: string) => void;
  readonly onExit: () => void;
}

export interface PageLine {
  readonly port: Port;
  readonly close: () => void;
}

export interface CoreChild {
  /** Null while the core is not ready yet. */
  openPage(): PageLine | null;
  wake(): void;
  stop(): void;
}

/** A core on a Node of its own, seen from the shell that starts it. Messages are lines of JSON on its stdin and stdout. */
export function startCoreChild(options: CoreChildOptions, listeners: CoreListeners): CoreChild {
  const { node, coreFile, args, vaultKey, isKeyFile } = options;
  const child = spawn(node, [coreFile, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
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
  post({ is: 'start', vaultKey, isKeyFile });
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
      return { port: end, close };
    },
    wake: () => post({ is: 'wake' }),
    stop: () => post({ is: 'stop' }),
  };
}

/** Undefined for a line that is no message, such as a warning of Node itself. */
function parseMessage(line: string): FromCore | undefined {
  try {
    return FromCore.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
