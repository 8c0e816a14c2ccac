import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { runProgram, type RunningProgram } from '#tests/support/running-program';

const READY = 'desk ready ';

let folder: string;
const programs: RunningProgram[] = [];

beforeAll(async () => {
  await runProgram('scripts/build.ts', ['--missing', 'renderer']).ended;
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi 窓口 の-'));
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop('SIGKILL')));
  await rm(folder, { recursive: true });
});

function desk(...args: readonly string[]): RunningProgram {
  return deskWith({}, ...args);
}

function deskWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): RunningProgram {
  const program = runProgram('src-main/desk.ts', ['--shell', 'browser', '--no-open', ...args], { env });
  programs.push(program);
  return program;
}

async function openPage(address: string): Promise<WebSocket> {
  const { origin, host, hash } = new URL(address);
  const socket = new WebSocket(`ws://${host}/wire?token=${new URLSearchParams(hash.slice(1)).get('token')}`, { origin });
  await once(socket, 'open');
  return socket;
}

function ask(socket: WebSocket, contract: string, name: string): Promise<unknown> {
  const answer = once(socket, 'message').then(([data]): unknown => JSON.parse(String(data)));
  socket.send(JSON.stringify({ kind: 'call', contract, id: 1, name, input: {} }));
  return answer;
}

test('the printed address opens a page of the desk, in a folder with spaces and Japanese letters', async () => {
  const program = desk('--data', join(folder, '受信 トレイ'), '--hub', 'http://127.0.0.1:1');
  const ready = await program.line(READY);
  expect(ready).toMatch(/^desk ready http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  const socket = await openPage(ready.slice(READY.length));
  expect(await ask(socket, 'desk', 'session.current')).toMatchObject({
    kind: 'result',
    output: { session: { is: 'signed_out', hubUrl: 'http://127.0.0.1:1', isKeyFile: true }, connection: { is: 'offline' } },
  });
  expect(await ask(socket, 'shell', 'capabilities')).toMatchObject({ kind: 'result', output: { shell: 'browser' } });
  // What the desk logs about itself lies in its folder; the terminal stays for what a person needs to know.
  expect(program.said).toEqual([ready]);
  expect(await readFile(join(folder, '受信 トレイ', 'logs', 'desk.log'), 'utf8')).not.toContain(ready.split('token=')[1]);
});

test('SIGTERM ends the desk within five seconds, with a page open', async () => {
  const program = desk('--data', folder);
  await openPage((await program.line(READY)).slice(READY.length));
  const askedAt = performance.now();
  expect(await program.stop()).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(5_000);
});

test('Ctrl-C, which reaches a whole terminal, and being asked to end at the same time end the desk once', async () => {
  const program = desk('--data', folder);
  const ready = await program.line(READY);
  void program.stop('SIGINT');
  expect(await program.stop('SIGTERM')).toBe(0);
  expect(program.said).toEqual([ready]);
});

test('a second start on the same folder opens a page of the first and ends', async () => {
  const first = desk('--data', folder);
  await first.line(READY);
  const second = desk('--data', folder);
  const said = await second.line('The desk runs already');
  expect(await second.ended).toBe(0);
  const socket = await openPage(said.slice(said.indexOf('http')));
  expect(await ask(socket, 'desk', 'session.current')).toMatchObject({ kind: 'result' });
});

test('what a killed desk leaves behind does not keep the next one from starting', async () => {
  const first = desk('--data', folder);
  await first.line(READY);
  await first.stop('SIGKILL');
  expect(await desk('--data', folder).line(READY)).toContain('#token=');
});

test('a taken port is said in one line with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  // A TCP server's address is an object.
  const { port } = other.address() as AddressInfo;
  const program = desk('--data', folder, '--port', String(port));
  expect(await program.ended).toBe(1);
  expect(program.said.at(-1)).toBe(
    `The desk cannot start: port ${port} is taken: choose another with --port, or leave it out for any that is free.`,
  );
  other.close();
});

test('a data folder that cannot be written is said in one line with what to do', async () => {
  const file = join(folder, 'a file');
  await writeFile(file, '');
  const program = desk('--data', join(file, 'data'));
  expect(await program.ended).toBe(1);
  expect(program.said.at(-1)).toBe(
    `The desk cannot start: the data folder ${join(file, 'data')} cannot be written: choose another with --data.`,
  );
});

test.each([
  ['an unknown option', {}, ['--colour', 'red'], "Unknown option '--colour'"],
  ['a shell that there is not', {}, ['--shell', 'telnet'], '--shell'],
  ['a hub beyond this machine without encryption', {}, ['--hub', 'http://hub.example'], 'use https'],
  ['an unknown setting', { MADOGUCHI_DESK_COLOUR: 'red' }, [], 'MADOGUCHI_DESK_COLOUR'],
])('%s is named in one line', async (_what, env, args, words) => {
  await mkdir(join(folder, 'data'));
  const program = deskWith(env, '--data', join(folder, 'data'), ...args);
  expect(await program.ended).toBe(1);
  expect(program.said).toHaveLength(1);
  expect(program.said[0]).toContain(words);
});
