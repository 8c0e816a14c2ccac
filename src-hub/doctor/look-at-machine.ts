import { access, constants, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { HubConfig } from '#hub/config';
import { codeOf } from '#hub/db/db';
import { fail, ok, unknown, warn, type Finding } from './finding.ts';

const GB = 1024 ** 3;
const LITTLE_ROOM = 5 * GB;
const NO_ROOM = GB / 2;
const OTHERS_MAY = 0o077;

export function lookAtNode(version = process.versions.node): readonly Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isGood = major > 24 || (major === 24 && minor >= 7);
  return [isGood ? ok('Node', version) : fail('Node', `${version} is too old`, 'install Node 24.7 or newer')];
}

/** Its right to write, who else may read it, and the room on its disk. */
export async function lookAtFolder({ dataFolder }: Pick<HubConfig, 'dataFolder'>): Promise<readonly Finding[]> {
  const subject = 'data folder';
  try {
    await access(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [unknown(subject, `${dataFolder} is not there yet; the first start makes it`)];
    return [
      fail(
        subject,
        `${dataFolder} cannot be written (${codeOf(error) ?? 'unknown reason'})`,
        `give it to the hub's user: chown -R USER ${dataFolder}`,
      ),
    ];
  }
  const { mode } = await stat(dataFolder);
  const { bavail, bsize } = await statfs(dataFolder);
  return [
    (mode & OTHERS_MAY) === 0 || process.platform === 'win32'
      ? ok(subject, dataFolder)
      : warn(subject, `other users of this machine may look into ${dataFolder}`, `chmod 700 ${dataFolder}`),
    roomFinding(bavail * bsize),
  ];
}

export function roomFinding(bytes: number): Finding {
  const room = `${(bytes / GB).toFixed(1)} GB free`;
  if (bytes < NO_ROOM) return fail('disk', room, 'make room now: without it the hub cannot keep what customers write');
  return bytes < LITTLE_ROOM ? warn('disk', room, 'make room, or move the data folder to a larger disk') : ok('disk', room);
}

/** Free where no hub runs, ours where one does. */
export async function lookAtPort({ host, port }: Pick<HubConfig, 'host' | 'port'>, isOursRunning: boolean): Promise<readonly Finding[]> {
  if (isOursRunning) return [ok('port', 'the hub listens')];
  const server = createServer();
  const code = await new Promise<string | null>((resolve) => {
    server.once('error', (error) => resolve(codeOf(error) ?? 'unknown reason'));
    server.listen(port, host, () => resolve(null));
  });
  server.close();
  if (code === null)
    return [warn('port', `no hub listens on ${host}:${port}`, 'start the hub; what needs a running one was left out below')];
  if (code === 'EADDRINUSE')
    return [fail('port', `${port} is taken by another program`, 'end that program, or set MADOGUCHI_PORT to another')];
  return [
    fail(
      'port',
      `${host}:${port} cannot be opened (${code})`,
      'set MADOGUCHI_HOST and MADOGUCHI_PORT to an address of this machine, above 1023',
    ),
  ];
}
