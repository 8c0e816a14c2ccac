import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Tokens, type SignIn } from '#shared/contracts/session';
import { checkSettings } from '#shared/domain/check-settings';
import { createIds } from '#shared/domain/ids';
import { SettingsFile } from '#shared/domain/settings-file';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { codeOf } from '#hub/db/db';
import { askHub, hubUrlOf } from './hub-http.ts';
import type { Io } from './io.ts';

/** madoguchi config export | check FILE. */
export async function config([action, ...args]: readonly string[], io: Io): Promise<number> {
  if (action === 'export') return exportSettings(args, io);
  if (action === 'check') return checkFile(args, io);
  throw new Failure('invalid', 'say config export or config check FILE');
}

/** The set-up of a running hub, asked for as one of its administrators. */
async function exportSettings(args: readonly string[], io: Io): Promise<number> {
  const { hub, to, login } = exportOptions(args);
  const hubUrl = hubUrlOf(hub, io.env);
  const loginName = login ?? (await io.ask('ログイン名 / login name: ')).trim();
  const password = io.isInteractive ? await io.askSecret('パスワード / password: ') : (await io.readAll()).replace(/\r?\n$/, '');
  const deskId = createIds(Date.now, randomBytes).desk();
  const body: SignIn = { loginName, password, deskId };
  const { accessToken: token } = parseOrFail(Tokens, await askHub(hubUrl, '/session', { method: 'POST', body }), 'answer');
  try {
    const file = parseOrFail(SettingsFile, await askHub(hubUrl, '/settings', { method: 'GET', token }), 'answer');
    const text = JSON.stringify(file, null, 2);
    if (to === undefined) io.say(text);
    else await save(to, `${text}\n`, io);
  } finally {
    await askHub(hubUrl, '/session', { method: 'DELETE', token });
  }
  return 0;
}

async function save(to: string, text: string, io: Io): Promise<void> {
  try {
    // Names and numbers of people are in it; and nothing that is there already is lost.
    await writeFile(to, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new Failure('conflict', `${to} is there already: name another file with --to`);
  }
  io.warn(`${to} is written`);
}

/** Without any hub: shape, and what the records say of each other. A line a problem. */
async function checkFile(args: readonly string[], io: Io): Promise<number> {
  const [path, ...more] = args;
  if (path === undefined || more.length > 0) throw new Failure('invalid', 'say which file: config check FILE');
  const problems = checkSettings(parseJson(await readText(path), path));
  for (const { path: where, says } of problems) io.say(`${where}: ${says}`);
  if (problems.length === 0) io.say(`${path}: nothing is wrong`);
  return problems.length === 0 ? 0 : 1;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('not_found', `${path} cannot be read`, { cause });
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Failure('invalid', `${path} is not JSON`, { cause });
  }
}

function exportOptions(args: readonly string[]): { hub?: string; to?: string; login?: string } {
  try {
    return parseArgs({ args: [...args], options: { hub: { type: 'string' }, to: { type: 'string' }, login: { type: 'string' } } }).values;
  } catch (cause) {
    throw new Failure('invalid', 'the options are --hub URL, --to FILE and --login NAME', { cause });
  }
}
