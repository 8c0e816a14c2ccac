import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './db/db.ts';

/** A folder and those above it. Node's own `recursive` tries for ever where a folder is missing and cannot be made either: under /proc. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    await makeFolder(path.dirname(folder));
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
