import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder as makeDeskFolder } from '#core/make-folder';
import { makeFolder as makeHubFolder } from '#hub/make-folder';

const makers = [
  ['a hub', makeHubFolder],
  ['a desk', async (folder: string) => makeDeskFolder(folder, 0o700)],
] as const;

test.each(makers)('%s makes its data folder with those above it, and takes one that is there', async (_, makeFolder) => {
  const base = await mkdtemp(path.join(tmpdir(), '窓口 folder '));
  onTestFinished(() => rm(base, { recursive: true }));
  const folder = path.join(base, 'データ', 'hub', 'logs');
  await makeFolder(folder);
  await makeFolder(folder);
  expect((await stat(folder)).isDirectory()).toBe(true);
});

test.runIf(process.platform === 'linux').each(makers)(
  '%s says at once where nothing can be made, and does not try for ever',
  async (_, makeFolder) => {
    await expect(makeFolder('/proc/madoguchi/data')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
