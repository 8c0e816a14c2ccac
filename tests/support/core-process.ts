import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { FromCore, pageEnd, type ToCore } from '#core/process-wire';
import { deskContract, type DeskContract } from '#shared/contracts/desk';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';

/** The core as the process that a shell starts, with one page open. */
export interface CoreProcess {
  readonly page: Client<DeskContract>;
  /** Answers the exit code, or the signal's name. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string | null>;
}

interface Options {
  readonly hubUrl: string;
  readonly folder: string;
  /** 32 bytes in base64. */
  readonly vaultKey: string;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function startCoreProcess({ hubUrl, folder, vaultKey, env = {} }: Options): Promise<CoreProcess> {
  const args = [path.resolve('src-main/core/main.ts'), '--hub', hubUrl, '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  // A process that was killed takes no more words.
  child.stdin.on('error', () => {});
  const tell = (message: ToCore): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  const page = pageEnd((frame) => tell({ is: 'page_frame', page: 1, frame }));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = FromCore.parse(JSON.parse(line));
      if (message.is === 'ready') resolve();
      if (message.is === 'failed') reject(new Error(message.message));
      if (message.is === 'page_frame') page.deliver(message.frame);
    });
  });
  tell({ is: 'start', vaultKey, isKeyFile: false });
  await ready;
  tell({ is: 'page_opened', page: 1 });
  return {
    page: connect(deskContract, page),
    async end(signal) {
      const closed = once(child, 'close');
      child.kill(signal);
      // Node's own arguments of 'close'.
      const [code, name] = (await closed) as [number | null, string | null];
      page.close();
      return code ?? name;
    },
  };
}
