import { Failure } from '#shared/rpc/failure';

const FULL = /^(?:SQLITE_FULL|SQLITE_IOERR_(?:WRITE|FSYNC|TRUNCATE|SHMSIZE|SHMOPEN)|ENOSPC|EDQUOT)$/;
const HELD = /^SQLITE_BUSY/;
const FORBIDDEN = /^(?:SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|ENOENT)/;

/** The disk took nothing: whatever was being written was rolled back whole, and can be tried again. */
export function isDiskFull(error: unknown): boolean {
  return FULL.test(codeOf(error));
}

/** Why the files cannot be opened, where that is not for us to mend: a sentence that says what to do. */
export function openingFailure(error: unknown): Failure | null {
  const code = codeOf(error);
  if (FULL.test(code))
    return new Failure('disk_full', 'the disk of this computer is full: make room, and start the desk again', { cause: error });
  if (HELD.test(code))
    return new Failure('conflict', 'another program holds the files of this desk: end it, and start the desk again', { cause: error });
  if (!FORBIDDEN.test(code)) return null;
  return new Failure('internal', 'the folder with the files of this desk cannot be written: check who owns it, and start the desk again', {
    cause: error,
  });
}

/** SQLite's and the system's errors both carry one. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
