import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Left in the data folder by whoever runs there, for a second start to find. */
const Running = z.object({ hubUrl: z.url() });

const ANSWER_WITHIN_MS = 2_000;

export function noteRunning(dataDir: string, hubUrl: string): () => void {
  const file = join(dataDir, 'running.json');
  writeFileSync(file, JSON.stringify({ hubUrl }));
  return () => rmSync(file, { force: true });
}

/** The hub that runs on this folder; null where there is none, whatever a crash has left behind. */
export async function findRunning(dataDir: string): Promise<string | null> {
  try {
    const { hubUrl } = Running.parse(JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')));
    const answer = await fetch(`${hubUrl}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok ? hubUrl : null;
  } catch {
    return null;
  }
}
