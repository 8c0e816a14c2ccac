import { spawn } from 'node:child_process';

/** Hands an address to the system's own program for it: a browser, a mail program. Where there is none, nothing happens. */
export function openWithSystem(address: string): void {
  const [command, ...args] = commandFor(address);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function commandFor(address: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  // Not `start`, to which & and ^ would mean something.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}
