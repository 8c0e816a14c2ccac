import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#shared/rpc/failure';
import { codeOf } from './db.ts';

const LOCK_FILE = 'hub.lock';

/** Holds a data folder for this process; the returned function lets it go. A lock that a dead process left is taken over. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, LOCK_FILE);
  try {
    await mkdir(folder, { recursive: true });
    await takeLock(file, folder);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'denied',
      `the data folder ${folder} cannot be written (${codeOf(error) ?? 'unknown reason'}): choose another with --data`,
      {
        cause: error,
      },
    );
  }
  return () => rm(file, { force: true });
}

async function takeLock(file: string, folder: string): Promise<void> {
  const own = `${process.pid} ${await startOf('self')}`;
  const isTaken = (error: unknown): void => {
    if (codeOf(error) !== 'EEXIST') throw error;
  };
  const created = await writeFile(file, own, { flag: 'wx' }).then(() => true, isTaken);
  if (created === true) return;
  const holder = await readFile(file, 'utf8').catch(() => '');
  if (await isAlive(holder)) {
    throw new Failure(
      'conflict',
      `the data folder ${folder} is held by another hub (process ${holder.split(' ')[0]}): end it, or choose another folder with --data`,
    );
  }
  await rm(file, { force: true });
  await writeFile(file, own, { flag: 'wx' });
}

async function isAlive(holder: string): Promise<boolean> {
  const [pid, start] = holder.split(' ');
  const id = Number(pid);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    // Somebody else's process lives too.
    if (codeOf(error) !== 'EPERM') return false;
  }
  // Process ids come round again, above all after a reboot: the same id with another start is another process.
  return start === undefined || start === '' || start === (await startOf(pid ?? ''));
}

/** When a process started, in words that only mean something compared; empty where the system does not say. */
async function startOf(pid: string): Promise<string> {
  try {
    const [boot, line] = await Promise.all([readFile('/proc/sys/kernel/random/boot_id', 'utf8'), readFile(`/proc/${pid}/stat`, 'utf8')]);
    // The name in brackets may hold spaces; field 22 counts from the closing one.
    return `${boot.trim()}/${line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}
