import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '..', '..', 'src-hub', 'main.ts');
// Six starts of an embedded PostgreSQL, on a machine that others use too.
const SLOW = 180_000;

interface HubProcess {
  readonly child: ChildProcess;
  /** The ready line's address; null where the process ended instead. */
  readonly url: string | null;
  readonly stderr: () => string;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), '窓口 hub '));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function startHub(
  dataFolder: string,
  args: readonly string[] = ['--port', '0'],
  env: Record<string, string> = {},
): Promise<HubProcess> {
  const child = spawn(process.execPath, [MAIN, '--data', dataFolder, ...args], { env: { PATH: process.env['PATH'], ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'exit').then(() => null);
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('hub ready ')) resolve(line.slice('hub ready '.length));
    });
  });
  return { child, url: await Promise.race([ready, ended]), stderr: () => stderr };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  child.kill(signal);
  return exited;
}

describe('the hub as a process', () => {
  test(
    'says where it is, ends on SIGTERM in time, and a folder in use is refused in one line',
    async () => {
      const folder = await newFolder();
      const { child, url } = await startHub(folder);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const second = await startHub(folder);
      expect([second.url, second.stderr().trim().split('\n')]).toEqual([null, [expect.stringContaining('is held by another hub')]]);
      const before = performance.now();
      expect(await end(child, 'SIGTERM')).toBe(0);
      expect(performance.now() - before).toBeLessThan(5_000);
      const lines = (await readFile(path.join(folder, 'logs', 'hub.log'), 'utf8')).trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(expect.arrayContaining(['ready', 'ended']));
    },
    SLOW,
  );

  test(
    'killed, it leaves a lock that the next start takes over, and all that was stored',
    async () => {
      const folder = await newFolder();
      const first = await startHub(folder, ['--port', '0', '--demo']);
      const people = await (await fetch(`${first.url}/demo/people`)).text();
      await end(first.child, 'SIGKILL');
      const second = await startHub(folder, ['--port', '0', '--demo']);
      expect(second.url).not.toBeNull();
      expect(people).toContain('mika');
      expect(await (await fetch(`${second.url}/demo/people`)).text()).toEqual(people);
    },
    SLOW,
  );

  test(
    'a taken port, a folder that cannot be written and an unknown setting: one line each',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      // Listening on TCP, so it has a port.
      const { port } = server.address() as AddressInfo;
      const folder = await newFolder();
      const file = path.join(folder, 'a file');
      await writeFile(file, '');
      const lines = async (dataFolder: string, args: string[], env: Record<string, string> = {}): Promise<string[]> =>
        (await startHub(dataFolder, args, env)).stderr().trim().split('\n');
      expect(await lines(path.join(folder, 'data'), ['--port', String(port)])).toEqual([expect.stringContaining('the port is taken')]);
      expect(await lines(path.join(file, 'data'), ['--port', '0'])).toEqual([expect.stringContaining('cannot be written')]);
      expect(await lines(folder, [], { MADOGUCHI_X: '1' })).toEqual(['MADOGUCHI_X: there is no such setting']);
    },
    SLOW,
  );
});
