import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron, type FindElectronDeps } from '#shell/find-electron';

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

let root: string;
let folder: string;
const announced: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'madoguchi 窓口-'));
  folder = join(root, 'node_modules', 'electron');
  await mkdir(folder, { recursive: true });
  announced.length = 0;
});

afterEach(() => rm(root, { recursive: true }));

function find(deps: Partial<FindElectronDeps> = {}) {
  return findElectron({
    root,
    env: { DISPLAY: ':0' },
    platform: 'linux',
    isRoot: false,
    releasesUrl: NOWHERE,
    announce: (line) => announced.push(line),
    ...deps,
  });
}

/** An install.js as npm leaves it; it runs on the real Node and does this. */
async function installs(script: string): Promise<void> {
  await writeFile(join(folder, 'install.js'), script);
}

const BRINGS_IT = `
  const fs = require('node:fs');
  fs.mkdirSync('dist');
  fs.writeFileSync('dist/electron', '');
  fs.writeFileSync('path.txt', 'electron');`;

test.each([
  ['as root', { isRoot: true }, 'it does not run as root'],
  ['without a display', { env: {} }, 'there is no display'],
])('%s there is no window', async (_where, deps, why) => {
  await installs(BRINGS_IT);
  expect(await find(deps)).toEqual({ is: 'missing', why });
});

test('without a network it says so within seconds and fetches nothing', async () => {
  await installs(BRINGS_IT);
  const askedAt = performance.now();
  expect(await find()).toEqual({ is: 'missing', why: 'it has to be fetched once, and 127.0.0.1:1 cannot be reached' });
  expect(performance.now() - askedAt).toBeLessThan(5_000);
  expect(announced).toEqual([]);
});

test('a binary that is there is used, and nobody is asked', async () => {
  await installs('throw new Error("not to be run")');
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist', 'electron'), '');
  await writeFile(join(folder, 'path.txt'), 'electron');
  expect(await find()).toEqual({ is: 'found', binary: join(folder, 'dist', 'electron') });
});

test('a binary that is not there yet is fetched once, with a line that says so', async () => {
  await installs(BRINGS_IT);
  const env = { DISPLAY: ':0', ELECTRON_MIRROR: 'http://mirror.example/' };
  expect(await find({ env })).toEqual({ is: 'found', binary: join(folder, 'dist', 'electron') });
  expect(announced).toEqual(['Fetching Electron, once (about 120 MB) …']);
});

test('a fetch that fails is no end of the world', async () => {
  await installs('process.exit(1)');
  const env = { DISPLAY: ':0', HTTPS_PROXY: 'http://proxy.example' };
  expect(await find({ env })).toEqual({ is: 'missing', why: 'it could not be fetched' });
});

test('a package that was left out is named', async () => {
  expect(await find()).toEqual({ is: 'missing', why: 'it is not installed; npm ci brings it' });
});
