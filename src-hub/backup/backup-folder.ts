import { chmod, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#shared/rpc/failure';
import { codeOf, type Db } from '#hub/db/db';
import { dueMigrations, hasBeenMigrated } from '#hub/db/migrate';
import { makeFolder } from '#hub/make-folder';
import { writeBackup, type BackupMade } from './write-backup.ts';

const FOLDER = 'backups';
/** Older ones of the same kind go: a full disk would end the centre. */
const KEPT = 5;
const NAME = /^(?:asked|before-update)-[\dTZ-]+\.backup$/;

type Why = 'asked' | 'before-update';

interface Asked {
  readonly db: Db;
  readonly dataFolder: string;
  readonly now: number;
  readonly passphrase: string | null;
  readonly why: Why;
}

/** A backup under a name of its own in the data folder; the five newest of each kind stay. */
export async function backUpIntoFolder({ db, dataFolder, now, passphrase, why }: Asked): Promise<BackupMade> {
  const folder = path.join(dataFolder, FOLDER);
  const madeAt = new Date(now).toISOString();
  const name = `${why}-${madeAt.replaceAll(/[:.]/g, '-')}.backup`;
  try {
    await makeFolder(folder);
    await chmod(folder, 0o700);
    const made = await writeBackup({ db, file: path.join(folder, name), madeAt, passphrase });
    await dropOld(folder, why);
    return made;
  } catch (cause) {
    const code = codeOf(cause);
    // Of the disk; anything else is of the database, or a bug, and says so itself.
    if (code === null || !/^E[A-Z]+$/.test(code)) throw cause;
    throw new Failure(
      'denied',
      `the backup could not be written to ${folder} (${code}): make room or give the hub the right to write there`,
      {
        cause,
      },
    );
  }
}

/** An update never runs over the only copy. Null: nothing is due, or there is nothing yet that could be lost. */
export async function backUpBeforeUpdate(asked: Pick<Asked, 'db' | 'dataFolder' | 'now'>): Promise<BackupMade | null> {
  if (!(await hasBeenMigrated(asked.db)) || (await dueMigrations(asked.db)).length === 0) return null;
  try {
    return await backUpIntoFolder({ ...asked, passphrase: null, why: 'before-update' });
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure(cause.code, `nothing was updated, because ${cause.message}, then start again`, { cause });
  }
}

async function dropOld(folder: string, why: Why): Promise<void> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name) && name.startsWith(`${why}-`)).toSorted();
  for (const name of names.slice(0, -KEPT)) await rm(path.join(folder, name), { force: true });
}
