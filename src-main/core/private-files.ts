import { chmodSync, existsSync, statSync } from 'node:fs';
import { Failure } from '#shared/rpc/failure';
import type { Log } from './log.ts';

const FOR_OTHERS = 0o077;

/**
 * Nobody else on this computer may read what opens the desk's data. Modes that are too wide, from an unpacked copy or a careless chmod,
 * are mended and said; where they cannot be mended the desk does not start. Windows has no such modes: there the profile folder is private.
 */
export function keepPrivate(path: string, log: Pick<Log, 'warn'>): void {
  if (process.platform === 'win32' || !existsSync(path)) return;
  const before = statSync(path).mode & 0o777;
  if ((before & FOR_OTHERS) === 0) return;
  const wished = before & 0o700;
  try {
    chmodSync(path, wished);
  } catch (error) {
    throw new Failure('denied', `${path}: others on this computer could read it; run chmod ${wished.toString(8)} on it, or use --data`, {
      cause: error,
    });
  }
  // A file system that knows no modes says yes and does nothing.
  if ((statSync(path).mode & FOR_OTHERS) !== 0)
    throw new Failure(
      'denied',
      `${path}: others on this computer can read it, and this disk cannot forbid it; use another folder (--data)`,
    );
  log.warn({ path, was: before.toString(8), now: wished.toString(8) }, 'others on this computer could read this; now they cannot');
}
