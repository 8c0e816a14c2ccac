import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasElectron, layOutElectron, ROOT } from './electron-desk.ts';

const run = promisify(execFile);

describe.skipIf(!hasElectron())('the desk as a package', () => {
  let folder: string;
  let dist: string;
  let packed: string;
  let files: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'madoguchi-package-'));
    // A layout of this test's own, without the link to an app: what is packed brings the app.
    dist = await layOutElectron(folder);
    await rm(join(dist, 'resources', 'app'));
    await run(process.execPath, ['scripts/dist.ts', '--dir', '--output', join(folder, 'dist'), '--electron-dist', dist], { cwd: ROOT });
    packed = join(folder, 'dist', 'linux-unpacked');
    files = listPackage(join(packed, 'resources', 'app.asar'), { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  });

  afterAll(async () => {
    await rm(dist, { recursive: true });
    await rm(folder, { recursive: true });
  });

  test('the archive holds the shell, the core and the page', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/LICENSE',
        '/assets/tray.png',
        '/out/electron/main.cjs',
        '/out/electron/preload.cjs',
        '/out/core/main.js',
        '/out/core/cache.worker.js',
        '/out/core/package.json',
        '/out/renderer/index.html',
      ]),
    );
    const { main, version } = JSON.parse(extractFile(join(packed, 'resources', 'app.asar'), 'package.json').toString()) as Record<
      string,
      unknown
    >;
    expect({ main, version }).toEqual({ main: 'out/electron/main.cjs', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
  });

  test('no source, no test, no map, no other module and nothing of the hub is shipped', () => {
    expect(files.filter((file) => /\.(?:ts|tsx|map)$/.test(file))).toEqual([]);
    expect(files.filter((file) => /^\/(?:src-|tests|scripts|docs|bench|data|out\/(?:hub|types|widget|built))/.test(file))).toEqual([]);
    const modules = files.filter((file) => /^\/node_modules\/[^/]+$/.test(file));
    expect(modules).toEqual(['/node_modules/better-sqlite3']);
  });

  test('what the system itself opens lies beside the archive, for this platform only', async () => {
    const unpacked = join(packed, 'resources', 'app.asar.unpacked');
    await access(join(unpacked, 'out', 'core', 'main.js'));
    const prebuilt = await readdir(join(unpacked, 'node_modules', 'better-sqlite3', 'prebuilds'));
    expect(prebuilt).toEqual([`${process.platform}-${process.arch}.node`]);
  });

  test('the core that was packed starts from where it was packed', async () => {
    const start = JSON.stringify({ is: 'start', vaultKey: Buffer.alloc(32, 1).toString('base64'), isKeyFile: true });
    const core = run(process.execPath, [
      join(packed, 'resources', 'app.asar.unpacked', 'out', 'core', 'main.js'),
      '--data',
      join(folder, 'data'),
    ]);
    core.child.stdin?.end(`${start}\n${JSON.stringify({ is: 'stop' })}\n`);
    expect((await core).stdout).toContain('{"is":"ready"}');
  });

  test('its fuses are set: no Node by the back door, and only the archive is run', async () => {
    const fuses = await getCurrentFuseWire(join(packed, 'madoguchi'));
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
    });
  });
});
