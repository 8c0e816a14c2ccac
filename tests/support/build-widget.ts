import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The released script, from the sources as they stand. */
export async function buildWidget(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.ts', '--missing', 'widget']);
}
