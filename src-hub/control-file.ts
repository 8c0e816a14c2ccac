import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

/** Where a running hub is and the word that opens its control addresses: whoever may read the data folder may use them. */
export const Control = z.object({ url: z.url(), token: z.string().min(32) });
export type Control = z.infer<typeof Control>;

const FILE = 'hub.control';

export async function writeControl(dataFolder: string, control: Control): Promise<() => Promise<void>> {
  const file = path.join(dataFolder, FILE);
  // Made anew: a file that is there keeps its mode when it is written over.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(control), { mode: 0o600, flag: 'wx' });
  return () => rm(file, { force: true });
}

/** Null where no hub has said where it is. One that was killed leaves its file behind: whoever asks finds nobody there. */
export async function readControl(dataFolder: string): Promise<Control | null> {
  try {
    return Control.parse(JSON.parse(await readFile(path.join(dataFolder, FILE), 'utf8')));
  } catch {
    return null;
  }
}
