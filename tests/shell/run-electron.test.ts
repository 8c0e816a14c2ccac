import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDeskConfig } from '#core/config';
import { runElectron } from '#shell/run-electron';

// The shell's script stands for Electron's binary.
describe.skipIf(process.platform === 'win32')('what becomes of a window', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'madoguchi-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function run(script: string) {
    const binary = join(folder, 'electron');
    await writeFile(binary, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return runElectron(binary, folder, parseDeskConfig(['--data', folder], {}));
  }

  test('one that was open and is closed has ended', async () => {
    expect(await run('echo "desk ready in its window"')).toEqual({ is: 'ended', code: 0 });
  });

  test('one that says why it cannot open has ended too, and no browser is opened in its place', async () => {
    expect(await run('exit 1')).toEqual({ is: 'ended', code: 1 });
  });

  test.each([
    ['lacks a library', 'exit 127'],
    ['dies of its sandbox', 'kill -TRAP $$'],
  ])('one that %s before it is open is broken', async (_how, script) => {
    expect(await run(script)).toEqual({ is: 'broken' });
  });

  test('a binary that cannot be run is broken', async () => {
    expect(await runElectron(join(folder, 'nothing'), folder, parseDeskConfig(['--data', folder], {}))).toEqual({ is: 'broken' });
  });
});
