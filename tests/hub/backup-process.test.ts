import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readControl } from '#hub/control-file';
import { runProgram, type RunningProgram } from '#tests/support/running-program';

// Two starts of an embedded PostgreSQL, on a machine that others use too.
const SLOW = 120_000;

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), '控え backup '));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function startHub(data: string): Promise<{ hub: RunningProgram; url: string }> {
  const hub = runProgram('src-hub/main.ts', ['--demo', '--simulator', '--port', '0', '--data', data]);
  onTestFinished(async () => void (await hub.stop('SIGKILL')));
  return { hub, url: (await hub.line('hub ready ')).slice('hub ready '.length) };
}

async function madoguchi(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const program = runProgram('src-hub/cli.ts', args);
  const code = await program.ended;
  return { code, said: program.said.join('\n') };
}

test(
  'a demo with customers who write is backed up while it works, put back into an empty folder, and goes on there',
  async () => {
    const folder = await aFolder();
    const [first, second, file] = ['first', 'second', 'centre.backup'].map((name) => path.join(folder, name)) as [string, string, string];
    const { hub, url } = await startHub(first);
    const people = await (await fetch(`${url}/demo/people`)).text();
    const control = await readControl(first);
    expect((await stat(path.join(first, 'hub.control'))).mode & 0o777).toBe(0o600);
    expect(control?.url).toBe(url);
    for (const authorization of ['', 'Bearer', `Bearer ${'x'.repeat(43)}`]) {
      expect((await fetch(`${url}/control/webhooks`, { headers: { authorization } })).status).toBe(404);
    }
    expect(await (await fetch(`${url}/control/webhooks`, { headers: { authorization: `Bearer ${control?.token}` } })).json()).toContain(
      'line',
    );

    expect(await madoguchi('backup', '--data', first, '--to', file)).toMatchObject({
      code: 0,
      said: expect.stringContaining('not encrypted') as string,
    });
    expect(await readdir(path.join(first, 'backups'))).toEqual([]);
    expect(await madoguchi('backup', '--data', first, '--to', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('a file of that name already') as string,
    });
    expect(await madoguchi('restore', file, '--data', first)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is held by another hub') as string,
    });
    expect(await hub.stop()).toBe(0);
    expect(await readdir(first)).not.toContain('hub.control');
    expect(await madoguchi('restore', file, '--data', first)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is not empty') as string,
    });
    expect(await madoguchi('backup', '--data', path.join(folder, 'none'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('holds no centre') as string,
    });

    expect(await madoguchi('restore', file, '--data', second)).toMatchObject({
      code: 0,
      said: expect.stringContaining('Everybody signs in again') as string,
    });
    const again = await startHub(second);
    expect(await (await fetch(`${again.url}/demo/people`)).text()).toEqual(people);
    expect(await again.hub.stop()).toBe(0);
    // The log of a hub holds no passphrase, token or word of a customer.
    expect(await readFile(path.join(second, 'logs', 'hub.log'), 'utf8')).not.toContain(control?.token ?? '');
  },
  SLOW,
);
