import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import pino, { type Logger } from 'pino';
import { Failure } from '#shared/rpc/failure';
import type { DeskConfig } from './config.ts';
import { makeFolder } from './make-folder.ts';

/** Makes the data folder if it is not there, and the desk's log in it. */
export function openLog({ dataFolder, logLevel }: Pick<DeskConfig, 'dataFolder' | 'logLevel'>): Logger {
  const folder = join(dataFolder, 'logs');
  try {
    makeFolder(resolve(folder), 0o700);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Failure('denied', `the data folder ${dataFolder} cannot be written: choose another with --data`, { cause: error });
  }
  // What was said before a crash is what one looks for, so each line is written at once; there are few.
  return pino(
    { level: logLevel, base: { process: 'desk', pid: process.pid } },
    pino.destination({ dest: join(folder, 'desk.log'), sync: true }),
  );
}
