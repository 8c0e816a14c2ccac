import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '#tests/support/running-program';

test('the hub’s own bundle finds its migrations and the widget, and serves both', { timeout: 120_000 }, async () => {
  await promisify(execFile)(process.execPath, ['scripts/build.ts', '--missing', 'hub', 'widget']);
  const folder = await mkdtemp(path.join(tmpdir(), '窓口 bundle '));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const hub = runProgram('out/hub/main.js', ['--demo', '--port', '0', '--data', folder]);
  onTestFinished(async () => void (await hub.stop('SIGKILL')));
  const url = (await hub.line('hub ready ')).slice('hub ready '.length);
  const widget = await fetch(`${url}/widget.js`);
  expect([widget.status, (await widget.text()).length > 10_000]).toEqual([200, true]);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await hub.stop()).toBe(0);
});
