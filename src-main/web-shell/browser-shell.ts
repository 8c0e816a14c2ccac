import { shellContract, type ShellContract } from '#shared/contracts/shell';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { serve, type OnCrash } from '#shared/rpc/serve';

/**
 * A browser does for its page what the desktop shell does for its window: the page itself notifies, opens links, saves files
 * and scales its type. So this shell can nothing, says so, and the page never asks it.
 */
const handlers: Handlers<ShellContract, undefined> = {
  capabilities: () => ({ shell: 'browser', notifies: false, hasBadge: false, savesFiles: false, zooms: false }),
  notify: () => refuse(),
  'badge.set': () => refuse(),
  'external.open': () => refuse(),
  'file.save': () => refuse(),
  'zoom.set': () => refuse(),
  // There is no menu that could follow the language.
  'locale.set': () => null,
};

export function serveBrowserShell(port: Port, onCrash: OnCrash): void {
  serve(shellContract, handlers, port, undefined, onCrash);
}

function refuse(): never {
  throw new Failure('not_found', 'a page in a browser does this by itself');
}
