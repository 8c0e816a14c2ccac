import { EXTERNAL_SCHEMES } from '#shared/contracts/page-policy';
import { shellContract, type ShellContract } from '#shared/contracts/shell';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { serve, type OnCrash } from '#shared/rpc/serve';

export interface BrowserShellDeps {
  readonly port: Port;
  /** Hands an address to the system's own program for it. */
  readonly openExternal: (address: string) => void;
  readonly onCrash: OnCrash;
}

/**
 * A browser does for its page most of what the desktop shell does for its window: the page notifies, saves files and scales its type
 * by itself. So this shell says that it cannot, and the page never asks it.
 */
export function serveBrowserShell({ port, openExternal, onCrash }: BrowserShellDeps): void {
  const handlers: Handlers<ShellContract, undefined> = {
    capabilities: () => ({ shell: 'browser', notifies: false, hasBadge: false, savesFiles: false, zooms: false }),
    'external.open'({ url }) {
      const address = URL.parse(url);
      if (address === null || !EXTERNAL_SCHEMES.has(address.protocol)) {
        throw new Failure('invalid', 'only web, mail and phone addresses are opened', { field: 'url' });
      }
      openExternal(address.href);
      return null;
    },
    // There is no menu that could follow the language.
    'locale.set': () => null,
    notify: () => refuse(),
    'badge.set': () => refuse(),
    'file.save': () => refuse(),
    'zoom.set': () => refuse(),
  };
  serve(shellContract, handlers, port, undefined, onCrash);
}

function refuse(): never {
  throw new Failure('not_found', 'a page in a browser does this by itself');
}
