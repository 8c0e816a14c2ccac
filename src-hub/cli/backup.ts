import { chmod, copyFile, constants, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Failure, FailureBody } from '#shared/rpc/failure';
import { backUpIntoFolder } from '#hub/backup/backup-folder';
import { parseConfig } from '#hub/config';
import { readControl, type Control } from '#hub/control-file';
import { codeOf } from '#hub/db/db';
import { hasStore } from '#hub/db/open-pglite';
import { openStore } from '#hub/db/open-store';
import type { Io } from './io.ts';
import { newPassphrase } from './passphrase.ts';

const BackupMade = z.object({ file: z.string(), rows: z.number(), bytes: z.number() });
const Line = z.union([z.null(), z.object({ made: BackupMade }), z.object({ failure: FailureBody })]);
type BackupMade = z.infer<typeof BackupMade>;

/** madoguchi backup: asks the hub that runs on this data folder; where none does, reads the store itself. */
export async function backup(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const config = parseConfig(options.data === undefined ? [] : ['--data', options.data], io.env);
  const passphrase = options.encrypt === true ? await newPassphrase(io) : null;
  const control = await readControl(config.dataFolder);
  const made = (control === null ? null : await askRunning(control, passphrase)) ?? (await makeHere());
  const file = options.to === undefined ? made.file : await moveTo(made.file, path.resolve(options.to));
  io.say(`${file}: ${made.rows} rows, ${Math.ceil(made.bytes / 1024)} KB${passphrase === null ? ', not encrypted' : ', encrypted'}`);
  return 0;

  async function makeHere(): Promise<BackupMade> {
    // Opening a store that is not there would make one.
    if (config.databaseUrl === null && !(await hasStore(config.dataFolder))) throw nothingThere();
    const db = await openStore(config, () => undefined);
    try {
      return await backUpIntoFolder({ db, dataFolder: config.dataFolder, now: Date.now(), passphrase, why: 'asked' });
    } catch (error) {
      if (codeOf(error) !== '42P01') throw error;
      throw nothingThere();
    } finally {
      await db.close();
    }
  }

  function nothingThere(): Failure {
    const where = config.databaseUrl === null ? config.dataFolder : 'the database of DATABASE_URL';
    return new Failure('not_found', `${where} holds no centre: say which with --data DIR or DATABASE_URL`);
  }
}

/** Null: it was killed and left its file; nobody is there. */
async function askRunning({ url, token }: Control, passphrase: string | null): Promise<BackupMade | null> {
  const response = await fetch(new URL('/control/backup', url), {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ passphrase }),
  }).catch(() => null);
  // Another program may have got the port of a hub that was killed.
  if (response === null || response.status === 404) return null;
  const lines = (await response.text()).trim().split('\n');
  const last = Line.safeParse(JSON.parse(lines.at(-1) ?? 'null')).data;
  if (last === undefined || last === null) throw new Failure('internal', `the hub answered ${response.status}; its log says why`);
  if ('failure' in last) throw Failure.fromBody(last.failure);
  return last.made;
}

async function moveTo(made: string, to: string): Promise<string> {
  try {
    await copyFile(made, to, constants.COPYFILE_EXCL);
    await chmod(to, 0o600);
  } catch (cause) {
    const why = codeOf(cause) === 'EEXIST' ? 'there is a file of that name already' : (codeOf(cause) ?? 'unknown reason');
    throw new Failure('denied', `--to ${to} cannot be written (${why}); the backup is in ${made}`, { field: 'to', cause });
  }
  await rm(made);
  return to;
}

function parseOptions(args: readonly string[]): { to?: string; data?: string; encrypt?: boolean } {
  try {
    return parseArgs({ args: [...args], options: { to: { type: 'string' }, data: { type: 'string' }, encrypt: { type: 'boolean' } } })
      .values;
  } catch (cause) {
    throw new Failure('invalid', 'the options are --to FILE, --data DIR and --encrypt', { cause });
  }
}
