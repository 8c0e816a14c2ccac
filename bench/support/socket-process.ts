import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromSockets, OpenSockets, ToSockets } from './desk-sockets.ts';
import type { Opened } from './processes.ts';

/** The process that holds all sockets, of every hub and of the baseline. */
export interface SocketProcess {
  open(sockets: Omit<OpenSockets, 'is'>): Promise<void>;
  /** Ready to count when this resolves; `heard` resolves when every socket of the group has been given that many messages. */
  await(group: string, messages: number): Promise<{ readonly heard: Promise<void> }>;
  /** How often a desk was so far behind that it was sent to pull. */
  pulls(): number;
}

export function startSockets(opened: Opened): SocketProcess {
  const child = fork(fileURLToPath(new URL('./desk-sockets.ts', import.meta.url)));
  const waiting = new Map<string, () => void>();
  const state = { pulls: 0 };
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`the sockets’ process ended with ${code}`))),
  );
  ended.catch(() => undefined);
  opened.later(() => Promise.resolve(child.disconnect()));
  child.on('message', (message: FromSockets) => {
    if (message.is === 'pulled') state.pulls += 1;
    const name = `${message.is} ${message.group}`;
    waiting.get(name)?.();
    waiting.delete(name);
  });

  function told(is: FromSockets['is'], group: string): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => void waiting.set(`${is} ${group}`, resolve)), ended]);
  }

  function tell(message: ToSockets): void {
    child.send(message);
  }

  return {
    open(sockets) {
      const opening = told('opened', sockets.group);
      tell({ is: 'open', ...sockets });
      return opening;
    },
    async await(group, messages) {
      const armed = told('armed', group);
      const heard = told('heard', group);
      tell({ is: 'await', group, messages });
      await armed;
      return { heard };
    },
    pulls: () => state.pulls,
  };
}
