import path from 'node:path';
import { Failure } from '#shared/rpc/failure';
import { holdFile } from './cache/open-database.ts';

/** Holds a data folder for this process; the returned function lets it go, and so does the end of the process, however it comes. */
export function lockFolder(folder: string): () => void {
  try {
    const release = holdFile(path.join(folder, 'desk.lock'));
    if (release !== null) return release;
  } catch (error) {
    throw new Failure('denied', `the data folder ${folder} cannot be written: choose another with --data`, { cause: error });
  }
  throw new Failure('conflict', `the data folder ${folder} is held by another desk: use its window, or choose another folder with --data`);
}
