import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** How a desk that runs can be found by a second start, which then opens a page of the first. Only this person can read it. */
const RunningDesk = z.object({ url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }), secret: z.string().min(32) });

const FILE = 'browser-shell.json';
const ANSWER_WITHIN_MS = 3_000;

export function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** From now on a second start finds this one. The function that is returned ends that. */
export async function announceDesk(folder: string, url: string, secret: string): Promise<() => Promise<void>> {
  const file = join(folder, FILE);
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify({ url, secret }), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** A fresh address of the desk that holds this folder; null if it is no browser shell, or does not answer. */
export async function askRunningDesk(folder: string): Promise<string | null> {
  try {
    const { url, secret } = RunningDesk.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
    const headers = { authorization: `Bearer ${secret}` };
    const answer = await fetch(`${url}/address`, { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok ? z.object({ address: z.string().startsWith(url) }).parse(await answer.json()).address : null;
  } catch {
    // No file, one that was left behind, or nobody there: in each case there is no such desk.
    return null;
  }
}
