import type { Logger } from 'pino';
import type { DeskConfig } from '#core/config';
import type { DeskCore } from '#core/create-desk-core';
import { startCore } from '#core/start-core';
import { Failure } from '#shared/rpc/failure';
import { serveBrowserShell } from './browser-shell.ts';
import { builtPage, openLoopbackServer, type LoopbackServer } from './loopback-server.ts';
import { announceDesk, askRunningDesk, mintSecret } from './running-desk.ts';

export interface WebShellDeps {
  readonly config: DeskConfig;
  readonly rendererDir: string;
  /** Hands an address to the system's own program for it. */
  readonly openExternal: (address: string) => void;
  readonly log: Logger;
}

/** `ready`: this process is the desk. `elsewhere`: another one is, and this is a page of it. Both name an address that works once. */
export type WebShell =
  | { readonly is: 'ready'; readonly address: string; readonly close: () => Promise<void> }
  | { readonly is: 'elsewhere'; readonly address: string };

/** The desk as a page of this machine's own browser, with the core in this process. */
export async function openWebShell(deps: WebShellDeps): Promise<WebShell> {
  const { config, log } = deps;
  const core = await startCore({ config, sealKey: null, isKeyFile: true, log }).catch((error: unknown) => heldCore(error, config));
  if (typeof core === 'string') return { is: 'elsewhere', address: core };
  const secret = mintSecret();
  const server = await listen(deps, core, secret).catch(async (error: unknown) => {
    await core.close();
    throw error;
  });
  const withdraw = await announceDesk(config.dataFolder, server.url, secret);
  return {
    is: 'ready',
    address: server.mintAddress(),
    async close() {
      await withdraw();
      await server.close();
      await core.close();
    },
  };
}

/** The address of the desk that holds the folder; if there is none to be had, the failure stands. */
async function heldCore(error: unknown, config: DeskConfig): Promise<string> {
  const isHeld = error instanceof Failure && error.code === 'conflict';
  const address = isHeld ? await askRunningDesk(config.dataFolder) : null;
  if (address === null) throw error;
  return address;
}

async function listen({ config, rendererDir, openExternal, log }: WebShellDeps, core: DeskCore, secret: string): Promise<LoopbackServer> {
  try {
    return await openLoopbackServer({
      page: builtPage(rendererDir),
      port: config.port ?? 0,
      secret,
      log,
      onPage(port) {
        core.connect(port);
        serveBrowserShell({ port, openExternal, onCrash: (error, call) => log.error({ call, error: String(error) }, 'a call crashed') });
      },
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new Failure('conflict', `port ${config.port} is taken: choose another with --port, or leave it out for any that is free`);
    }
    if (error.code === 'EACCES') throw new Failure('denied', `port ${config.port} is not for everybody: choose one above 1023 with --port`);
    throw error;
  }
}
