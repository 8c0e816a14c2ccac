import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram, type RunningProgram } from '#tests/support/running-program';

const ROOT = join(import.meta.dirname, '..', '..');
/** What a clone holds and a start needs; the packages are linked, as they are the same anywhere. */
const CLONED = ['src-shared', 'src-hub', 'src-main', 'src-renderer', 'src-widget', 'scripts', 'locales', 'assets', 'package.json'];
const MORE_CLONED = ['package-lock.json', 'vite.config.ts', 'rolldown.config.ts', 'tsconfig.base.json'];

/** Two processes and an embedded PostgreSQL are made from nothing. */
const WHOLE_START_MS = 120_000;

let folder: string;
const programs: RunningProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi 窓口 の-'));
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop('SIGTERM')));
  await rm(folder, { recursive: true });
});

function start(args: readonly string[], root = ROOT): RunningProgram {
  const program = runProgram('scripts/start.ts', ['--shell', 'browser', '--no-open', ...args], { root });
  programs.push(program);
  return program;
}

async function aTakenPort(): Promise<{ readonly port: number; readonly free: () => void }> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  // A TCP server's address is an object.
  return { port: (other.address() as AddressInfo).port, free: () => other.close() };
}

test(
  'a fresh clone in a folder with spaces and Japanese letters builds, starts, is found by a second start, and ends with Ctrl-C',
  async () => {
    const clone = join(folder, '窓口 の コピー');
    await mkdir(clone);
    for (const name of [...CLONED, ...MORE_CLONED]) await cp(join(ROOT, name), join(clone, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));

    const first = start(['--port', '0'], clone);
    await first.line('desk ready http://127.0.0.1:');
    const said = first.said.join('\n');
    expect(said).toContain('built renderer');
    expect(said).toContain('built widget');
    expect(said).toContain(`data        ${join(clone, 'data')}`);
    expect(said).toContain(join(clone, 'data', 'hub', 'logs'));
    const shop = /http:\/\/127\.0\.0\.1:\d+\/demo\/shop/.exec(said)?.[0] ?? '';
    expect((await fetch(shop)).status).toBe(200);

    const second = start([], clone);
    expect(await second.line('Madoguchi runs already')).toContain(shop);
    await second.line('The desk runs already');
    expect(await second.ended).toBe(0);
    // Up to date: nothing is built again.
    expect(second.said.join('\n')).not.toContain('built');

    expect(await first.stop('SIGINT')).toBe(0);
    await expect(fetch(shop)).rejects.toThrow('fetch failed');

    const reset = runProgram('scripts/reset.ts', ['--yes'], { root: clone });
    expect(await reset.ended).toBe(0);
    expect(await runProgram('scripts/reset.ts', [], { root: clone }).line('There is nothing of Madoguchi')).toContain(clone);
  },
  WHOLE_START_MS,
);

test('a folder that cannot be written is said in one line with what to do', async () => {
  const file = join(folder, 'a file');
  await writeFile(file, '');
  const program = start(['--data', join(file, 'data')]);
  expect(await program.ended).toBe(1);
  expect(program.said).toEqual([
    `The folder ${join(file, 'data')} cannot be written (ENOTDIR): choose another with npm start -- --data DIR.`,
  ]);
});

test('a port asked for that is taken is said in one line with what to do', async () => {
  const { port, free } = await aTakenPort();
  const program = start(['--data', folder, '--port', String(port)]);
  expect(await program.ended).toBe(1);
  expect(program.said.at(-1)).toBe(`Port ${port} is taken: choose another with --port, or leave it out.`);
  free();
});

test('reset deletes nothing without being told to, and nothing but what is ours', async () => {
  await mkdir(join(folder, 'hub'));
  await writeFile(join(folder, 'somebody’s own.txt'), '');
  const asked = runProgram('scripts/reset.ts', ['--data', folder]);
  expect(await asked.ended).toBe(0);
  expect(asked.said).toEqual(['Nobody is here to ask: say --yes.', 'Nothing was deleted.']);
  const told = runProgram('scripts/reset.ts', ['--data', folder, '--yes']);
  expect(await told.ended).toBe(0);
  expect(told.said).toEqual([`Deleted: ${join(folder, 'hub')}.`]);
});
