import { createInterface } from 'node:readline';
import { Frame, type Port } from '#shared/rpc/port';
import { pageEnd, ToCore, type FromCore, type PageEnd } from './process-wire.ts';

/** What a shell asks of the core's process. */
export interface ShellRequests {
  readonly onStart: (vaultKey: string | null, isKeyFile: boolean) => void;
  readonly onPage: (port: Port) => void;
  readonly onWake: () => void;
  /** Asked for, or the shell is gone. */
  readonly onStop: () => void;
}

export type TellShell = (message: FromCore) => void;

/** The little of Electron's MessagePortMain that a page needs. */
interface MessagePortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
}

/** The little of Electron's process.parentPort that the core needs; plain Node has none. */
interface ParentPortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly MessagePortLike[] }) => void): void;
}

/** The shell that started this process: Electron, by messages, or anybody else, by lines of JSON on stdin and stdout. */
export function linkShell(requests: ShellRequests): TellShell {
  const parentPort = (process as { readonly parentPort?: ParentPortLike }).parentPort; // Electron's addition, which Node's types lack
  return parentPort === undefined ? linkByLines(requests) : linkByMessages(parentPort, requests);
}

function linkByMessages(parentPort: ParentPortLike, requests: ShellRequests): TellShell {
  parentPort.on('message', ({ data, ports }) => {
    const message = ToCore.safeParse(data).data;
    if (message?.is === 'start') requests.onStart(message.vaultKey, message.isKeyFile);
    if (message?.is === 'wake') requests.onWake();
    if (message?.is === 'stop') requests.onStop();
    if (message?.is === 'page_opened' && ports[0] !== undefined) requests.onPage(messagePort(ports[0]));
  });
  return (message) => parentPort.postMessage(message);
}

function messagePort(port: MessagePortLike): Port {
  const end = pageEnd((frame) => port.postMessage(frame));
  port.on('message', ({ data }) => {
    const frame = Frame.safeParse(data).data;
    if (frame !== undefined) end.deliver(frame);
  });
  port.on('close', () => end.close());
  port.start();
  return end;
}

function linkByLines(requests: ShellRequests): TellShell {
  const pages = new Map<number, PageEnd>();
  const tell: TellShell = (message) => void process.stdout.write(`${JSON.stringify(message)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const message = parseMessage(line);
    if (message === undefined) return;
    switch (message.is) {
      case 'start':
        return requests.onStart(message.vaultKey, message.isKeyFile);
      case 'page_opened': {
        const { page } = message;
        const end = pageEnd((frame) => tell({ is: 'page_frame', page, frame }));
        pages.set(page, end);
        return requests.onPage(end);
      }
      case 'page_frame':
        return pages.get(message.page)?.deliver(message.frame);
      case 'page_closed':
        pages.get(message.page)?.close();
        return void pages.delete(message.page);
      case 'wake':
        return requests.onWake();
      case 'stop':
        return requests.onStop();
    }
  });
  lines.once('close', requests.onStop);
  return tell;
}

function parseMessage(line: string): ToCore | undefined {
  try {
    return ToCore.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
